import type { TenantTx } from '../../../db/tenant.ts'
import type { EvidenceState, ItemValue, SectionSpec } from '../../../plugins/engine/index.ts'
import {
  asReference,
  dueOf,
  type EvidenceRow,
  insertEvidence,
  type ItemRow,
  type LockRow,
  pointerOf,
  type ReferenceRow,
  typedFields,
  writeFields,
  writeLocks,
  writeReferences,
} from '../analysis/index.ts'

/** Everything about an item that a person's decision can change and that undo restores. */
export interface ItemState {
  value: ItemValue
  reviewState: ItemRow['review_state']
  evidenceState: EvidenceState
  overrideNote: string | null
  decidedBy: string | null
  decidedAt: string | null
  evidence: EvidenceRow[]
  locks: LockRow[]
  /** The people named in the value. States saved before references existed have none. */
  people?: ReferenceRow[]
}

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
  const scope = [tx.tenantId, row.id] as const
  await tx.sql`
    update items set value = ${tx.sql.json(next.value as never)}, review_state = ${next.reviewState},
      evidence_state = ${next.evidenceState}, override_note = ${next.overrideNote},
      decided_by = ${next.decidedBy}, decided_at = ${next.decidedAt}, due_on = ${dueOf(section, fields)}, rev = rev + 1
    where tenant_id = ${scope[0]} and id = ${scope[1]}`
  await tx.sql`delete from evidence where tenant_id = ${scope[0]} and item_id = ${scope[1]}`
  await insertEvidence(tx, row.id, next.evidence)
  await writeLocks(tx, row.id, next.locks)
  await writeFields(tx, row.id, fields)
  if (next.people) await writeReferences(tx, row.id, 'value', next.people)
}

export async function pushHistory(tx: TenantTx, row: ItemRow, changedBy: string): Promise<void> {
  await tx.sql`
    insert into item_history (tenant_id, item_id, rev, before, changed_by)
    values (${tx.tenantId}, ${row.id}, ${row.rev}, ${tx.sql.json(stateOf(row) as never)}, ${changedBy})`
}

/** Returns the state before the newest change that is not undone yet, and marks that change as undone. */
export async function popHistory(tx: TenantTx, itemId: string): Promise<ItemState | undefined> {
  const [entry] = await tx.sql<{ before: ItemState }[]>`
    update item_history set undone = true
    where tenant_id = ${tx.tenantId} and item_id = ${itemId} and rev = (
      select max(rev) from item_history
      where tenant_id = ${tx.tenantId} and item_id = ${itemId} and not undone)
    returning before`
  return entry?.before
}

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
