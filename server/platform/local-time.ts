/** A moment and, where it was told, how far the clocks of the place are from UTC. */
export interface LocalMoment {
  at: Date
  offsetMinutes: number | null
}

const MINUTE_MS = 60_000
const OFFSET = /([+-])(\d\d):(\d\d)$/

/** Minutes east of UTC of a zone (IANA) at a moment. */
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

/**
 * Reads a time of RFC 3339. `Z` says when it was, and nothing of the place (RFC 9557, section 2), so its offset is unknown.
 */
export function readLocalMoment(text: string): LocalMoment {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? []
  const size = sign === undefined ? null : Number(hours) * 60 + Number(minutes)
  return { at: new Date(text), offsetMinutes: size && sign === '-' ? -size : size }
}

/** `2026-09-14T17:30:00-07:00`; in UTC where no offset is known. */
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

/** The same with the day and hour of the place: by its own offset, or else by the zone of the organisation. */
export const formatInPlace = (
  moment: Date | string,
  offsetMinutes: number | null,
  timeZone: string,
): string => formatLocalMoment(moment, offsetMinutes ?? offsetOf(new Date(moment), timeZone))
