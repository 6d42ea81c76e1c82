const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-09-14T17:30` of a `datetime-local` field, as a moment with the offset that this place has then. */
export function withOffset(local: string): string {
  const east = -new Date(local).getTimezoneOffset()
  const size = Math.abs(east)
  const seconds = /T\d\d:\d\d$/.test(local) ? ':00' : ''
  return `${local}${seconds}${east < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const OFFSET = /[+-]\d\d:\d\d$/

/** What a `datetime-local` field shows: the time where the meeting was held, or here where that is not known. */
export function toLocalInput(iso: string | null): string {
  if (!iso) return ''
  if (OFFSET.test(iso)) return iso.slice(0, 16)
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** A changed time of a meeting keeps the place's offset. */
export const changedMoment = (local: string, before: string | null): string => {
  const offset = before === null ? undefined : OFFSET.exec(before)?.[0]
  return offset === undefined ? withOffset(local) : `${local}:00${offset}`
}
