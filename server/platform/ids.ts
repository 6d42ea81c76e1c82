/** Returns a UUIDv7, which sorts by creation time. */
export const newId = (): string => Bun.randomUUIDv7()

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isUuid = (text: string): boolean => uuidPattern.test(text)

/** Normalizes a name for comparison: ignores case, repeated spaces and the difference of ё and е. */
export const foldName = (name: string): string =>
  name.normalize('NFC').toLocaleLowerCase('ru').replaceAll('ё', 'е').replaceAll(/\s+/g, ' ').trim()

/** The smallest UUIDv7 of a time (RFC 9562); later ids are greater. */
export function firstIdOf(atMs: number): string {
  const hex = Math.max(0, atMs).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
