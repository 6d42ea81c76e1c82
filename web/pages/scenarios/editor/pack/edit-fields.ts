import { isObject, type JsonObject } from '../json/read-json.ts'
import { type FieldKind, innerTitles, nodeOfKind } from './field-kinds.ts'
import { changeHolder, holderOf, isInner, splitPath } from './field-path.ts'
import { dropExpectations } from './fixtures.ts'
import { codeFrom, nameFrom } from './names.ts'
import { editPack, type Files, objectIn, type PackParts, textIn, withMember } from './pack-files.ts'
import { inLanguagesOf, moved, word } from './edit-sections.ts'
import { readForm, type Words } from './read-pack.ts'
import {
  changeItem,
  changeSection,
  choicesName,
  choiceValues,
  refOf,
  resolve,
  writtenOut,
} from './schema-nodes.ts'

type Kind = Exclude<FieldKind, 'other'>

export function fieldOf(schema: JsonObject, section: string, path: string): JsonObject | undefined {
  const { parent, leaf } = splitPath(path)
  return objectIn(objectIn(holderOf(schema, section, parent), 'properties'), leaf)
}

export const changeField = (
  parts: PackParts,
  section: string,
  path: string,
  change: (node: JsonObject) => JsonObject,
): PackParts => {
  if (!fieldOf(parts.schema, section, path)) return parts
  const { parent, leaf } = splitPath(path)
  const schema = changeHolder(parts.schema, section, parent, (holder) => {
    const properties = objectIn(holder, 'properties') ?? {}
    const node = objectIn(properties, leaf) ?? {}
    return withMember(holder, 'properties', withMember(properties, leaf, change(node)))
  })
  return { ...parts, schema }
}

/** A new field, last in the section, or in the rows of the field `parent`. */
export function addField(
  files: Files,
  section: string,
  title: Words,
  kind: Kind = 'text',
  parent?: string,
): { files: Files; name: string } {
  let name = ''
  const next = editPack(files, (parts) => {
    const holder = holderOf(parts.schema, section, parent)
    if (!holder) return parts
    const properties = objectIn(holder, 'properties') ?? {}
    const leaf = nameFrom(title.en || title.ru, Object.keys(properties), 'field')
    name = parent === undefined ? leaf : `${parent}.${leaf}`
    const node = nodeOfKind(parts.schema, kind)
    const schema = changeHolder(parts.schema, section, parent, (holder) =>
      withMember(holder, 'properties', { ...objectIn(holder, 'properties'), [leaf]: node }),
    )
    return word({ ...parts, schema }, `${section}.${name}`, title)
  })
  return { files: next, name }
}

/** Also where other fields and test transcripts name it. */
export const removeField = (files: Files, section: string, field: string): Files =>
  editPack(files, (parts) => {
    if (!fieldOf(parts.schema, section, field)) return parts
    const { parent, leaf } = splitPath(field)
    const without = changeHolder(parts.schema, section, parent, (holder) => {
      const { [leaf]: _, ...left } = objectIn(holder, 'properties') ?? {}
      const properties = Object.fromEntries(
        Object.entries(left).map(([name, node]) => [name, withoutSource(node, field)]),
      )
      return withRequired({ ...holder, properties }, leaf, false)
    })
    if (parent !== undefined) return { ...parts, schema: without }
    const schema = changeSection(without, section, (node) => {
      let notes = objectIn(node, 'x-aam')
      if (!notes) return node
      for (const key of ['priority', 'grade']) {
        if (notes[key] === field) notes = withMember(notes, key, undefined)
      }
      return withMember(node, 'x-aam', notes)
    })
    return { ...parts, schema, files: dropExpectations(parts.files, section, field) }
  })

/** A day that was worked out from a field that is gone is a plain day. */
function withoutSource(node: unknown, source: string): unknown {
  const notes = objectIn(node, 'x-aam')
  if (!isObject(node) || notes?.['computedFrom'] !== source) return node
  const left = withMember(notes, 'computedFrom', undefined)
  return withMember(node, 'x-aam', Object.keys(left).length > 0 ? left : undefined)
}

function withRequired(item: JsonObject, field: string, isRequired: boolean): JsonObject {
  const before = Array.isArray(item['required']) ? item['required'] : []
  if (before.includes(field) === isRequired) return item
  const after = isRequired ? [...before, field] : before.filter((name) => name !== field)
  return withMember(item, 'required', after.length > 0 ? after : undefined)
}

export const setRequired = (
  files: Files,
  section: string,
  field: string,
  isRequired: boolean,
): Files =>
  editPack(files, (parts) => {
    const { parent, leaf } = splitPath(field)
    const schema = changeHolder(parts.schema, section, parent, (holder) =>
      withRequired(holder, leaf, isRequired),
    )
    return { ...parts, schema }
  })

export const moveField = (files: Files, section: string, field: string, to: number): Files =>
  editPack(files, (parts) => {
    const { parent, leaf } = splitPath(field)
    const holder = holderOf(parts.schema, section, parent)
    const names = Object.keys(objectIn(holder, 'properties') ?? {})
    const order = moved(names, names.indexOf(leaf), to)
    return order ? reorder(parts, section, order, parent) : parts
  })

const reorder = (
  parts: PackParts,
  section: string,
  order: readonly string[],
  parent?: string,
): PackParts => ({
  ...parts,
  schema: changeHolder(parts.schema, section, parent, (holder) => {
    const properties = objectIn(holder, 'properties') ?? {}
    return withMember(
      holder,
      'properties',
      Object.fromEntries(order.map((name) => [name, properties[name]])),
    )
  }),
})

/** Makes a field the one whose words stand for the item: the first text that must be there. */
export const setTextField = (files: Files, section: string, field: string): Files =>
  editPack(files, (parts) => {
    const form = readForm(parts).sections.find(({ name }) => name === section)
    if (!form || form.textField === field) return parts
    const names = form.fields.map(({ name }) => name)
    const order = [field, ...names.filter((name) => name !== field)]
    const isOneRequired = form.fields.some(
      ({ name, required }) => name === form.textField && required,
    )
    const next = reorder(parts, section, order)
    if (!isOneRequired) return next
    return {
      ...next,
      schema: changeItem(next.schema, section, (item) => withRequired(item, field, true)),
    }
  })

/**
 * Another type; what the field is called and what it is for stays. Choices, and columns of rows, are given with their
 * words.
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
      const said = title.en || title.ru
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

/** A day is worked out from words only. */
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

/** What to write into a field. */
export const setHint = (files: Files, section: string, field: string, text: string): Files =>
  editPack(files, (parts) =>
    changeField(parts, section, field, (node) =>
      withMember(node, 'description', text.trim() === '' ? undefined : text),
    ),
  )

/** The field's node written out in the section, with the words of its choices: others keep the shared one. */
export function ownField(parts: PackParts, section: string, field: string): PackParts {
  const node = fieldOf(parts.schema, section, field)
  if (!node || refOf(node) === undefined) return parts
  const before = choicesName(parts.schema, section, field, node)
  let next = changeField(parts, section, field, (one) => writtenOut(parts.schema, one) ?? one)
  if (before === undefined) return next
  for (const value of choiceValues(resolve(parts.schema, node))) {
    const key = `enum.${before}.${value}`
    const title = { en: textIn(parts.en, key), ru: textIn(parts.ru, key) }
    next = word(next, `enum.${section}.${field}.${value}`, title)
  }
  return next
}

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

/** Whether a field that must be there may say that nothing was said. */
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
