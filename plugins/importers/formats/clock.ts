const CLOCK = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,9}))?$/

/** Parses a time as transcripts write it to milliseconds: `0:15`, `1:02:15`, `00:01:02.5`; null for anything else. */
export function readClock(time: string): number | null {
  const [, hours, minutes, seconds, fraction = ''] = CLOCK.exec(time) ?? []
  if (minutes === undefined || seconds === undefined) return null
  if (hours !== undefined && (minutes.length !== 2 || Number(minutes) > 59)) return null
  const total = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)
  return total * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
}

export const splitLines = (text: string): string[] =>
  text.replace(/\r\n?|[\u2028\u2029]/g, '\n').split('\n')

/** The beginning of the text, up to the last complete line, for recognising formats. */
export function headLines(text: string, maxChars = 64_000): string[] {
  const lines = splitLines(text.slice(0, maxChars))
  return text.length > maxChars ? lines.slice(0, -1) : lines
}
