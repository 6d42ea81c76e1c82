import type { TenantTx } from '../../../db/tenant.ts'

/** The current run of a meeting. */
export interface ShownRun {
  id: string
  transcriptId: string
  packId: string
  packVersion: string
}

/** Null if there is none, or if its retention has ended. */
export async function readShownRun(tx: TenantTx, meetingId: string): Promise<ShownRun | null> {
  const [run] = await tx.sql<ShownRun[]>`
    select r.id, r.transcript_id as "transcriptId", r.pack_id as "packId", r.pack_version as "packVersion"
    from meetings m
    join runs r on r.tenant_id = m.tenant_id and r.id = m.current_run_id
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and r.expired_at is null`
  return run ?? null
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
