/** Keywords that structured outputs support (platform.openai.com/docs/guides/structured-outputs). */
const known = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'description',
  'title',
  '$ref',
  '$defs',
  'pattern',
  'format',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'minItems',
  'maxItems',
])
const mostProperties = 5_000
const mostLevels = 10
const mostEnumValues = 1_000

type Node = Record<string, unknown>

interface Walk {
  root: Node
  properties: number
  enumValues: number
}

/** Why OpenAI would reject a schema for strict structured outputs; null if it would accept it. */
export function refuseSchema(schema: unknown): string | null {
  if (!isNode(schema)) return 'schema must be an object'
  if (schema.type !== 'object' || schema.anyOf !== undefined) {
    return 'schema must be a JSON Schema of \'type: "object"\''
  }
  const walk: Walk = { root: schema, properties: 0, enumValues: 0 }
  const fault = refuseNode(schema, walk, '()', 0)
  if (fault) return fault
  if (walk.properties > mostProperties) return `too many properties: ${walk.properties}`
  return walk.enumValues > mostEnumValues ? `too many enum values: ${walk.enumValues}` : null
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refuseNode(node: Node, walk: Walk, at: string, level: number): string | null {
  if (level > mostLevels) return `In context=${at}, more than ${mostLevels} levels`
  const stranger = Object.keys(node).find((keyword) => !known.has(keyword))
  if (stranger) return `In context=${at}, '${stranger}' is not permitted.`
  if (typeof node.$ref === 'string') {
    const name = /^#\/\$defs\/([^/]+)$/.exec(node.$ref)?.[1]
    const defs = isNode(walk.root.$defs) ? walk.root.$defs : {}
    return name !== undefined && isNode(defs[name])
      ? null
      : `In context=${at}, reference '${node.$ref}' cannot be resolved.`
  }
  if (node.type === undefined && node.anyOf === undefined) {
    return `In context=${at}, schema must have a 'type' key.`
  }
  if (Array.isArray(node.enum)) walk.enumValues += node.enum.length
  return (
    refuseObject(node, walk, at, level) ??
    refuseChildren(node.$defs, walk, `${at}, $defs`, 0) ??
    refuseOptions(node, walk, at, level) ??
    refuseItems(node, walk, at, level)
  )
}

function refuseObject(node: Node, walk: Walk, at: string, level: number): string | null {
  const types = Array.isArray(node.type) ? node.type : [node.type]
  if (!types.includes('object')) return null
  if (node.additionalProperties !== false) {
    return `In context=${at}, 'additionalProperties' is required to be supplied and to be false.`
  }
  const names = Object.keys(isNode(node.properties) ? node.properties : {})
  walk.properties += names.length
  const required: unknown[] = Array.isArray(node.required) ? node.required : []
  const missing = names.find((name) => !required.includes(name))
  if (missing !== undefined || required.length !== names.length) {
    return `In context=${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
  }
  return refuseChildren(node.properties, walk, at, level + 1)
}

function refuseChildren(group: unknown, walk: Walk, at: string, level: number): string | null {
  if (!isNode(group)) return null
  for (const [name, child] of Object.entries(group)) {
    const fault = isNode(child)
      ? refuseNode(child, walk, `${at}, '${name}'`, level)
      : `In context=${at}, '${name}' is no schema`
    if (fault) return fault
  }
  return null
}

function refuseOptions(node: Node, walk: Walk, at: string, level: number): string | null {
  if (!Array.isArray(node.anyOf)) return null
  for (const option of node.anyOf as unknown[]) {
    const fault = isNode(option) ? refuseNode(option, walk, `${at}, anyOf`, level) : 'no schema'
    if (fault) return fault
  }
  return null
}

function refuseItems(node: Node, walk: Walk, at: string, level: number): string | null {
  const types = Array.isArray(node.type) ? node.type : [node.type]
  if (!types.includes('array')) return null
  if (!isNode(node.items)) return `In context=${at}, array schema missing items.`
  return refuseNode(node.items, walk, `${at}, items`, level + 1)
}
