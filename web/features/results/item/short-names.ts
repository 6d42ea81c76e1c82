export interface NamedSpeaker {
  id: number
  name: string
}

/** "Speaker 1", "Гость 2": the number is what tells them apart. */
const isNumbered = (words: string[]): boolean => /\p{N}/u.test(words.at(-1) ?? '')

const wordsOf = (name: string): string[] => name.split(/\s+/).filter(Boolean)

/** "Anna K." of "Anna Kern"; a letter alone or a bracket is no family name. */
function withInitial(name: string): string {
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  return words.length > 1 && /^\p{L}{2}/u.test(last)
    ? `${words[0]} ${[...last][0]?.toUpperCase()}.`
    : name
}

function shortest(name: string): string {
  const words = wordsOf(name)
  return words.length > 1 && !isNumbered(words) ? (words[0] ?? name) : name
}

/**
 * What to call each speaker of a meeting where there is little room, no two alike: the first name, else with an initial,
 * else the whole name, and a number behind where even that is the same.
 */
export function shortNames(speakers: readonly NamedSpeaker[]): Map<number, string> {
  const forms = [shortest, withInitial, (name: string) => name]
  const names = new Map<number, string>()
  let left = [...speakers]
  for (const form of forms) {
    const isFree = (one: NamedSpeaker) =>
      speakers.every(
        (other) =>
          other.id === one.id ||
          (form(other.name) !== form(one.name) && names.get(other.id) !== form(one.name)),
      )
    const placed = left.filter(isFree)
    for (const one of placed) names.set(one.id, form(one.name))
    left = left.filter((one) => !placed.includes(one))
  }
  const taken = new Set(names.values())
  for (const { id, name } of left) {
    let count = 1
    while (taken.has(`${name} (${count})`)) count += 1
    const numbered = `${name} (${count})`
    taken.add(numbered)
    names.set(id, numbered)
  }
  return names
}

/** The same where speakers are known by their names alone. */
export function shortNamesOf(names: readonly (string | null)[]): (name: string) => string {
  const known = [...new Set(names)].filter((name) => name !== null)
  const short = shortNames(known.map((name, id) => ({ id, name })))
  return (name) => short.get(known.indexOf(name)) ?? name
}
