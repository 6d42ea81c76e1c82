import { freeTexts, hasUnsaidText } from '../ground/free-texts.ts'
import type { SegmentIndex } from '../ground/segment-index.ts'
import { contentShare } from '../text/content.ts'
import { fold, words } from '../text/words.ts'
import type { Evidence, EvidenceState, ItemValue, SectionSpec } from '../types.ts'
import { itemText } from './merge.ts'

/** The cited segments must contain this share of a text's meaningful words for an item to be `verified`. */
export const VERIFIED_SHARE = 0.25
/** Fields with fewer words are too short to compare. */
const LEAST_WORDS = 3

interface Grounded {
  state: EvidenceState
  evidence: Evidence[]
}

/**
 * A quote proves only its own words. An item is at most `weak` when its text shares too little with the cited segments
 * and their speakers' names, when another field shares nothing with them, or when it is in another script.
 */
export function asFarAsSaid(
  section: SectionSpec,
  value: ItemValue,
  { state, evidence }: Grounded,
  index: SegmentIndex,
): Grounded {
  if (state !== 'verified') return { state, evidence }
  const ordinals = new Set(evidence.map(({ ordinal }) => ordinal))
  const cited = [...ordinals].flatMap((ordinal) => {
    const segment = index.segments[index.placeOf.get(ordinal) ?? -1]
    return segment ? [segment] : []
  })
  const said = cited.map(({ text }) => text).join('\n')
  const names = cited.map(({ speaker }) => speaker ?? '').join('\n')
  const isSaid =
    (hasUnsaidText(section) || holds(itemText(section, value), said, names, VERIFIED_SHARE)) &&
    freeTexts(section, value).every(
      (text) => words(text).length < LEAST_WORDS || holds(text, said, names, Number.MIN_VALUE),
    )
  return { state: isSaid ? 'verified' : 'weak', evidence }
}

function holds(text: string, said: string, names: string, least: number): boolean {
  const folded = fold(text)
  if (folded === '' || ` ${fold(said)} `.includes(` ${folded} `)) return true
  return (contentShare(text, said, names) ?? 0) >= least
}
