import { latinWords } from '../../../lib/transliterate.ts'

const longest = 64

/** As `pack.json` takes it: lower-case Latin letters and digits, hyphens between them. */
export const isScenarioId = (id: string): boolean =>
  id.length <= longest && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)

/** An id that looks like the title; empty where the title has no letter that could begin one. */
export function idOfTitle(title: string): string {
  const words = latinWords(title)
    .join('-')
    .replace(/^[^a-z]+/, '')
  return words.slice(0, longest).replace(/-+$/, '')
}

/** The id itself, or with the first number that nobody has. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!id || !taken.has(id)) return id
  for (let count = 2; ; count += 1) {
    const next = `${id.slice(0, longest - 5)}-${count}`
    if (!taken.has(next)) return next
  }
}
