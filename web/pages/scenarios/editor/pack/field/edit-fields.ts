import type { JsonObject } from '../../json/read-json.ts'
import { moved, word } from '../edit-sections.ts'
import { type FieldKind, nodeOfKind } from './field-kinds.ts'
import { fieldOf, withoutSource } from './field-nodes.ts'
import { changeHolder, holderOf, splitPath } from './field-path.ts'
import { dropExpectations } from '../fixtures.ts'
import { nameFrom } from '../names.ts'
import { editPack } from '../pack-files.ts'
import type { Files, PackParts } from '../pack-parts.ts'
import { objectIn, withMember } from '../json-members.ts'
import { firstWords, readForm, type Words } from '../read-pack.ts'
import { changeItem, changeSection } from '../schema-nodes.ts'

type Kind = Exclude<FieldKind, 'other'>

/** Adds a field at the end of the section, or of the rows of the field `parent`. */
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
    const leaf = nameFrom(firstWords(title), Object.keys(properties), 'field')
    name = parent === undefined ? leaf : `${parent}.${leaf}`
    const node = nodeOfKind(parts.schema, kind)
    const schema = changeHolder(parts.schema, section, parent, (holder) =>
      withMember(holder, 'properties', { ...objectIn(holder, 'properties'), [leaf]: node }),
    )
    return word({ ...parts, schema }, `${section}.${name}`, title)
  })
  return { files: next, name }
}

/** Removes a field, and what other fields and test transcripts say about it. */
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

/** Makes a field the text of its items, which is the first required text field. */
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
