import type { Talk } from './talk.ts'
import type { Unit } from './units.ts'

/** A person who can own an item, and the words by which speech calls them. */
export interface KnownPerson {
  name: string
  /** Folded name words with at least three letters; Russian ones without their ending. */
  stems: string[]
  /** The words by which they introduced themselves ("marketing expert"), folded; empty when they did not. */
  job: string[]
}

/** People by the first two letters of what they are called, so that long lists stay cheap. */
export interface People {
  byPrefix: Map<string, KnownPerson[]>
}

/** Speakers of the transcript and participants of the meeting. */
export function knownPeople(talk: Talk): People {
  const jobs = new Map(talk.request.meeting.participants.map(({ name, role }) => [name, role]))
  for (const { person, role } of talk.introductions()) jobs.set(person, role)
  for (const { segment } of talk.units) {
    const { speaker } = segment
    if (speaker !== null && !jobs.has(speaker)) jobs.set(speaker, null)
  }
  const byPrefix = new Map<string, KnownPerson[]>()
  for (const [name, role] of jobs) {
    const person = { name, stems: stemsOf(name), job: jobWords(role) }
    const called = [...person.stems, ...person.job.slice(0, 1)]
    for (const prefix of new Set(called.map((word) => word.slice(0, 2)))) {
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), person])
    }
  }
  return { byPrefix }
}

function jobWords(role: string | null): string[] {
  const words =
    (role ?? '')
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}-]+/gu) ?? []
  return words.length >= 2 && words.length <= 3 ? words : []
}

const NO_NAME =
  /^(?:speaker|участник|guest|гость|unknown|user|project|manager|менеджер|руководитель|дизайнер|the)$/

function stemsOf(name: string): string[] {
  return name
    .replace(/\(.*?\)|\[.*?\]/g, ' ')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3 && !NO_NAME.test(word))
    .slice(0, 3)
    .map((word) => (/^\p{Script=Cyrillic}+$/u.test(word) ? word.replace(/[аяйьеио]+$/u, '') : word))
    .filter((stem) => stem.length >= 2)
}

/** People named in a sentence, with the index of the word that names them. A name that two people share names nobody. */
export function namedIn(unit: Unit, people: People): { person: string; word: number }[] {
  const named: { person: string; word: number }[] = []
  for (const [index, word] of unit.words.entries()) {
    const candidates = people.byPrefix.get(word.text.slice(0, 2))
    if (!candidates) continue
    const matches = candidates.filter((person) =>
      person.stems.some((stem) => isForm(word.text, stem)),
    )
    const only = matches.length === 1 ? matches[0] : undefined
    if (only && isCapital(unit, index)) named.push({ person: only.name, word: index })
    const byJob = candidates.find(
      ({ job }) => job.length > 0 && job.every((part, at) => unit.words[index + at]?.text === part),
    )
    if (byJob) named.push({ person: byJob.name, word: index })
  }
  return named
}

function isForm(word: string, stem: string): boolean {
  if (!/\p{Script=Cyrillic}/u.test(stem))
    return word === stem || word === `${stem}'s` || word === `${stem}'ll`
  return word.startsWith(stem) && word.length - stem.length <= 3
}

/** A name is written with a capital wherever the transcript has capitals at all. */
function isCapital(unit: Unit, index: number): boolean {
  const word = unit.words[index]
  const first = word ? unit.segment.text.slice(word.start, word.start + 1) : ''
  return /\p{Lu}/u.test(first)
}
