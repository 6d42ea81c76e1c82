import { foldName } from '../../../platform/ids.ts'
import type { SpeakersView } from '../contract.ts'
import { addressing, introductionsIn } from './introductions.ts'

export type Suggestion = SpeakersView['data'][number]['suggestions'][number]

export interface Spoken {
  ordinal: number
  speakerId: number | null
  text: string
}

export interface KnownSpeaker {
  id: number
  name: string
  unnamed: boolean
}

export interface Candidate {
  name: string
  personId: string | null
}

const maxForEach = 3

/**
 * Who the speakers without a name may be: who they say they are, whom others call right before they answer, and the only
 * participant left. Suggestions for a person to take or leave, the best founded first.
 */
export function suggestSpeakers(
  spoken: Spoken[],
  speakers: KnownSpeaker[],
  participants: Candidate[],
): Map<number, Suggestion[]> {
  const unnamed = new Set(speakers.filter((one) => one.unnamed).map(({ id }) => id))
  if (unnamed.size === 0) return new Map()
  const taken = speakers.filter((one) => !one.unnamed).map(({ name }) => name)
  const free = participants.filter(({ name }) => !taken.some((other) => isSame(other, name)))
  const found = new Map<number, Suggestion[]>([...unnamed].map((id) => [id, []]))
  const suggest = (id: number | null, suggestion: Suggestion): void => {
    const list = id === null ? undefined : found.get(id)
    if (list && !list.some(({ name }) => isSame(name, suggestion.name))) list.push(suggestion)
  }

  for (const { speakerId, ordinal, text } of spoken) {
    if (speakerId === null || !unnamed.has(speakerId)) continue
    for (const heard of introductionsIn(text)) {
      const who = free.find(({ name }) => isSame(name, heard.name))
      if (!who && (taken.some((name) => isSame(name, heard.name)) || !isFull(heard))) continue
      suggest(speakerId, {
        name: who?.name ?? heard.name,
        personId: who?.personId ?? null,
        basis: 'self-introduction',
        segmentId: ordinal,
        quote: heard.quote,
      })
    }
  }
  for (const call of callsIn(spoken, free, unnamed)) suggest(call.speakerId, call.suggestion)
  suggestTheLastOne(found, free, suggest)
  return new Map([...found].map(([id, list]) => [id, list.slice(0, maxForEach)]))
}

/** An unknown name counts only if it has a second word. */
const isFull = ({ name, isSure }: { name: string; isSure: boolean }): boolean =>
  isSure || name.includes(' ')

interface Call {
  speakerId: number
  suggestion: Suggestion
}

/** Participants who are addressed by name right before somebody else speaks, most often addressed first. */
function callsIn(spoken: Spoken[], free: Candidate[], unnamed: Set<number>): Call[] {
  const votes = new Map<string, Call & { count: number }>()
  const calls = free.map((one) => ({
    ...one,
    folded: firstName(one.name).toLowerCase(),
    isIn: [addressing(one.name), addressing(firstName(one.name))],
  }))
  for (const [at, { speakerId, ordinal, text }] of spoken.entries()) {
    const answer = spoken[at + 1]?.speakerId ?? null
    if (answer === null || answer === speakerId || !unnamed.has(answer)) continue
    const lower = text.toLowerCase()
    for (const { name, personId, folded, isIn } of calls) {
      // Most texts contain none of the names, and a long meeting has many texts.
      if (!lower.includes(folded) || !isIn.some((test) => test(text))) continue
      const key = `${answer} ${name}`
      const known = votes.get(key)
      if (known) known.count += 1
      else {
        const quote = text.slice(0, 240)
        const suggestion = {
          name,
          personId,
          basis: 'addressed',
          segmentId: ordinal,
          quote,
        } as const
        votes.set(key, { speakerId: answer, count: 1, suggestion })
      }
    }
  }
  return [...votes.values()].toSorted((a, b) => b.count - a.count)
}

function suggestTheLastOne(
  found: Map<number, Suggestion[]>,
  free: Candidate[],
  suggest: (id: number, suggestion: Suggestion) => void,
): void {
  const [only, ...others] = free
  const [id, ...more] = found.keys()
  if (!only || others.length > 0 || id === undefined || more.length > 0) return
  const { name, personId } = only
  suggest(id, { name, personId, basis: 'only-one-left', segmentId: null, quote: null })
}

const firstName = (name: string): string => name.split(/\s+/)[0] ?? name

/** Within one meeting, "Anna" and "Anna Kern" are one person. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [foldName(a), foldName(b)]
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `)
}
