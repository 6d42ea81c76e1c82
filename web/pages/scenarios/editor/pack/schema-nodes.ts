import { isObject, type JsonObject } from '../json/read-json.ts'
import { objectIn, withMember } from './json-members.ts'

const maxRefs = 4
const prefix = '#/$defs/'

/** The name of the definition that a node refers to. */
export function refOf(node: unknown): string | undefined {
  const ref = isObject(node) ? node['$ref'] : undefined
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

/** Follows references; undefined where one is broken or they form a circle. */
export function resolve(schema: JsonObject, node: unknown): JsonObject | undefined {
  let found = node
  for (let step = 0; step <= maxRefs; step += 1) {
    if (!isObject(found)) return undefined
    if (!('$ref' in found)) return found
    const name = refOf(found)
    found = name === undefined ? undefined : objectIn(schema['$defs'], name)
  }
  return undefined
}

/** A node with its reference replaced by the definition; keywords beside the reference override it. */
export function writtenOut(schema: JsonObject, node: JsonObject): JsonObject | undefined {
  const { $ref, ...beside } = node
  if ($ref === undefined) return node
  const found = resolve(schema, node)
  return found && { ...found, ...beside }
}

/** Counts the references to each definition. */
export function countRefs(value: unknown, counts = new Map<string, number>()): Map<string, number> {
  if (typeof value !== 'object' || value === null) return counts
  const name = refOf(value)
  if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const child of Object.values(value)) countRefs(child, counts)
  return counts
}

export const sectionNodes = (schema: JsonObject): [string, JsonObject][] =>
  Object.entries(objectIn(schema, 'properties') ?? {}).filter(
    (entry): entry is [string, JsonObject] => isObject(entry[1]),
  )

export const sectionNode = (schema: JsonObject, name: string): JsonObject | undefined =>
  objectIn(schema['properties'], name)

/** The schema of one item of a section, references followed. */
export function itemNode(schema: JsonObject, section: JsonObject): JsonObject | undefined {
  const node = resolve(schema, section)
  const item = node?.['type'] === 'array' ? resolve(schema, node['items']) : node
  return item?.['type'] === 'object' && isObject(item['properties']) ? item : undefined
}

export const fieldNodes = (item: JsonObject): [string, JsonObject][] =>
  Object.entries(objectIn(item, 'properties') ?? {}).filter(
    (entry): entry is [string, JsonObject] => isObject(entry[1]),
  )

/** The schema of a field's rows or of its object; undefined where it has neither. */
export function rowNode(schema: JsonObject, field: unknown): JsonObject | undefined {
  const node = resolve(schema, field)
  const row = isObject(node?.['items']) ? resolve(schema, node['items']) : node
  return row && isObject(row['properties']) ? row : undefined
}

/** Every field of an item, including those inside rows, by path: `votes`, `votes.who`. */
export const fieldsWithin = (schema: JsonObject, item: JsonObject): [string, JsonObject][] =>
  fieldNodes(item).flatMap(([name, own]) => {
    const row = rowNode(schema, own)
    const inner = row ? fieldNodes(row) : []
    return [[name, own], ...inner.map(([one, node]) => [`${name}.${one}`, node] as const)] as [
      string,
      JsonObject,
    ][]
  })

/** The name that the labels of a field's choices are stored under; undefined when it has none. */
export function choicesName(
  schema: JsonObject,
  section: string,
  field: string,
  node: JsonObject,
): string | undefined {
  const found = resolve(schema, node)
  if (!found || !Array.isArray(found['enum'])) return undefined
  return refOf(node) ?? `${section}.${field}`
}

export const choiceValues = (node: JsonObject | undefined): string[] => {
  const listed = node?.['enum']
  return Array.isArray(listed)
    ? listed.filter((value): value is string => typeof value === 'string')
    : []
}

/** Changes the schema of one section. */
export function changeSection(
  schema: JsonObject,
  name: string,
  change: (node: JsonObject) => JsonObject,
): JsonObject {
  const properties = objectIn(schema, 'properties')
  const node = sectionNode(schema, name)
  if (!properties || !node) return schema
  return withMember(schema, 'properties', withMember(properties, name, change(node)))
}

/**
 * Changes the schema of a section's item in place: in the section, or in a definition that only this section uses. A
 * shared definition is copied into the section first, so that other sections keep theirs.
 */
export function changeItem(
  schema: JsonObject,
  name: string,
  change: (item: JsonObject) => JsonObject,
): JsonObject {
  const counts = countRefs(schema)
  const defs = objectIn(schema, '$defs') ?? {}
  let nextDefs = defs
  const inside = (node: JsonObject): JsonObject => {
    const ref = refOf(node)
    if (ref === undefined) {
      if (node['type'] !== 'array' || !isObject(node['items'])) return change(node)
      return withMember(node, 'items', inside(node['items']))
    }
    const definition = objectIn(defs, ref)
    if (!definition) return node
    if (counts.get(ref) === 1) {
      nextDefs = withMember(nextDefs, ref, inside(definition))
      return node
    }
    const { $ref: _, ...beside } = node
    return inside({ ...definition, ...beside })
  }
  const changed = changeSection(schema, name, inside)
  return nextDefs === defs ? changed : withMember(changed, '$defs', nextDefs)
}
