import { pointerToken, type Problems } from './pack-error.ts'
import { scanJson } from './scan-json.ts'

export type JsonObject = { [key: string]: unknown }

const MAX_NESTING = 32

/** Whether a parsed value is an object and not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Parses a JSON file of a pack. Rejects files that are too large, nested so deeply that walking them would overflow the
 * stack, repeat a key, or contain text that the database cannot store.
 */
export function parseJsonObject(
  file: string,
  text: string,
  maxBytes: number,
  problems: Problems,
): JsonObject | null {
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes > maxBytes) {
    problems.add(`${file}#`, 'file-too-large', { sizeBytes, maxBytes })
    return null
  }
  const { isTooDeep, duplicate } = scanJson(text, MAX_NESTING)
  if (isTooDeep) {
    problems.add(`${file}#`, 'json-too-deep', { max: MAX_NESTING })
    return null
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'cannot be read'
    problems.add(`${file}#`, 'json-invalid', { detail })
    return null
  }
  if (!isObject(value)) {
    problems.add(`${file}#`, 'json-not-object')
    return null
  }
  if (duplicate) problems.add(`${file}#${duplicate.pointer}`, 'json-duplicate-key', duplicate)
  const unreadable = findUnreadable(value)
  if (unreadable !== null) problems.add(`${file}#${unreadable}`, 'text-unreadable')
  return duplicate || unreadable !== null ? null : value
}

/** Whether a text can be stored: no lone surrogate, no NUL. */
export function isReadable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** JSON Pointer of the first key or text that cannot be stored. */
function findUnreadable(value: unknown): string | null {
  if (typeof value === 'string') return isReadable(value) ? null : ''
  if (typeof value !== 'object' || value === null) return null
  for (const [key, entry] of Object.entries(value)) {
    const inside = isReadable(key) ? findUnreadable(entry) : ''
    if (inside !== null) return `/${pointerToken(key).toWellFormed()}${inside}`
  }
  return null
}

/** JSON with sorted keys and no white space: equal content has equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${entries.join(',')}}`
}
