import {
  findDatePhrases,
  type ProposedItem,
  type SectionSpec,
} from '../../../../plugins/engine/index.ts'
import { has } from '../forms.ts'
import type { Talk } from '../talk.ts'
import { unitText } from '../units.ts'

/** When the group meets again: the last time that somebody named a day for it. */
export function fillNextMeeting(talk: Talk, section: SectionSpec): ProposedItem[] {
  for (const unit of talk.units.toReversed()) {
    if (!has(unit, 'nextMeeting') || has(unit, 'past')) continue
    const text = unitText(unit)
    const phrases = findDatePhrases(text, talk.request.meeting.startedAt)
    const when = phrases.find((phrase) => phrase.on !== null)
    if (!when) continue
    const value: Record<string, unknown> = { [section.textField]: when.text }
    return [{ value, evidence: [{ segment: unit.segment.ordinal, anchor: text }] }]
  }
  return []
}
