import { freeTexts, hasUnsaidText, type SegmentIndex } from '../ground/ground.ts'
import { contentShare } from '../text/content.ts'
import { countNegations } from '../text/negation.ts'
import { sentences } from '../text/sentences.ts'
import { fold, words } from '../text/words.ts'
import type { Evidence, EvidenceState, ItemValue, SectionSpec } from '../types.ts'
import { itemText } from './merge.ts'

/** Share of a text's telling words that the cited segments must hold for an item to be `verified`. */
export const VERIFIED_SHARE = 0.25
/** A field this short tells too little to be compared. */
const LEAST_WORDS = 3

interface Grounded {
  state: EvidenceState
  evidence: Evidence[]
}

/**
 * A quote that was found proves no more than its own words. An item is at most `weak` when its text
 * shares too little with the cited segments and their speakers' names, when another field has nothing
 * in common with them, when it is in a script in which they say nothing, or when it denies more than was said.
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
    ) &&
    !deniesMore(section, value, evidence, index)
  return { state: isSaid ? 'verified' : 'weak', evidence }
}

/** Whether a text of the item holds more words that deny than the sentences it quotes: “not to ship” of “to ship”. */
export function deniesMore(
  section: SectionSpec,
  value: ItemValue,
  evidence: Evidence[],
  index: SegmentIndex,
): boolean {
  const own = hasUnsaidText(section) ? [] : [itemText(section, value)]
  const texts = [...own, ...freeTexts(section, value)]
  if (texts.every((text) => countNegations(text) === 0)) return false
  const quoted = evidence.map((entry) => sentencesOf(entry, index)).join('\n')
  const said = countNegations(quoted)
  return texts.some((text) => countNegations(text) > said)
}

/** The whole sentences in which a quote stands, however long. */
function sentencesOf(
  { ordinal, startChar, endChar, quote }: Evidence,
  index: SegmentIndex,
): string {
  const text = index.segments[index.placeOf.get(ordinal) ?? -1]?.text
  if (text === undefined) return quote
  return sentences(text)
    .filter(({ start, end }) => start < endChar && end > startChar)
    .map(({ start, end }) => text.slice(start, end))
    .join('\n')
}

function holds(text: string, said: string, names: string, least: number): boolean {
  const folded = fold(text)
  if (folded === '' || ` ${fold(said)} `.includes(` ${folded} `)) return true
  return (contentShare(text, said, names) ?? 0) >= least
}
