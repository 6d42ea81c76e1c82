import { inLanguagesOf, word } from '../edit-sections.ts'
import { type FieldKind, innerTitles, nodeOfKind } from './field-kinds.ts'
import { changeField, ownField, withoutSource } from './field-nodes.ts'
import { isInner } from './field-path.ts'
import { codeFrom, nameFrom } from '../names.ts'
import { editPack } from '../pack-files.ts'
import type { Files, PackParts } from '../pack-parts.ts'
import { objectIn, withMember } from '../json-members.ts'
import { firstWords, type Words } from '../read-pack.ts'
import { changeItem, resolve, writtenOut } from '../schema-nodes.ts'

type Kind = Exclude<FieldKind, 'other'>

/**
 * Changes a field's kind and keeps its title and hint. `choices` are the titles of a choice's values or of the rows'
 * columns.
 */
export const setKind = (
  files: Files,
  section: string,
  field: string,
  kind: Kind,
  choices: readonly Words[] = [],
): Files =>
  editPack(files, (parts) => {
    const codes: string[] = []
    const isBare = kind === 'rows' && choices.length === 0
    const titles = isBare ? [inLanguagesOf(parts, { en: 'What', ru: 'Что' })] : choices
    for (const title of titles) {
      const said = firstWords(title)
      codes.push(kind === 'rows' ? nameFrom(said, codes, 'field') : codeFrom(said, codes, 'choice'))
    }
    let next = changeField(parts, section, field, (node) => {
      const { description } = writtenOut(parts.schema, node) ?? {}
      const notes = { ...objectIn(node, 'x-aam') }
      if (kind !== 'date') delete notes['computedFrom']
      return {
        ...nodeOfKind(parts.schema, kind, codes),
        ...(typeof description === 'string' ? { description } : {}),
        ...(Object.keys(notes).length > 0 ? { 'x-aam': notes } : {}),
      }
    })
    for (const [at, title] of titles.entries()) {
      const key = `${section}.${field}.${codes[at]}`
      next = word(next, kind === 'rows' ? key : `enum.${key}`, title)
    }
    for (const [name, title] of Object.entries(innerTitles[kind] ?? {})) {
      next = word(next, `${section}.${field}.${name}`, inLanguagesOf(next, title))
    }
    return kind === 'text' || kind === 'long-text' ? next : freeSources(next, section, field)
  })

/** Only a date can be computed from a text. */
const freeSources = (parts: PackParts, section: string, field: string): PackParts => ({
  ...parts,
  schema: isInner(field)
    ? parts.schema
    : changeItem(parts.schema, section, (item) => {
        const properties = objectIn(item, 'properties') ?? {}
        const node = objectIn(properties, field)
        if (
          node &&
          !Array.isArray(node['enum']) &&
          resolve(parts.schema, node)?.['type'] === 'string'
        ) {
          return item
        }
        const freed = Object.entries(properties).map(([name, one]) => [
          name,
          withoutSource(one, field),
        ])
        if (freed.every(([name, one]) => properties[String(name)] === one)) return item
        return withMember(item, 'properties', Object.fromEntries(freed))
      }),
})

/** Sets the hint that tells the model what to write into a field. */
export const setHint = (files: Files, section: string, field: string, text: string): Files =>
  editPack(files, (parts) =>
    changeField(parts, section, field, (node) =>
      withMember(node, 'description', text.trim() === '' ? undefined : text),
    ),
  )

export const setMaxLength = (
  files: Files,
  section: string,
  field: string,
  maxLength: number | null,
): Files =>
  editPack(files, (parts) =>
    changeField(ownField(parts, section, field), section, field, (node) => {
      const least = node['minLength']
      const fits = maxLength === null || typeof least !== 'number' || least <= maxLength
      const next = withMember(node, 'maxLength', maxLength ?? undefined)
      return fits ? next : withMember(next, 'minLength', maxLength)
    }),
  )

/** Sets whether a required field may be null. */
export const setNullable = (
  files: Files,
  section: string,
  field: string,
  isNullable: boolean,
): Files =>
  editPack(files, (parts) =>
    changeField(ownField(parts, section, field), section, field, (node) => {
      const declared = Array.isArray(node['type']) ? node['type'] : [node['type']]
      const type: unknown = declared.find((one) => one !== 'null')
      const values = Array.isArray(node['enum'])
        ? { enum: node['enum'].filter((value) => value !== null) }
        : {}
      if (!isNullable) return { ...node, ...values, type }
      return {
        ...node,
        ...(values.enum ? { enum: [...values.enum, null] } : {}),
        type: [type, 'null'],
      }
    }),
  )

/** The ends of a scale. */
export const setScale = (
  files: Files,
  section: string,
  field: string,
  [minimum, maximum]: [number, number],
): Files =>
  editPack(files, (parts) =>
    changeField(ownField(parts, section, field), section, field, (node) => ({
      ...node,
      minimum,
      maximum,
    })),
  )

export const setComputedFrom = (
  files: Files,
  section: string,
  field: string,
  source: string | null,
): Files =>
  editPack(files, (parts) =>
    changeField(parts, section, field, (node) => {
      const notes = withMember(objectIn(node, 'x-aam') ?? {}, 'computedFrom', source ?? undefined)
      return withMember(node, 'x-aam', Object.keys(notes).length > 0 ? notes : undefined)
    }),
  )
