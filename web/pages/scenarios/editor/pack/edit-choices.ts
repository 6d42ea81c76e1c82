import type { JsonObject } from '../json/read-json.ts'
import { changeField, fieldOf, ownField } from './field/field-nodes.ts'
import { moved, word } from './edit-sections.ts'
import { codeFrom } from './names.ts'
import { editPack, readParts } from './pack-files.ts'
import type { Files, PackParts } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'
import { firstWords, type Words } from './read-pack.ts'
import { putLabel } from './settle.ts'
import { choicesName, refOf } from './schema-nodes.ts'
import type { Locale } from '../../../../../plugins/vocabulary.ts'

/** Gives a field its own copy of a shared list of choices. */
export const ownChoices = (files: Files, section: string, field: string): Files =>
  editPack(files, (parts) => ownField(parts, section, field))

/** Changes a list of choices in place, also for other fields that share it. */
function changeChoices(
  parts: PackParts,
  section: string,
  field: string,
  change: (values: unknown[]) => unknown[],
): { parts: PackParts; name: string } | undefined {
  const node = fieldOf(parts.schema, section, field)
  const name = node && choicesName(parts.schema, section, field, node)
  if (!node || name === undefined) return undefined
  const changeEnum = (one: JsonObject): JsonObject =>
    Array.isArray(one['enum']) ? withMember(one, 'enum', change(one['enum'])) : one
  const ref = refOf(node)
  if (ref === undefined) return { parts: changeField(parts, section, field, changeEnum), name }
  const defs = objectIn(parts.schema, '$defs') ?? {}
  const definition = objectIn(defs, ref)
  if (!definition) return undefined
  const schema = withMember(parts.schema, '$defs', withMember(defs, ref, changeEnum(definition)))
  return { parts: { ...parts, schema }, name }
}

/** The label key of a choice. */
const labelKey = (parts: PackParts, section: string, field: string, value: string) => {
  const node = fieldOf(parts.schema, section, field)
  const name = node && choicesName(parts.schema, section, field, node)
  return name === undefined ? undefined : `enum.${name}.${value}`
}

export function choiceLabelKey(
  files: Files,
  place: { section: string; field: string; value: string },
): string | undefined {
  const parts = readParts(files)
  return parts && labelKey(parts, place.section, place.field, place.value)
}

export const addChoice = (files: Files, section: string, field: string, title: Words): Files =>
  editPack(files, (parts) => {
    let code = ''
    const changed = changeChoices(parts, section, field, (values) => {
      code = codeFrom(firstWords(title), values.map(String), 'choice')
      const codes = values.filter((value) => value !== null)
      return [...codes, code, ...values.filter((value) => value === null)]
    })
    return changed ? word(changed.parts, `enum.${changed.name}.${code}`, title) : parts
  })

/** The last choice stays: no value fits a field without choices. */
export const removeChoice = (files: Files, section: string, field: string, value: string): Files =>
  editPack(files, (parts) => {
    const changed = changeChoices(parts, section, field, (values) =>
      values.filter((one) => one !== null).length > 1
        ? values.filter((one) => one !== value)
        : values,
    )
    return changed?.parts ?? parts
  })

export const moveChoice = (
  files: Files,
  section: string,
  field: string,
  value: string,
  to: number,
): Files =>
  editPack(files, (parts) => {
    const changed = changeChoices(
      parts,
      section,
      field,
      (values) => moved(values, values.indexOf(value), to) ?? values,
    )
    return changed?.parts ?? parts
  })

export const setChoiceLabel = (
  files: Files,
  place: { section: string; field: string; value: string },
  locale: Locale,
  text: string,
): Files =>
  editPack(files, (parts) => {
    const key = labelKey(parts, place.section, place.field, place.value)
    if (key === undefined) return parts
    return putLabel(parts, locale, key, text)
  })
