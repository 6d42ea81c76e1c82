import type { JsonObject } from '../json/read-json.ts'
import { addSection, inLanguagesOf, moveSection, word } from './edit-sections.ts'
import { addField, moveField, removeField, setRequired } from './field/edit-fields.ts'
import { fieldOf } from './field/field-nodes.ts'
import { kindOf } from './field/field-kinds.ts'
import { changeHolder, holderOf, splitPath } from './field/field-path.ts'
import { nameFrom } from './names.ts'
import { editPack, readParts } from './pack-files.ts'
import type { Files, PackParts } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'
import { readPoint, writePoint } from './prompts.ts'
import { firstWords, readForm, readSteps, titleOf, type Words } from './read-pack.ts'
import { sectionNode } from './schema-nodes.ts'
import { addToStep } from './steps.ts'
import {
  eachLocale,
  locales,
  translate,
  type Translated,
} from '../../../../../plugins/vocabulary.ts'

/** Copies every label under one key to another key, including those of its choices. */
function copyWords(parts: PackParts, from: string, to: string): PackParts {
  const keys = [...new Set(locales.flatMap((locale) => Object.keys(parts[locale])))]
  return keys.reduce((next, key) => {
    const [stem, kind] = key.startsWith('enum.') ? [key.slice(5), 'enum.'] : [key, '']
    const isBelow = stem.startsWith(`${from}.`) || (stem === from && kind === '')
    if (!isBelow) return next
    const words = titleOf(parts, key)
    return word(next, `${kind}${to}${stem.slice(from.length)}`, words)
  }, parts)
}

const copyWord: Translated = { en: 'copy', ru: 'копия' }

/** The title of a copy, in each language that the original has a title in. */
function asCopy(parts: PackParts, words: Words): Words {
  if (firstWords(words) === '') return inLanguagesOf(parts, { en: 'Copy', ru: 'Копия' })
  return eachLocale(
    (locale) => words[locale] && `${words[locale]} (${translate(copyWord, locale)})`,
  )
}

/** Copies a section below the first, into the same step. */
export function copySection(files: Files, section: string): { files: Files; name: string } {
  let name = ''
  const next = editPack(files, (parts) => {
    const node = sectionNode(parts.schema, section)
    const properties = objectIn(parts.schema, 'properties')
    if (!node || !properties) return parts
    const title = asCopy(parts, titleOf(parts, section))
    name = nameFrom(firstWords(title), Object.keys(properties), 'section')
    const copy = structuredClone(node)
    const orders = readForm(parts).sections.map(({ order }) => order)
    const usable = orders.filter((order) => order < Number.MAX_SAFE_INTEGER)
    const notes = withMember(objectIn(copy, 'x-aam') ?? {}, 'order', Math.max(0, ...usable) + 1)
    const schema = withMember(parts.schema, 'properties', {
      ...properties,
      [name]: { ...copy, 'x-aam': notes },
    })
    const worded = word(copyWords(parts, section, name), name, title)
    const step = readSteps(parts.manifest).find(({ sections }) => sections.includes(section))
    const asked = addToStep({ ...worded, schema }, step?.id ?? null, name)
    const now = readSteps(asked.manifest).find(({ sections }) => sections.includes(name))
    const said = step ? readPoint(parts.files, step, section) : ''
    return now && said ? { ...asked, files: writePoint(asked.files, now, name, said) } : asked
  })
  const at = placeOf(next, section)
  return { files: name && at >= 0 ? moveSection(next, name, at + 1) : next, name }
}

const placeOf = (files: Files, section: string): number => {
  const parts = readParts(files)
  return parts ? readForm(parts).sections.findIndex(({ name }) => name === section) : -1
}

/** A field's schema without references to its neighbours. */
function withoutTies(node: JsonObject): JsonObject {
  const { computedFrom: _, ...notes } = objectIn(node, 'x-aam') ?? {}
  return withMember(node, 'x-aam', Object.keys(notes).length > 0 ? notes : undefined)
}

