/** Text without what no database takes: NUL goes, a lone surrogate becomes U+FFFD. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

/** The same for every text in a JSON value, names of fields included. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (Array.isArray(value)) return value.map(storableJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storable(name), storableJson(inner)]),
  )
}
