import type { TenantTx } from '../../../db/tenant.ts'
import type { ItemValue, SectionSpec } from '../../../plugins/engine/index.ts'
import {
  asReference,
  dueOf,
  type EvidenceRow,
  insertEvidence,
  type ItemRow,
  type LockRow,
  pointerOf,
  typedFields,
  writeFields,
  writeLocks,
  writeReferences,
} from '../analysis/index.ts'
import { deleteEvidence, insertHistory, type ItemState, updateItem } from './repo/items.ts'

export const stateOf = (row: ItemRow): ItemState => ({
  value: row.stored,
  reviewState: row.review_state,
  evidenceState: row.evidence_state,
  overrideNote: row.override_note,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at?.toISOString() ?? null,
  evidence: row.evidence.map(asStored),
  locks: row.locks,
  people: row.people.filter(({ place }) => place === 'value').map(asReference),
})

const asStored = (entry: EvidenceRow): EvidenceRow => ({
  ord: entry.ord,
  ordinal: entry.ordinal,
  rev: entry.rev,
  speaker_id: entry.speaker_id,
  start_char: entry.start_char,
  end_char: entry.end_char,
  quote: entry.quote,
  state: entry.state,
})

/** Writes the item's new state: row, evidence, locks and typed fields. */
export async function writeState(
  tx: TenantTx,
  row: Pick<ItemRow, 'id'>,
  section: SectionSpec,
  next: ItemState,
): Promise<void> {
  const fields = typedFields(section, next.value)
  await updateItem(tx, row.id, next, dueOf(section, fields))
  await deleteEvidence(tx, row.id)
  await insertEvidence(tx, row.id, next.evidence)
  await writeLocks(tx, row.id, next.locks)
  await writeFields(tx, row.id, fields)
  if (next.people) await writeReferences(tx, row.id, 'value', next.people)
}

export const pushHistory = (tx: TenantTx, row: ItemRow, changedBy: string): Promise<void> =>
  insertHistory(tx, row, stateOf(row), changedBy)

/** Locks the fields that a person set, so that later runs keep them. */
export function lockFields(
  locks: LockRow[],
  names: string[],
  value: ItemValue,
  by: string,
): LockRow[] {
  const changed = new Map(names.map((name) => [pointerOf([name]), value[name] ?? null]))
  const kept = locks.filter((known) => !changed.has(known.pointer))
  return [
    ...kept,
    ...[...changed].map(([pointer, now]) => ({ pointer, value: now, locked_by: by })),
  ]
}