interface FieldPlace {
  section: string
  /** `votes`, or `votes.who` inside its rows. */
  path: string
}

/** Fills a new field with another field's schema and labels. */
const fillIn = (files: Files, from: FieldPlace, to: FieldPlace, title: Words): Files =>
  editPack(files, (parts) => {
    const node = fieldOf(parts.schema, from.section, from.path)
    if (!node) return parts
    const isNear = from.section === to.section && splitPath(from.path).parent === undefined
    const copy = isNear ? structuredClone(node) : withoutTies(structuredClone(node))
    const { parent, leaf } = splitPath(to.path)
    const schema = changeHolder(parts.schema, to.section, parent, (holder) =>
      withMember(
        holder,
        'properties',
        withMember(objectIn(holder, 'properties') ?? {}, leaf, copy),
      ),
    )
    const keys = [from, to].map(({ section, path }) => `${section}.${path}`) as [string, string]
    return word(copyWords({ ...parts, schema }, ...keys), keys[1], title)
  })

/** Copies a field below the first. */
export function copyField(
  files: Files,
  section: string,
  path: string,
): { files: Files; name: string } {
  const parts = readParts(files)
  if (!parts) return { files, name: '' }
  const title = asCopy(parts, titleOf(parts, `${section}.${path}`))
  const { parent, leaf } = splitPath(path)
  const added = addField(files, section, title, 'text', parent)
  if (!added.name) return added
  const filled = fillIn(added.files, { section, path }, { section, path: added.name }, title)
  const names = Object.keys(objectIn(holderOf(parts.schema, section, parent), 'properties') ?? {})
  const at = names.indexOf(leaf) + 1
  return { files: moveField(filled, section, added.name, at), name: added.name }
}

/** Moves a field to another section. The last field of a section stays. */
export function moveFieldTo(
  files: Files,
  section: string,
  path: string,
  to: string,
): { files: Files; name: string } {
  const parts = readParts(files)
  const count = parts ? fieldCount(parts, section) : 0
  if (!parts || count < 2 || section === to) return { files, name: '' }
  const title = titleOf(parts, `${section}.${path}`)
  const added = addField(files, to, title)
  if (!added.name) return added
  const filled = fillIn(added.files, { section, path }, { section: to, path: added.name }, title)
  return { files: removeField(filled, section, path), name: added.name }
}

const fieldCount = (parts: PackParts, section: string): number =>
  Object.keys(objectIn(holderOf(parts.schema, section, undefined), 'properties') ?? {}).length

/** Moves a field into a new section, which is placed below and named after it. */
export function splitOff(
  files: Files,
  section: string,
  path: string,
): { files: Files; name: string } {
  const parts = readParts(files)
  if (!parts || fieldCount(parts, section) < 2) return { files, name: '' }
  const title = titleOf(parts, `${section}.${path}`)
  const added = addSection(files, title)
  const moved = moveFieldTo(added.files, section, path, added.name)
  if (!moved.name) return { files, name: '' }
  const node = fieldOf(parts.schema, section, path)
  const kind = node && kindOf(parts.schema, node)
  const isText = kind === 'text' || kind === 'long-text'
  const alone = isText
    ? setRequired(removeField(moved.files, added.name, 'what'), added.name, moved.name, true)
    : moved.files
  return { files: moveSection(alone, added.name, placeOf(alone, section) + 1), name: added.name }
}

/** Splits a section: a field and all fields below it move into a new section, named after the field. */
export function splitFrom(
  files: Files,
  section: string,
  path: string,
): { files: Files; name: string } {
  const form = readParts(files)
  const found = form && readForm(form).sections.find(({ name }) => name === section)
  const names = found?.fields.map(({ name }) => name) ?? []
  const below = names.slice(names.indexOf(path) + 1).filter((name) => name !== found?.textField)
  const first = splitOff(files, section, path)
  if (!first.name) return first
  const next = below.reduce(
    (all, name) => moveFieldTo(all, section, name, first.name).files,
    first.files,
  )
  return { files: next, name: first.name }
}
