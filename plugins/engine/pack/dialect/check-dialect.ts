import { isObject, type JsonObject } from '../parse-json.ts'
import { pointerToken, type Problems } from '../pack-error.ts'
import { BOUNDS, isUsableName, keywordsOf, SCHEMA_URI, TYPES } from './bounds.ts'
import { checkValues } from './check-values.ts'
import { ITEM_BOUNDS } from '../item-size.ts'
import { report, type Walk } from './walk.ts'

/** The root is the first level, its properties are the sections. */
const SECTION_LEVEL = 2

/**
 * Checks `output.schema.json` against the AAM dialect of JSON Schema 2020-12, following references, within the
 * dialect's bounds: the cost is bounded whatever the file contains.
 */
export function checkDialect(root: JsonObject, problems: Problems): void {
  const { $defs, $schema, ...body } = root
  const walk: Walk = {
    defs: isObject($defs) ? $defs : {},
    problems,
    properties: 0,
    budget: BOUNDS.properties,
    patterns: new Map(),
    costlyPatterns: 0,
    entries: 1,
    patternSteps: 0,
    slowest: null,
    stopped: false,
  }
  if ($schema !== undefined && $schema !== SCHEMA_URI) {
    report(walk, '/$schema', 'schema-uri-unknown', { uri: SCHEMA_URI })
  }
  if (body['type'] !== 'object') {
    report(walk, '', 'root-not-object')
    return
  }
  if ($defs !== undefined && !isObject($defs)) report(walk, '/$defs', 'defs-not-object')
  checkNode(walk, body, '', 1, [])
  if (walk.stopped) return
  checkPatternSteps(walk)
  const count = isObject(body['properties']) ? Object.keys(body['properties']).length : 0
  if (count > BOUNDS.sections) {
    report(walk, '/properties', 'too-many-sections', { count, max: BOUNDS.sections })
  }
  if (count === 0 && isObject(body['properties'])) report(walk, '/properties', 'no-sections')
  checkDefinitions({ ...walk, properties: 0, budget: BOUNDS.properties * 10 })
}

/** The sum counts, since all texts of one item may have their maximum length. */
function checkPatternSteps(walk: Walk): void {
  const { patternSteps, slowest } = walk
  if (patternSteps <= BOUNDS.patternSteps || !slowest) return
  const millions = (steps: number) => Math.ceil(steps / 1e6)
  report(walk, slowest.at, 'patterns-too-slow', {
    millions: millions(patternSteps),
    max: millions(BOUNDS.patternSteps),
    size: slowest.size,
    chars: slowest.chars,
  })
}

/** Definitions are checked even if nothing refers to them. */
function checkDefinitions(walk: Walk): void {
  for (const [name, definition] of Object.entries(walk.defs)) {
    const at = `/$defs/${pointerToken(name)}`
    if (isUsableName(name)) checkNode(walk, definition, at, 2, [name])
    else report(walk, at, 'name-refused', { name: name.slice(0, 80) })
  }
}

function checkNode(walk: Walk, node: unknown, at: string, level: number, trail: string[]): void {
  if (walk.stopped || walk.problems.full) return
  if (!isObject(node)) {
    report(walk, at, 'not-a-schema')
    return
  }
  if ('$ref' in node) {
    checkReference(walk, node, at, level, trail)
    return
  }
  const type = typeOf(node)
  if (type === null) {
    report(walk, `${at}/type`, 'type-refused', { types: TYPES.join(', ') })
    return
  }
  const allowed = keywordsOf(type)
  for (const keyword of Object.keys(node)) {
    if (allowed.includes(keyword)) continue
    report(walk, `${at}/${pointerToken(keyword)}`, 'keyword-refused', {
      keyword: keyword.slice(0, 80),
      type,
      allowed: allowed.join(', '),
    })
  }
  checkValues(walk, node, at, type)
  const isContainer = type === 'object' || type === 'array'
  if (isContainer && level > BOUNDS.levels) {
    report(walk, at, 'too-deep', { max: BOUNDS.levels })
    walk.stopped = true
    return
  }
  if (type === 'object') checkObject(walk, node, at, level, trail)
  if (type === 'array') checkList(walk, node, at, level, trail)
}

function checkList(walk: Walk, node: JsonObject, at: string, level: number, trail: string[]): void {
  const { entries } = walk
  const most = typeof node['maxItems'] === 'number' ? node['maxItems'] : ITEM_BOUNDS.entries
  // The items of a list section are judged one by one.
  if (level > SECTION_LEVEL) walk.entries = Math.min(ITEM_BOUNDS.entries, entries * most)
  checkNode(walk, node['items'], `${at}/items`, level + 1, trail)
  walk.entries = entries
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
    report(walk, `${at}/$ref`, 'ref-refused')
    return
  }
  for (const keyword of Object.keys(node)) {
    if (['$ref', 'title', 'description', 'x-aam'].includes(keyword)) continue
    report(walk, `${at}/${pointerToken(keyword)}`, 'ref-sibling', { keyword: keyword.slice(0, 80) })
  }
  for (const keyword of ['title', 'description']) {
    if (node[keyword] !== undefined && typeof node[keyword] !== 'string') {
      report(walk, `${at}/${keyword}`, 'text-invalid', { keyword })
    }
  }
  const told = { name: name.slice(0, 80) }
  if (trail.includes(name)) report(walk, `${at}/$ref`, 'ref-loop', told)
  else if (trail.length >= BOUNDS.refChain) {
    report(walk, `${at}/$ref`, 'ref-too-deep', { max: BOUNDS.refChain })
  } else if (!Object.hasOwn(walk.defs, name)) report(walk, `${at}/$ref`, 'ref-unknown', told)
  else checkNode(walk, walk.defs[name], `/$defs/${pointerToken(name)}`, level, [...trail, name])
}

/** The type of a node apart from `null`; null when it is missing or not in the dialect. */
function typeOf(node: JsonObject): string | null {
  const declared = node['type']
  const list: unknown[] = Array.isArray(declared) ? declared : [declared]
  const types = list.filter((type) => type !== 'null')
  const [type] = types
  const isShaped = !Array.isArray(declared) || (list.length === 2 && types.length === 1)
  return isShaped && typeof type === 'string' && TYPES.includes(type) ? type : null
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
    report(walk, `${at}/properties`, 'properties-missing')
    return
  }
  if (node['additionalProperties'] !== undefined && node['additionalProperties'] !== false) {
    report(walk, `${at}/additionalProperties`, 'additional-properties')
  }
  const required = node['required'] ?? []
  const isNamed = (name: unknown) => typeof name === 'string' && Object.hasOwn(properties, name)
  const isGood =
    Array.isArray(required) && required.every(isNamed) && new Set(required).size === required.length
  if (!isGood) report(walk, `${at}/required`, 'required-invalid')
  for (const name of Object.keys(properties)) {
    const pointer = `${at}/properties/${pointerToken(name)}`
    if (!isUsableName(name)) {
      report(walk, pointer, 'name-refused', { name: name.slice(0, 80) })
      continue
    }
    if (!countProperty(walk, pointer)) return
    checkNode(walk, properties[name], pointer, level + 1, trail)
  }
}

function countProperty(walk: Walk, pointer: string): boolean {
  walk.properties++
  if (walk.properties <= walk.budget) return true
  if (!walk.stopped) report(walk, pointer, 'too-many-properties', { max: BOUNDS.properties })
  walk.stopped = true
  return false
}
