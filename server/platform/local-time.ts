/** A point in time and the local UTC offset, if known. */
export interface LocalMoment {
  at: Date
  offsetMinutes: number | null
}

const MINUTE_MS = 60_000
const OFFSET = /([+-])(\d\d):(\d\d)$/

/** UTC offset of an IANA time zone at a point in time, in minutes east of UTC. */
export function offsetOf(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return Math.round((local - Math.floor(at.getTime() / 1000) * 1000) / MINUTE_MS)
}

/** Parses an RFC 3339 timestamp. `Z` does not tell the local offset (RFC 9557, section 2), so it becomes null. */
export function readLocalMoment(text: string): LocalMoment {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? []
  const size = sign === undefined ? null : Number(hours) * 60 + Number(minutes)
  return { at: new Date(text), offsetMinutes: size && sign === '-' ? -size : size }
}

/** Formats like `2026-09-14T17:30:00-07:00`; in UTC when the offset is unknown. */
export function formatLocalMoment(moment: Date | string, offsetMinutes: number | null): string {
  const at = new Date(moment)
  if (offsetMinutes === null) return at.toISOString()
  const local = new Date(at.getTime() + offsetMinutes * MINUTE_MS)
    .toISOString()
    .replace(/(?:\.000)?Z$/, '')
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const size = Math.abs(offsetMinutes)
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}

/** Formats in local time: by the given offset, or else in the organisation's time zone. */
export const formatInPlace = (
  moment: Date | string,
  offsetMinutes: number | null,
  timeZone: string,
): string => formatLocalMoment(moment, offsetMinutes ?? offsetOf(new Date(moment), timeZone))
