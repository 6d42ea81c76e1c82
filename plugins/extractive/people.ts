import { isAddressedToModel } from '../engine/index.ts'
import type { Talk } from './talk.ts'
import type { Unit } from './units.ts'

/** The person that a word means; null if two people share it. */
type Meant = string | null

/** People by what speech calls them. */
export interface People {
  /** By a folded name word of at least three letters; Russian ones without their ending. */
  byStem: Map<string, Meant>
  /** By the folded words with which they introduced themselves ("marketing expert"). */
  byJob: Map<string, string>
}

/** Speakers of the transcript and participants of the meeting. */
export function knownPeople(talk: Talk): People {
  const jobs = new Map(talk.request.meeting.participants.map(({ name, role }) => [name, role]))
  for (const { person, role } of talk.introductions()) jobs.set(person, role)
  for (const { segment } of talk.units) {
    const { speaker } = segment
    if (speaker !== null && !jobs.has(speaker)) jobs.set(speaker, null)
  }
  const people: People = { byStem: new Map(), byJob: new Map() }
  for (const [name, role] of jobs) {
    for (const stem of new Set(stemsOf(name))) {
      people.byStem.set(stem, people.byStem.has(stem) ? null : name)
    }
    const job = jobWords(role).join(' ')
    if (job !== '' && !people.byJob.has(job)) people.byJob.set(job, name)
  }
  return people
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

/** A name that addresses a model names nobody. */
function stemsOf(name: string): string[] {
  if (isAddressedToModel(name)) return []
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

/** People named in a sentence, with the index of the word. A name that two people share names nobody. */
export function namedIn(unit: Unit, people: People): { person: string; word: number }[] {
  const named: { person: string; word: number }[] = []
  for (const [index, { text }] of unit.words.entries()) {
    const person = isCapital(unit, index) ? meantBy(text, people) : null
    if (person !== null) named.push({ person, word: index })
    const byJob = JOB_LENGTHS.map((length) => jobAt(unit, index, length, people)).find(Boolean)
    if (byJob) named.push({ person: byJob, word: index })
  }
  return named
}

const JOB_LENGTHS = [2, 3]
/** Maximum length of a Russian name's ending. */
const MAX_ENDING = 3

function meantBy(word: string, people: People): Meant {
  const forms = /^\p{Script=Cyrillic}+$/u.test(word)
    ? Array.from({ length: MAX_ENDING + 1 }, (_, ending) => word.slice(0, word.length - ending))
    : [word.replace(/'(?:s|ll)$/, '')]
  const meant = new Set(forms.flatMap((form) => people.byStem.get(form) ?? sharedAs(form, people)))
  const [only] = meant
  return meant.size === 1 && only !== undefined ? only : null
}

const sharedAs = (form: string, people: People): Meant[] => (people.byStem.has(form) ? [null] : [])

function jobAt(unit: Unit, index: number, length: number, people: People): string | undefined {
  if (people.byJob.size === 0 || index + length > unit.words.length) return undefined
  const words = unit.words.slice(index, index + length)
  return people.byJob.get(words.map(({ text }) => text).join(' '))
}

/** Names are capitalised if the transcript has capitals at all. */
function isCapital(unit: Unit, index: number): boolean {
  const word = unit.words[index]
  const first = word ? unit.segment.text.slice(word.start, word.start + 1) : ''
  return /\p{Lu}/u.test(first)
}
