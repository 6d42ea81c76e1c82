import { toJson } from '../../../../db/json.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { EvidenceState, ItemValue } from '../../../../plugins/engine/index.ts'
import type { EvidenceRow, ItemRow, LockRow, ReferenceRow } from '../../analysis/index.ts'

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

/** The number of items of a section that are not rejected, and the position after the last item. */
export async function countInSection(
  tx: TenantTx,
  runId: string,
  section: string,
): Promise<{ open: number; nextOrd: number }> {
  const [count] = await tx.sql<{ open: number; nextOrd: number }[]>`
    select count(*) filter (where review_state <> 'rejected')::int as open,
      coalesce(max(ord), -1) + 1 as "nextOrd"
    from items where tenant_id = ${tx.tenantId} and run_id = ${runId} and section = ${section}`
  return count ?? { open: 0, nextOrd: 0 }
}

interface BlankItem {
  id: string
  runId: string
  section: string
  key: string
  ord: number
  track: string | null
}

/** Inserts a row for a new item. The caller then writes its state, which becomes the first revision. */
export async function insertBlankItem(tx: TenantTx, item: BlankItem): Promise<void> {
  const { id, runId, section, key, ord, track } = item
  await tx.sql`
    insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, track, rev)
    values (${tx.tenantId}, ${id}, ${runId}, ${section}, ${key}, ${ord}, '{}', 'unsupported', ${track}, 0)`
}

export async function updateItem(
  tx: TenantTx,
  id: string,
  next: ItemState,
  dueOn: string | null,
): Promise<void> {
  await tx.sql`
    update items set value = ${toJson(tx, next.value)}, review_state = ${next.reviewState},
      evidence_state = ${next.evidenceState}, override_note = ${next.overrideNote},
      decided_by = ${next.decidedBy}, decided_at = ${next.decidedAt}, due_on = ${dueOn}, rev = rev + 1
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

export async function deleteEvidence(tx: TenantTx, itemId: string): Promise<void> {
  await tx.sql`delete from evidence where tenant_id = ${tx.tenantId} and item_id = ${itemId}`
}

export async function insertHistory(
  tx: TenantTx,
  { id, rev }: { id: string; rev: number },
  before: ItemState,
  changedBy: string,
): Promise<void> {
  await tx.sql`
    insert into item_history (tenant_id, item_id, rev, before, changed_by)
    values (${tx.tenantId}, ${id}, ${rev}, ${toJson(tx, before)}, ${changedBy})`
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
