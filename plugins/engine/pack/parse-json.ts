import type { Problems } from './pack-error.ts'

export type JsonObject = { [key: string]: unknown }

const MAX_NESTING = 32

/** Whether a parsed value is an object, and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses a pack's JSON file; refuses what is too large or nested so deeply that walking it would overflow. */
export function parseJsonObject(
  file: string,
  text: string,
  maxBytes: number,
  problems: Problems,
): JsonObject | null {
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes > maxBytes) {
    problems.add(
      `${file}#`,
      `The file has ${sizeBytes} bytes; at most ${maxBytes} are allowed.`,
      'Shorten descriptions, or split the scenario into two packs.',
    )
    return null
  }
  if (nestingDepth(text) > MAX_NESTING) {
    problems.add(
      `${file}#`,
      `The file nests deeper than ${MAX_NESTING} levels.`,
      'Flatten it: a section needs at most 5 levels.',
    )
    return null
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
    problems.add(`${file}#`, 'The file is no JSON object.', 'Start it with { and end it with }.')
  } catch (error) {
    problems.add(
      `${file}#`,
      `The file is not valid JSON: ${error instanceof Error ? error.message : 'cannot be read'}.`,
      'Check commas, quotes and brackets.',
    )
  }
  return null
}

function nestingDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}

/** JSON with sorted keys and no white space, so that equal content has equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${entries.join(',')}}`
}
