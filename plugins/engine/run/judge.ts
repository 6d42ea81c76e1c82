import { groundValue, stateOf } from '../ground/ground.ts'
import type { SegmentIndex } from '../ground/segment-index.ts'
import { dropOptionalNulls, type ItemFault, validateItem } from '../pack/validate.ts'
import type {
  ItemValue,
  LoadedPack,
  MeetingFacts,
  ProposedItem,
  SectionFault,
  SectionPart,
  SectionSpec,
} from '../types.ts'
import { impersonalEvidence, withoutPersonal } from '../withhold/withhold.ts'
import { asFarAsSaid } from './as-far-as-said.ts'
import { withComputedDates } from './finish.ts'
import { instructionFault, spokenEvidence, withoutInstructions } from './instructions.ts'
import type { Candidate } from './merge.ts'

/** A longer answer is not a list of findings: the rest is rejected and reported. */
export const MAX_ITEMS_PER_ANSWER = 500

/** What one answer gave for one section, judged and grounded. */
export interface Judged {
  candidates: Candidate[]
  errors: SectionFault[]
  needsModel: boolean
  /** How many personal matters were left out. */
  withheld: number
}

type JudgedPack = Pick<LoadedPack, 'hash' | 'sections'>

/** Judges one item by the pack's schema; `null` counts as missing if the field is optional. */
function judgeItem(
  pack: JudgedPack,
  section: SectionSpec,
  item: ProposedItem,
): { value: ItemValue } | { errors: ItemFault[] } {
  const value = dropOptionalNulls(section, item.value)
  const errors = validateItem(pack, section.name, value)
  return errors.length > 0 ? { errors } : { value: value as ItemValue }
}

/** Judges and grounds a provider's answer for a section over one window. */
export function judgePart(
  context: { pack: JudgedPack; meeting: Pick<MeetingFacts, 'startedAt'>; index: SegmentIndex },
  section: SectionSpec,
  part: SectionPart | undefined,
  window: number,
): Judged {
  const { pack, meeting, index } = context
  const judged: Judged = { candidates: [], errors: [], needsModel: false, withheld: 0 }
  if (!part) {
    const detail = 'The provider left this section out.'
    judged.errors.push({ pointer: `/${section.name}`, detail })
    return judged
  }
  judged.needsModel = part.state === 'needs-model'
  judged.errors.push(...(part.errors ?? []))
  if (part.items.length > MAX_ITEMS_PER_ANSWER) {
    const detail = `One answer has ${part.items.length} items; at most ${MAX_ITEMS_PER_ANSWER} are read.`
    judged.errors.push({ pointer: `/${section.name}`, detail })
  }
  for (const [at, item] of part.items.slice(0, MAX_ITEMS_PER_ANSWER).entries()) {
    const read = judgeItem(pack, section, item)
    if ('errors' in read) {
      const prefix = section.isList ? `/${section.name}/${at}` : `/${section.name}`
      for (const { pointer, detail } of read.errors) {
        judged.errors.push({ pointer: `${prefix}${pointer}`, detail })
      }
      continue
    }
    const spoken = withoutInstructions(section, read.value)
    if (spoken.left) judged.errors.push(instructionFault(section, at))
    if (!spoken.value) continue
    const spared = withoutPersonal(section, spoken.value)
    if (spared.left) judged.withheld++
    if (!spared.value) continue
    const value = withComputedDates(section, spared.value, meeting.startedAt)
    const found = groundValue(section, value, item.evidence, index).evidence
    const cited = impersonalEvidence(section, found)
    if (cited.length < found.length) judged.withheld++
    if (found.length > 0 && cited.length === 0) continue
    const evidence = spokenEvidence(cited, index)
    if (cited.length > 0 && evidence.length === 0) {
      judged.errors.push(instructionFault(section, at))
      continue
    }
    const state = stateOf(section, value, evidence, index)
    judged.candidates.push({
      value,
      window,
      ...asFarAsSaid(section, value, { state, evidence }, index),
    })
  }
  return judged
}
