import { isObject, type JsonObject } from '../pack/parse-json.ts'
import type { LoadedPack } from '../types.ts'

/** A schema node with references resolved: names of definitions make no difference. */
export interface SchemaNode {
  type: string
  isNullable: boolean
  description: string
  enum: string[] | null
  const: unknown
  format: string | null
  pattern: string | null
  computedFrom: string | null
  bounds: Partial<Record<BoundName, number>>
  fields: Map<string, { node: SchemaNode; isRequired: boolean }>
  items: SchemaNode | null
  /** JSON Pointer at which the node is used. */
  pointer: string
}

export const LOWER_BOUNDS = ['minItems', 'minLength', 'minimum'] as const
export const UPPER_BOUNDS = ['maxItems', 'maxLength', 'maximum'] as const
export type BoundName = (typeof LOWER_BOUNDS)[number] | (typeof UPPER_BOUNDS)[number]

/** The schema of every section of a checked pack, by name. */
export function readSchemaTree(pack: LoadedPack): Map<string, SchemaNode> {
  const root = JSON.parse(pack.files['output.schema.json'] ?? '{}') as JsonObject
  const defs = isObject(root['$defs']) ? root['$defs'] : {}
  const properties = isObject(root['properties']) ? root['properties'] : {}
  return new Map(
    Object.entries(properties).map(([name, node]) => [
      name,
      readNode(node, defs, `/properties/${name}`),
    ]),
  )
}

function readNode(given: unknown, defs: JsonObject, pointer: string): SchemaNode {
  const node = resolve(given, defs)
  const types = Array.isArray(node['type']) ? node['type'] : [node['type']]
  const properties = isObject(node['properties']) ? node['properties'] : {}
  const required = Array.isArray(node['required']) ? node['required'] : []
  const notes = isObject(node['x-aam']) ? node['x-aam'] : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    type: String(types.find((type) => type !== 'null')),
    isNullable: types.includes('null'),
    description: [node['title'], node['description']].map((part) => text(part) ?? '').join('\n'),
    enum: Array.isArray(node['enum']) ? node['enum'].filter((value) => value !== null) : null,
    const: node['const'] ?? null,
    format: text(node['format']),
    pattern: text(node['pattern']),
    computedFrom: text(notes['computedFrom']),
    bounds: readBounds(node),
    fields: new Map(
      Object.entries(properties).map(([name, child]) => [
        name,
        {
          node: readNode(child, defs, `${pointer}/properties/${name}`),
          isRequired: required.includes(name),
        },
      ]),
    ),
    items: node['items'] === undefined ? null : readNode(node['items'], defs, `${pointer}/items`),
    pointer,
  }
}

function readBounds(node: JsonObject): SchemaNode['bounds'] {
  const bounds: SchemaNode['bounds'] = {}
  for (const name of [...LOWER_BOUNDS, ...UPPER_BOUNDS]) {
    const value = node[name]
    // A minimum length of 0 restricts nothing.
    const saysNothing = value === 0 && (name === 'minItems' || name === 'minLength')
    if (typeof value === 'number' && !saysNothing) bounds[name] = value
  }
  return bounds
}

/** Follows references; keywords beside one override the definition's. */
function resolve(given: unknown, defs: JsonObject): JsonObject {
  let node = isObject(given) ? given : {}
  while (typeof node['$ref'] === 'string') {
    const { $ref, ...beside } = node
    const target = defs[String($ref).slice('#/$defs/'.length)]
    node = { ...(isObject(target) ? target : {}), ...beside }
  }
  return node
}
