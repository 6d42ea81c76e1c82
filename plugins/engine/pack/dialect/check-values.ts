import { compilePattern } from '../patterns.ts'
import type { JsonObject } from '../parse-json.ts'
import { ITEM_BOUNDS } from '../item-size.ts'
import { BOUNDS, FORMATS } from './bounds.ts'
import { report, type Walk } from './walk.ts'

const COUNTS = ['minItems', 'maxItems', 'minLength', 'maxLength']
const RANGES = [
  ['minItems', 'maxItems'],
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
] as const

/** Checks the values of a node's keywords: bounds, texts, format, pattern, enum and const. */
export function checkValues(walk: Walk, node: JsonObject, at: string, type: string): void {
  checkBounds(walk, node, at)
  for (const keyword of ['title', 'description']) {
    if (node[keyword] !== undefined && typeof node[keyword] !== 'string') {
      report(walk, `${at}/${keyword}`, 'text-invalid', { keyword })
    }
  }
  const { format } = node
  if (format !== undefined && !(typeof format === 'string' && FORMATS.includes(format))) {
    report(walk, `${at}/format`, 'format-unknown', { formats: FORMATS.join(', ') })
  }
  if (node['pattern'] !== undefined) checkPattern(walk, node, `${at}/pattern`)
  if (node['enum'] !== undefined) checkEnum(walk, node, `${at}/enum`, type)
  if (node['const'] !== undefined && !fitsType(node['const'], type)) {
    report(walk, `${at}/const`, 'const-invalid', { type })
  }
}

function checkBounds(walk: Walk, node: JsonObject, at: string): void {
  for (const keyword of COUNTS) {
    const count = node[keyword]
    const isCount = Number.isInteger(count) && Number(count) >= 0 && Number(count) <= BOUNDS.count
    if (count !== undefined && !isCount) {
      report(walk, `${at}/${keyword}`, 'count-invalid', { keyword, max: BOUNDS.count })
    }
  }
  for (const keyword of ['minimum', 'maximum']) {
    if (node[keyword] !== undefined && !Number.isFinite(node[keyword])) {
      report(walk, `${at}/${keyword}`, 'number-invalid', { keyword })
    }
  }
  for (const [lower, upper] of RANGES) {
    const [from, to] = [node[lower], node[upper]]
    if (typeof from === 'number' && typeof to === 'number' && from > to) {
      report(walk, `${at}/${lower}`, 'range-reversed', { lower, upper })
    }
  }
}

function checkPattern(walk: Walk, node: JsonObject, at: string): void {
  const { pattern } = node
  if (typeof pattern !== 'string') {
    report(walk, at, 'pattern-not-text')
    return
  }
  const known = walk.patterns.get(pattern)
  if (typeof known === 'number') {
    countSteps(walk, node, known, at)
    return
  }
  if (!walk.patterns.has(pattern) && walk.patterns.size >= BOUNDS.patterns) {
    report(walk, at, 'too-many-patterns', { max: BOUNDS.patterns })
    walk.stopped = true
    return
  }
  const compiled = compilePattern(pattern)
  const size = 'fault' in compiled ? null : compiled.regex.programSize()
  walk.patterns.set(pattern, size)
  if (size !== null) countSteps(walk, node, size, at)
  if ('fault' in compiled) report(walk, at, compiled.code, compiled.params)
  // Finding out that a pattern is too expensive is expensive itself.
  if ('fault' in compiled && compiled.code === 'pattern-too-costly') {
    walk.costlyPatterns++
    walk.stopped = walk.costlyPatterns >= BOUNDS.costlyPatterns
  }
}

/** A program takes at most one step for each instruction at each character. */
function countSteps(walk: Walk, node: JsonObject, size: number, at: string): void {
  const { maxLength } = node
  const longest = typeof maxLength === 'number' ? maxLength : ITEM_BOUNDS.textChars
  const chars = Math.min(ITEM_BOUNDS.textChars, longest)
  const steps = size * Math.min(ITEM_BOUNDS.allChars, chars * walk.entries)
  walk.patternSteps += steps
  if (steps > (walk.slowest?.steps ?? 0)) walk.slowest = { at, steps, size, chars }
}

function checkEnum(walk: Walk, node: JsonObject, at: string, type: string): void {
  const listed = node['enum']
  if (!Array.isArray(listed) || type !== 'string') {
    report(walk, at, 'enum-invalid')
    return
  }
  if (listed.length > BOUNDS.enumValues) {
    report(walk, at, 'enum-too-long', { count: listed.length, max: BOUNDS.enumValues })
    return
  }
  const isNullable = Array.isArray(node['type'])
  const values = isNullable ? listed.filter((value) => value !== null) : listed
  if (values.length === 0) {
    report(walk, at, 'enum-invalid')
    return
  }
  const areCodes = values.every(
    (value) => typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value),
  )
  if (!areCodes || new Set(listed).size !== listed.length) report(walk, at, 'enum-values')
}

function fitsType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'number') return Number.isFinite(value)
  return (type === 'string' || type === 'boolean') && typeof value === type
}
