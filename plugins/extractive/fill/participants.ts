import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import type { Talk } from '../talk.ts'
import { unitText, type Unit } from '../units.ts'

/** Lists everybody who spoke, with their role if it was said or is known. */
export function fillParticipants(talk: Talk, section: SectionSpec): ProposedItem[] {
  const firstWords = new Map<string, Unit>()
  for (const unit of talk.units) {
    const { speaker } = unit.segment
    if (speaker !== null && unit.words.length > 0 && !firstWords.has(speaker)) {
      firstWords.set(speaker, unit)
    }
  }
  const known = new Map(talk.request.meeting.participants.map(({ name, role }) => [name, role]))
  const said = new Map(talk.introductions().map((entry) => [entry.person, entry]))
  return [...firstWords].map(([speaker, first]) => {
    const introduction = said.get(speaker)
    const value: Record<string, unknown> = { [section.textField]: speaker }
    const role = introduction?.role ?? known.get(speaker)
    if (role) value['role'] = role
    const source = introduction?.unit ?? first
    return { value, evidence: [{ segment: source.segment.ordinal, anchor: unitText(source) }] }
  })
}
