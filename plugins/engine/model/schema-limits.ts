import { isObject } from '../pack/parse-json.ts'

/** What OpenAI's structured outputs accept (platform.openai.com/docs/guides/structured-outputs). */
const LIMITS = {
  properties: 5_000,
  levels: 10,
  nameChars: 120_000,
  enumValues: 1_000,
  longEnumValues: 250,
  longEnumChars: 15_000,
} as const

interface Tally {
  properties: number
  levels: number
  nameChars: number
  enumValues: number
  longestEnumChars: number
}

/** Returns the limit of structured outputs that a strict schema exceeds, or null. */
export function findPastLimit(schema: unknown): string | null {
  const tally: Tally = {
    properties: 0,
    levels: 0,
    nameChars: 0,
    enumValues: 0,
    longestEnumChars: 0,
  }
  count(schema, 0, tally)
  const past: [boolean, string][] = [
    [tally.properties > LIMITS.properties, `${tally.properties} fields; ${LIMITS.properties} are`],
    [tally.levels > LIMITS.levels, `${tally.levels} levels; ${LIMITS.levels} are`],
    [
      tally.nameChars > LIMITS.nameChars,
      `${tally.nameChars} characters of names and values; ${LIMITS.nameChars} are`,
    ],
    [
      tally.enumValues > LIMITS.enumValues,
      `${tally.enumValues} enum values; ${LIMITS.enumValues} are`,
    ],
    [
      tally.longestEnumChars > LIMITS.longEnumChars,
      `an enum of ${tally.longestEnumChars} characters; ${LIMITS.longEnumChars} are`,
    ],
  ]
  const first = past.find(([isPast]) => isPast)
  return first
    ? `The schema of this step has ${first[1]} the most that structured outputs take.`
    : null
}

function count(node: unknown, level: number, tally: Tally): void {
  if (!isObject(node)) return
  const isContainer = isObject(node['properties']) || isObject(node['items'])
  const depth = isContainer ? level + 1 : level
  tally.levels = Math.max(tally.levels, depth)
  for (const group of [node['properties'], node['$defs']]) {
    if (!isObject(group)) continue
    for (const [name, child] of Object.entries(group)) {
      tally.nameChars += name.length
      if (group === node['properties']) tally.properties++
      count(child, group === node['$defs'] ? 0 : depth, tally)
    }
  }
  if (isObject(node['items'])) count(node['items'], depth, tally)
  if (Array.isArray(node['anyOf'])) for (const option of node['anyOf']) count(option, level, tally)
  if (Array.isArray(node['enum'])) countEnum(node['enum'], tally)
}

function countEnum(values: unknown[], tally: Tally): void {
  const chars = values.reduce<number>((sum, value) => sum + String(value).length, 0)
  tally.enumValues += values.length
  tally.nameChars += chars
  if (values.length > LIMITS.longEnumValues) {
    tally.longestEnumChars = Math.max(tally.longestEnumChars, chars)
  }
}
