import { isObject } from './fields.ts'

/** Fields in which services return a transcript as one text, captions included. */
const FIELDS =
  /^(?:transcript|transcription|text|content|body|vtt|webvtt|srt|captions?|subtitles?|output|result|formatted)/i
const MAX_DEPTH = 4
const MAX_FIELDS = 40
const MIN_CHARS = 20
const LAID_OUT = /\n|^\s*[[{]/

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/**
 * Finds the longest text in a JSON document that is itself a transcript, as lines or as JSON; null when there is none.
 */
export function findTextWithin(json: string): string | null {
  let best: string | null = null
  const look = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > MAX_DEPTH) return
    for (const [field, item] of Object.entries(value).slice(0, MAX_FIELDS)) {
      if (typeof item !== 'string') look(item, depth + 1)
      else if (
        FIELDS.test(field) &&
        LAID_OUT.test(item) &&
        item.length > Math.max(MIN_CHARS, best?.length ?? 0)
      ) {
        best = item
      }
    }
  }
  look(parsed(json), 0)
  return best
}
