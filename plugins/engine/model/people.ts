import { fold } from '../text/words.ts'
import type { ItemValue, SectionSpec } from '../types.ts'
import { speakerLabel } from './transcript.ts'

/** Finds the person that a name means, spelled as in the meeting; null when nobody or several match. */
export type FindPerson = (name: string) => string | null

/**
 * Matches a meeting's people by full name, by a speaker's label in the prompt, and by any unique part of their name.
 * Participants' spelling takes precedence over the speakers'.
 */
export function createPersonFinder(participants: string[], speakers: string[]): FindPerson {
  const byName = new Map<string, string>()
  const byPart = new Map<string, Set<string>>()
  for (const name of [...participants, ...speakers]) {
    const folded = fold(name)
    if (folded !== '' && !byName.has(folded)) byName.set(folded, name)
  }
  for (const [folded, name] of byName) {
    for (const part of new Set(folded.split(' '))) {
      byPart.set(part, (byPart.get(part) ?? new Set()).add(name))
    }
  }
  const byLabel = new Map(speakers.map((name, place) => [speakerLabel(place), name]))
  return (given) => {
    const folded = fold(given)
    const exact = byName.get(folded)
    if (exact !== undefined) return exact
    const labelled = byLabel.get(given.trim())
    if (labelled !== undefined) return byName.get(fold(labelled)) ?? labelled
    const meant = folded
      .split(' ')
      .map((part) => byPart.get(part))
      .filter((names) => names !== undefined)
    const [first, ...others] = meant
    if (!first) return null
    const common = [...first].filter((name) => others.every((names) => names.has(name)))
    return common.length === 1 ? (common[0] ?? null) : null
  }
}

/** Spells the persons that an item names as the meeting does; unknown names are unchanged. */
export function withKnownPeople(
  section: SectionSpec,
  value: ItemValue,
  findPerson: FindPerson,
): ItemValue {
  const spelled = { ...value }
  for (const { name, format } of section.fields) {
    const given = value[name]
    if (format !== 'person') continue
    const spell = (one: unknown) => (typeof one === 'string' ? (findPerson(one) ?? one) : one)
    if (typeof given === 'string') spelled[name] = spell(given)
    else if (Array.isArray(given)) spelled[name] = given.map(spell)
  }
  return spelled
}
