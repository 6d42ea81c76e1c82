import type { EvidenceView, ItemView } from './contract.ts'
import { pointerOf } from './people/pointers.ts'
import type { ItemRow, ReadEvidence } from './repo/items.ts'

/** Identifies an item in another run: by the person if its text is a person's name, else by its key. */
export function keyOf(row: ItemRow, textField: string | null): string {
  const named =
    textField && row.references.find(({ pointer }) => pointer === pointerOf([textField]))
  const who = named && (named.now_person_id ?? named.now_speaker_id)
  return who ? `${row.section}/${who}` : row.item_key
}

/** Fields whose proposed value differs from the value that a person set. */
function proposalOf({ proposed, value, review_state }: ItemRow): ItemView['proposal'] {
  if (!proposed || review_state === 'rejected') return null
  const names = [...new Set([...Object.keys(value), ...Object.keys(proposed)])]
  const other = names.filter((name) => !Bun.deepEquals(value[name] ?? null, proposed[name] ?? null))
  if (other.length === 0) return null
  return Object.fromEntries(other.map((name) => [name, proposed[name] ?? null]))
}

export const toItemView = (row: ItemRow): ItemView => ({
  id: row.id,
  section: row.section,
  value: row.value,
  refs: refsOf(row),
  evidenceState: row.evidence_state,
  reviewState: row.review_state,
  locked: row.locks.length > 0,
  edited: row.locks.some((lock) => lock.pointer !== ''),
  stale: row.evidence.some((entry) => entry.moved),
  canUndo: row.can_undo,
  proposal: proposalOf(row),
  overrideNote: row.override_note,
  decidedBy:
    row.decided_by && row.decided_by_name
      ? { id: row.decided_by, name: row.decided_by_name }
      : null,
  decidedAt: row.decided_at?.toISOString() ?? null,
  rev: row.rev,
  evidence: row.evidence.map(toEvidenceView),
})

const refsOf = ({ references, review_state }: ItemRow): ItemView['refs'] =>
  Object.fromEntries(
    references
      .filter((one) => one.now_speaker_id !== null || one.now_person_id !== null)
      .map((one) => {
        const isRenamed = review_state === 'accepted' && one.accepted_as !== one.now_name
        return [
          one.pointer,
          {
            speakerId: one.now_speaker_id,
            personId: one.now_person_id,
            acceptedAs: isRenamed ? one.accepted_as : null,
          },
        ]
      }),
  )

const toEvidenceView = (entry: ReadEvidence): EvidenceView => ({
  segmentId: entry.ordinal,
  startMs: entry.start_ms,
  endMs: entry.end_ms,
  speaker: entry.speaker,
  speakerId: entry.now_speaker_id,
  startChar: entry.start_char,
  endChar: entry.end_char,
  quote: entry.quote,
  state: entry.state,
})
