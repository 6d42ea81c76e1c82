const isDigit = (char: string | undefined): boolean =>
  char !== undefined && char >= '0' && char <= '9'

const readDigits = (input: string, from: number): string => {
  let end = from
  while (isDigit(input[end])) end += 1
  return input.slice(from, end)
}

/** Reads `:MM` or `:SS`: a colon and exactly two digits. */
const readSexagesimal = (input: string, from: number): number | null => {
  if (input[from] !== ':') return null
  const digits = readDigits(input, from + 1)
  return digits.length === 2 ? Number(digits) : null
}

/** Collects a WebVTT timestamp at `from` (https://www.w3.org/TR/webvtt1/#collect-a-webvtt-timestamp). */
export function readTimestamp(input: string, from: number): { ms: number; end: number } | null {
  const first = readDigits(input, from)
  if (first === '') return null
  let position = from + first.length
  const second = readSexagesimal(input, position)
  if (second === null) return null
  position += 3

  const startsWithHours = first.length !== 2 || Number(first) > 59
  let [hours, minutes, seconds] = [0, Number(first), second]
  if (startsWithHours || input[position] === ':') {
    const third = readSexagesimal(input, position)
    if (third === null) return null
    position += 3
    hours = Number(first)
    minutes = second
    seconds = third
  }

  if (input[position] !== '.') return null
  const fraction = readDigits(input, position + 1)
  if (fraction.length !== 3 || minutes > 59 || seconds > 59) return null
  return {
    ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(fraction),
    end: position + 4,
  }
}

const CLOCK_TIME = /^(?:(\d{1,6})[:：])?(\d{1,3})[:：](\d{1,2})(?:([.,:;，'’])(\d{1,9}))?$/
const SECONDS = /^(\d{1,6})[.,](\d{1,9})s?$/
/** After a third colon come frames, about 25 a second. */
const FRAME_MS = 40

const readFraction = (separator: string | undefined, digits: string): number =>
  separator === ':' && digits.length < 3
    ? Math.min(999, Number(digits) * FRAME_MS)
    : Number(digits.slice(0, 3).padEnd(3, '0'))

/**
 * Parses a time as captions in the wild write it to milliseconds: `0:0:5.32`, `00:00:05,320`, `00:05.320`, `00:00:05`,
 * `00:00:05.320000`, `5.32`; null for anything else.
 */
export function readLooseTime(time: string): number | null {
  const text = time.trim()
  const [, whole, part = ''] = SECONDS.exec(text) ?? []
  if (whole !== undefined) return Number(whole) * 1000 + readFraction('.', part)
  const match = CLOCK_TIME.exec(text)
  if (!match) return null
  const [hours, minutes, seconds] = [match[1] ?? '0', match[2], match[3]].map(Number)
  if (minutes === undefined || seconds === undefined || seconds > 59) return null
  if (minutes > 59 && match[1] !== undefined) return null
  const ms = (((hours ?? 0) * 60 + minutes) * 60 + seconds) * 1000
  return ms + readFraction(match[4], match[5] ?? '')
}
