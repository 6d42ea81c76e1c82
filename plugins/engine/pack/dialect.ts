import { isObject, type JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'
import { compilePattern } from './patterns.ts'

/** Bounds of the dialect: past them the author is told which and where. */
export const BOUNDS = {
  levels: 5,
  sections: 40,
  properties: 500,
  schemaBytes: 60_000,
  enumValues: 200,
  refChain: 3,
} as const

const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean']
const FORMATS = ['date', 'date-time', 'email', 'uri', 'person']
const KEYWORDS: Record<string, string[]> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'format', 'pattern'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
}
const EVERYWHERE = ['type', 'title', 'description', 'enum', 'const', 'x-aam']
const COUNTS = ['minItems', 'maxItems', 'minLength', 'maxLength']
const NAME = /^[a-z][A-Za-z0-9]{0,63}$/
const RESERVED = new Set(['constructor', 'evidence', 'prototype', 'hasOwnProperty', 'toString'])

interface Walk {
  defs: JsonObject
  problems: Problems
  properties: number
  budget: number
  stopped: boolean
}

/**
 * Checks `output.schema.json` against the AAM dialect of JSON Schema 2020-12, references followed,
 * within the dialect's bounds: the cost is bounded whatever the file holds.
 */
export function checkDialect(root: JsonObject, problems: Problems): void {
  const defs = isObject(root['$defs']) ? root['$defs'] : {}
  const walk: Walk = { defs, problems, properties: 0, budget: BOUNDS.properties, stopped: false }
  const body = { ...root }
  delete body['$defs']
  delete body['$schema']
  if (body['type'] !== 'object') {
    report(walk, '', 'The root is no object.', 'Set "type": "object"; each property is a section.')
    return
  }
  if (root['$defs'] !== undefined && !isObject(root['$defs'])) {
    report(walk, '/$defs', '$defs is no object.', 'List the definitions by name.')
  }
  checkNode(walk, body, '', 1, [])
  if (walk.stopped) return
  const sections = isObject(body['properties']) ? Object.keys(body['properties']) : []
  if (sections.length > BOUNDS.sections) {
    report(
      walk,
      '/properties',
      `There are ${sections.length} sections; at most ${BOUNDS.sections} are allowed.`,
      'Join sections or split the scenario.',
    )
  }
  const unused: Walk = { ...walk, properties: 0, budget: BOUNDS.properties * 10 }
  for (const [name, def] of Object.entries(defs)) {
    checkNode(unused, def, `/$defs/${pointerToken(name)}`, 2, [name])
  }
}

function report(walk: Walk, pointer: string, reason: string, remedy: string): void {
  walk.problems.add(`output.schema.json#${pointer}`, reason, remedy)
}

function checkNode(walk: Walk, node: unknown, at: string, level: number, trail: string[]): void {
  if (walk.stopped || walk.problems.full) return
  if (!isObject(node)) {
    report(walk, at, 'A schema must be an object.', 'Write { "type": … }.')
    return
  }
  if ('$ref' in node) {
    checkReference(walk, node, at, level, trail)
    return
  }
  const type = checkType(walk, node, at)
  if (type === null) return
  const allowed = [...EVERYWHERE, ...(KEYWORDS[type] ?? [])]
  for (const keyword of Object.keys(node)) {
    if (!allowed.includes(keyword)) {
      report(
        walk,
        `${at}/${pointerToken(keyword)}`,
        `The keyword ${keyword.slice(0, 80)} is not part of the dialect for ${type}.`,
        `Allowed here: ${allowed.join(', ')}.`,
      )
    }
  }
  checkValues(walk, node, at, type)
  const container = type === 'object' || type === 'array'
  if (container && level > BOUNDS.levels) {
    report(
      walk,
      at,
      `This nests deeper than ${BOUNDS.levels} levels of objects and lists.`,
      'Flatten the item.',
    )
    walk.stopped = true
    return
  }
  if (type === 'object') checkObject(walk, node, at, level, trail)
  if (type === 'array') checkNode(walk, node['items'], `${at}/items`, level + 1, trail)
}

function checkReference(
  walk: Walk,
  node: JsonObject,
  at: string,
  level: number,
  trail: string[],
): void {
  const ref = node['$ref']
  const name = typeof ref === 'string' ? /^#\/\$defs\/([^/]+)$/.exec(ref)?.[1] : undefined
  if (name === undefined) {
    report(
      walk,
      `${at}/$ref`,
      'Only references of the form #/$defs/<name> are allowed; nothing is loaded from elsewhere.',
      'Copy the definition into $defs.',
    )
    return
  }
  for (const keyword of Object.keys(node)) {
    if (!['$ref', 'title', 'description', 'x-aam'].includes(keyword)) {
      report(
        walk,
        `${at}/${pointerToken(keyword)}`,
        `Beside $ref the keyword ${keyword.slice(0, 80)} is not allowed.`,
        'Move it into the definition.',
      )
    }
  }
  if (trail.includes(name) || trail.length >= BOUNDS.refChain) {
    report(
      walk,
      `${at}/$ref`,
      trail.includes(name)
        ? `The definition ${name.slice(0, 80)} refers to itself.`
        : `References follow each other more than ${BOUNDS.refChain} deep.`,
      'Write the inner shape out.',
    )
    return
  }
  if (!Object.hasOwn(walk.defs, name)) {
    report(walk, `${at}/$ref`, `There is no definition ${name.slice(0, 80)}.`, 'Add it to $defs.')
    return
  }
  checkNode(walk, walk.defs[name], `/$defs/${pointerToken(name)}`, level, [...trail, name])
}

