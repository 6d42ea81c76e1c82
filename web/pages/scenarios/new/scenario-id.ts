import { latinWords } from '../../../lib/transliterate.ts'

const longest = 64

/** The format of `pack.json`: lower-case Latin letters and digits, separated by hyphens. */
export const isScenarioId = (id: string): boolean =>
  id.length <= longest && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)

/** Derives an id from a title; empty where the title has no letters for one. */
export function idOfTitle(title: string): string {
  const words = latinWords(title)
    .join('-')
    .replace(/^[^a-z]+/, '')
  return words.slice(0, longest).replace(/-+$/, '')
}

/** The id, with the first free number where it is taken. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!id || !taken.has(id)) return id
  for (let count = 2; ; count += 1) {
    const next = `${id.slice(0, longest - 5)}-${count}`
    if (!taken.has(next)) return next
  }
}
