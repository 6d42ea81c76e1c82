import { isObject, type JsonObject } from '../../json/read-json.ts'
import { word } from '../edit-sections.ts'
import { changeHolder, holderOf, splitPath } from './field-path.ts'
import { objectIn, textIn, withMember } from '../json-members.ts'
import type { PackParts } from '../pack-parts.ts'
import { choicesName, choiceValues, refOf, resolve, writtenOut } from '../schema-nodes.ts'
import { eachLocale } from '../../../../../../plugins/vocabulary.ts'

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

/** Copies the field's definition, with the labels of its choices, into the section: other fields keep the shared one. */
export function ownField(parts: PackParts, section: string, field: string): PackParts {
  const node = fieldOf(parts.schema, section, field)
  if (!node || refOf(node) === undefined) return parts
  const before = choicesName(parts.schema, section, field, node)
  let next = changeField(parts, section, field, (one) => writtenOut(parts.schema, one) ?? one)
  if (before === undefined) return next
  for (const value of choiceValues(resolve(parts.schema, node))) {
    const key = `enum.${before}.${value}`
    const title = eachLocale((locale) => textIn(parts[locale], key))
    next = word(next, `enum.${section}.${field}.${value}`, title)
  }
  return next
}

/** A date that was computed from a removed field becomes a plain date. */
export function withoutSource(node: unknown, source: string): unknown {
  const notes = objectIn(node, 'x-aam')
  if (!isObject(node) || notes?.['computedFrom'] !== source) return node
  const left = withMember(notes, 'computedFrom', undefined)
  return withMember(node, 'x-aam', Object.keys(left).length > 0 ? left : undefined)
}