function checkType(walk: Walk, node: JsonObject, at: string): string | null {
  const declared = node['type']
  const list = Array.isArray(declared) ? declared : [declared]
  const types = list.filter((type) => type !== 'null')
  const type: unknown = types[0]
  const shapeOk = Array.isArray(declared) ? list.length === 2 && types.length === 1 : true
  if (shapeOk && typeof type === 'string' && TYPES.includes(type)) return type
  report(
    walk,
    `${at}/type`,
    declared === undefined ? 'The type is missing.' : 'The type is not one of the dialect.',
    `Use one of ${TYPES.join(', ')}, or ["<type>", "null"].`,
  )
  return null
}

function checkObject(
  walk: Walk,
  node: JsonObject,
  at: string,
  level: number,
  trail: string[],
): void {
  const properties = node['properties']
  if (!isObject(properties)) {
    report(walk, `${at}/properties`, 'An object needs properties.', 'List its fields by name.')
    return
  }
  if (node['additionalProperties'] !== undefined && node['additionalProperties'] !== false) {
    report(
      walk,
      `${at}/additionalProperties`,
      'Fields that are not listed are never allowed.',
      'Leave additionalProperties out, or set it to false.',
    )
  }
  const required = node['required'] ?? []
  const names = Object.keys(properties)
  if (!Array.isArray(required) || required.some((name) => !names.includes(String(name)))) {
    report(
      walk,
      `${at}/required`,
      'required must list names that are in properties.',
      'Remove the unknown name or add the field.',
    )
  }
  for (const name of names) {
    const pointer = `${at}/properties/${pointerToken(name)}`
    if (!NAME.test(name) || RESERVED.has(name)) {
      report(
        walk,
        pointer,
        `The name ${JSON.stringify(name.slice(0, 80))} cannot be used.`,
        'Use a short camelCase name; evidence is the engine’s own field.',
      )
      continue
    }
    if (!countProperty(walk, pointer)) return
    checkNode(walk, properties[name], pointer, level + 1, trail)
  }
}

function countProperty(walk: Walk, pointer: string): boolean {
  walk.properties++
  if (walk.properties <= walk.budget) return true
  if (!walk.stopped) {
    report(
      walk,
      pointer,
      `With its references written out the schema has more than ${BOUNDS.properties} properties.`,
      'Use fewer fields, or fewer references to large definitions.',
    )
  }
  walk.stopped = true
  return false
}

function checkValues(walk: Walk, node: JsonObject, at: string, type: string): void {
  checkEnum(walk, node, at, type)
  for (const keyword of COUNTS) {
    const count = node[keyword]
    if (count !== undefined && !(Number.isInteger(count) && Number(count) >= 0)) {
      report(walk, `${at}/${keyword}`, `${keyword} is no whole number.`, 'Write for example 200.')
    }
  }
  for (const keyword of ['minimum', 'maximum']) {
    if (node[keyword] !== undefined && typeof node[keyword] !== 'number') {
      report(walk, `${at}/${keyword}`, `${keyword} is no number.`, 'Write for example 0.')
    }
  }
  for (const keyword of ['title', 'description']) {
    if (node[keyword] !== undefined && typeof node[keyword] !== 'string') {
      report(walk, `${at}/${keyword}`, `${keyword} is no text.`, 'Put it in quotes.')
    }
  }
  if (node['format'] !== undefined && !FORMATS.includes(String(node['format']))) {
    report(walk, `${at}/format`, 'This format is unknown.', `Use one of ${FORMATS.join(', ')}.`)
  }
  if (node['pattern'] !== undefined) {
    const compiled = compilePattern(String(node['pattern']))
    if ('fault' in compiled) {
      report(walk, `${at}/pattern`, compiled.fault, 'Use a simpler expression, in RE2 syntax.')
    }
  }
}

function checkEnum(walk: Walk, node: JsonObject, at: string, type: string): void {
  const values = node['enum']
  if (values === undefined) return
  if (!Array.isArray(values) || values.length === 0 || type !== 'string') {
    report(walk, `${at}/enum`, 'enum must list texts, for a field of type string.', 'List codes.')
    return
  }
  if (values.length > BOUNDS.enumValues) {
    report(
      walk,
      `${at}/enum`,
      `There are ${values.length} values; at most ${BOUNDS.enumValues} are allowed.`,
      'Use free text, or group the values.',
    )
    return
  }
  const codes = values.every(
    (value) => typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value),
  )
  if (!codes || new Set(values).size !== values.length) {
    report(
      walk,
      `${at}/enum`,
      'Values must be different codes of lower-case letters, digits and hyphens.',
      'Put the wording for people into i18n.',
    )
  }
}
