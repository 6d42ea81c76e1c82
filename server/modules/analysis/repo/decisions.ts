import type { TenantTx } from '../../../../db/tenant.ts'
import type { ItemValue } from '../../../../plugins/engine/index.ts'
import { type EvidenceRow, insertEvidence, type ItemRow } from './items.ts'

interface RunSource {
  id: string
  transcriptId: string
  packId: string
  packVersion: string
}

export const listRunSources = (tx: TenantTx, ids: string[]) => tx.sql<RunSource[]>`
  select id, transcript_id as "transcriptId", pack_id as "packId", pack_version as "packVersion" from runs
  where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`

/** Reopens a decided item. */
export async function reopenItem(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`
    update items set review_state = 'proposed', override_note = null, decided_by = null, decided_at = null,
      rev = rev + 1
    where tenant_id = ${tx.tenantId} and id = ${id}`
  await tx.sql`
    delete from field_locks where tenant_id = ${tx.tenantId} and item_id = ${id} and pointer = ''`
}

/** Writes the decisions on `from` to the item that matches it in another run. */
export async function updateCarried(
  tx: TenantTx,
  id: string,
  from: ItemRow,
  item: {
    value: ItemValue
    evidenceState: string
    dueOn: string | null
    proposed: ItemValue
  },
): Promise<void> {
  await tx.sql`
    update items set value = ${tx.sql.json(item.value as never)}, review_state = ${from.review_state},
      override_note = ${from.override_note}, decided_by = ${from.decided_by}, decided_at = ${from.decided_at},
      evidence_state = ${item.evidenceState}, due_on = ${item.dueOn},
      proposed = ${tx.sql.json(item.proposed as never)}, rev = rev + 1
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

export async function replaceEvidence(
  tx: TenantTx,
  id: string,
  evidence: EvidenceRow[],
): Promise<void> {
  await tx.sql`delete from evidence where tenant_id = ${tx.tenantId} and item_id = ${id}`
  await insertEvidence(tx, id, evidence)
}

/** Copies an item and its review to another run. */
export async function copyItemRow(
  tx: TenantTx,
  fromId: string,
  item: {
    id: string
    runId: string
    section: string
    track: string | null
    value: ItemValue
    evidenceState: string
    dueOn: string | null
  },
): Promise<void> {
  await tx.sql`
    insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, review_state,
      override_note, decided_by, decided_at, track, due_on)
    select tenant_id, ${item.id}, ${item.runId}, ${item.section}, item_key, ord, ${tx.sql.json(item.value as never)},
      ${item.evidenceState}, review_state, override_note, decided_by, decided_at, ${item.track}, ${item.dueOn}
    from items where tenant_id = ${tx.tenantId} and id = ${fromId}`
}

export interface ItemCounts {
  itemCount: number
  decidedCount: number
}

/** Updates and returns the item counts of the current run, which lists show. */
export async function countItems(
  tx: TenantTx,
  meetingId: string,
  runId: string,
): Promise<ItemCounts> {
  const [counts] = await tx.sql<ItemCounts[]>`
    update meetings m set item_count = c.total, decided_count = c.decided
    from (select count(*)::int as total, count(*) filter (where review_state <> 'proposed')::int as decided
      from items where tenant_id = ${tx.tenantId} and run_id = ${runId}) c
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}
    returning m.item_count as "itemCount", m.decided_count as "decidedCount"`
  return counts ?? { itemCount: 0, decidedCount: 0 }
}
