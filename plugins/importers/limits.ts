import { ImportError } from './import-error.ts'

export const MAX_FILE_BYTES = 20 * 1024 * 1024
export const MAX_SEGMENTS = 20_000
export const MAX_SEGMENT_CHARS = 10_000
/** Twelve hours of speech: 150,000 words of ten characters with their spaces. */
export const MAX_TEXT_CHARS = 1_500_000
export const MAX_SPEAKER_CHARS = 200
/** Cues or lines before joining: single-word captions of five hours stay below it. */
const MAX_UTTERANCES = 100_000
/** Ten lines for each cue; a file with more is padded or not a transcript. */
const MAX_LINES = 1_000_000
/** A time past a week is an error in the file. */
export const MAX_TIME_MS = 7 * 24 * 3_600_000

/** Throws `transcript_too_large` for more cues than any meeting has; called while reading. */
export function checkUtteranceCount(count: number): void {
  if (count <= MAX_UTTERANCES) return
  throw new ImportError(
    'transcript_too_large',
    'too_many_cues',
    `The file holds more than ${MAX_UTTERANCES} cues or lines. Split it into parts of at most a few hours each and import them one by one.`,
  )
}

/** Throws `transcript_too_large` for more lines than that many cues can need. */
export function checkLineCount(text: string): void {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  if (count <= MAX_LINES) return
  throw new ImportError(
    'transcript_too_large',
    'too_many_lines',
    `The file has more than ${MAX_LINES} lines. Split it into parts of at most a few hours each and import them one by one.`,
  )
}

/** Throws `transcript_too_large` for more text than a meeting has. */
export function checkTextLength(chars: number): void {
  if (chars <= MAX_TEXT_CHARS) return
  throw new ImportError(
    'transcript_too_large',
    'too_much_text',
    `The transcript holds ${chars} characters of text; ${MAX_TEXT_CHARS}, about twelve hours of talk, is the limit. Split it into parts and import them one by one.`,
  )
}
