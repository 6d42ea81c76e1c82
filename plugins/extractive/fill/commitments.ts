import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { best, quota, toItems } from '../items.ts'
import type { Talk } from '../talk.ts'
import type { Unit } from '../units.ts'
import { readPromises } from './promises.ts'

const QUOTA = { base: 4, wordsPerItem: 250, most: 20 }

/** Finds promises to the client and by the client. */
export function fillCommitments(talk: Talk, section: SectionSpec): ProposedItem[] {
  return toItems(talk, section, best(readPromises(talk), quota(talk.wordCount, QUOTA)))
}

/** Sentences that the commitments section uses, which no action item may use. */
export function promisedUnits(talk: Talk): ReadonlySet<Unit> {
  const { sections } = talk.request.pack
  const isAsked = sections.some(
    ({ track, extractive }) => track === 'commitment' && extractive === 'cut',
  )
  if (!isAsked) return new Set()
  return new Set(readPromises(talk).flatMap((find) => [find.unit, ...find.support]))
}
