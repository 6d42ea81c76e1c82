import type { TenantTx } from '../../../../db/tenant.ts'
import { notFound } from '../../../platform/errors.ts'

/** The current run of a meeting. */
export interface ShownRun {
  id: string
  transcriptId: string
  packId: string
  packVersion: string
}

/** Undefined if there is none, or if its retention has ended. */
export async function findShownRun(tx: TenantTx, meetingId: string): Promise<ShownRun | undefined> {
  const [run] = await tx.sql<ShownRun[]>`
    select r.id, r.transcript_id as "transcriptId", r.pack_id as "packId", r.pack_version as "packVersion"
    from meetings m
    join runs r on r.tenant_id = m.tenant_id and r.id = m.current_run_id
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and r.expired_at is null`
  return run
}

/** Where an item belongs. */
export interface ItemPlace {
  meetingId: string
  transcriptId: string
  /** The quoted transcript was deleted because its retention ended. */
  isTranscriptGone: boolean
  packId: string
  packVersion: string
}

export async function getItemPlace(tx: TenantTx, itemId: string): Promise<ItemPlace> {
  const [place] = await tx.sql<ItemPlace[]>`
    select r.meeting_id as "meetingId", r.transcript_id as "transcriptId",
      t.expired_at is not null as "isTranscriptGone", r.pack_id as "packId", r.pack_version as "packVersion"
    from items i
    join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
    join transcripts t on t.tenant_id = r.tenant_id and t.id = r.transcript_id
    where i.tenant_id = ${tx.tenantId} and i.id = ${itemId}`
  if (!place) throw notFound('item')
  return place
}

export async function findTranscriptOfRun(
  tx: TenantTx,
  runId: string,
): Promise<string | undefined> {
  const [run] = await tx.sql<{ transcriptId: string }[]>`
    select transcript_id as "transcriptId" from runs where tenant_id = ${tx.tenantId} and id = ${runId}`
  return run?.transcriptId
}

/** Whether the result of a run was deleted because its retention ended. */
export async function isResultExpired(tx: TenantTx, runId: string | null): Promise<boolean> {
  const [expired] = await tx.sql`
    select 1 from runs where tenant_id = ${tx.tenantId} and id = ${runId} and expired_at is not null`
  return expired !== undefined
}

export interface SectionCount {
  section: string
  open: number
}

/** Sections with undecided items. */
export const countUndecided = (tx: TenantTx, runId: string) => tx.sql<SectionCount[]>`
  select section, count(*)::int as open from items
  where tenant_id = ${tx.tenantId} and run_id = ${runId} and review_state = 'proposed'
  group by section order by section`
