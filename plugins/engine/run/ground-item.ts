import { freeTexts, hasUnsaidText } from '../ground/free-texts.ts'
import { factsSupported, groundValue } from '../ground/ground.ts'
import { indexSegments } from '../ground/segment-index.ts'
import { contentShare } from '../text/content.ts'
import type { Citation, Evidence, EvidenceState, ItemValue, LoadedPack, Segment } from '../types.ts'
import { VERIFIED_SHARE } from './as-far-as-said.ts'
import { spokenEvidence } from './instructions.ts'
import { itemText } from './merge.ts'

/** The cited segments must contain this share of a text's meaningful words for it to be more than `unsupported`. */
const SUPPORTED_SHARE = 0.15
/** The share if it states numbers, amounts or dates that are not there. */
const SUPPORTED_SHARE_WITH_NEW_FACTS = 0.35

/**
 * Grounds an item again after a person changed it; pass its quotes as citations. The state is
 * computed anew from quotes, facts and the telling words that the text shares with the cited
 * segments and the names of their speakers: rewording keeps the state, another matter is
 * `unsupported`, and quotes that are all addressed to a language model make it no more than `weak`. The quotes stay in any case. `exempt` are names that need not be said, as that of the client. Throws RangeError when the pack has no such section.
 */
export function groundItem(
  pack: LoadedPack,
  sectionName: string,
  value: ItemValue,
  citations: Citation[],
  segments: Segment[],
  exempt: string[] = [],
): { state: EvidenceState; evidence: Evidence[] } {
  const section = pack.sections.find((candidate) => candidate.name === sectionName)
  if (!section) throw new RangeError(`The scenario has no section ${sectionName}.`)
  const index = indexSegments(
    segments.toSorted((a, b) => a.ordinal - b.ordinal),
    exempt,
  )
  const { state, evidence } = groundValue(section, value, citations, index)
  if (state === 'unsupported') return { state, evidence }
  const cited = new Set(evidence.map((entry) => entry.ordinal))
  const source = index.segments.filter((segment) => cited.has(segment.ordinal))
  const said = source.map(({ text }) => text).join('\n')
  const names = source.map(({ speaker }) => speaker ?? '').join('\n')
  const text = hasUnsaidText(section)
    ? freeTexts(section, value).join(' ')
    : itemText(section, value)
  const share = contentShare(text, said, names)
  const statesNew = !factsSupported(section, value, evidence, index)
  const found = judged(state, share, statesNew)
  const isDoubtful = found === 'verified' && spokenEvidence(evidence, index).length === 0
  return { state: isDoubtful ? 'weak' : found, evidence }
}

function judged(state: EvidenceState, share: number | null, statesNew: boolean): EvidenceState {
  if (share === null) return statesNew ? 'unsupported' : 'weak'
  if (share < (statesNew ? SUPPORTED_SHARE_WITH_NEW_FACTS : SUPPORTED_SHARE)) return 'unsupported'
  return share < VERIFIED_SHARE ? 'weak' : state
}
