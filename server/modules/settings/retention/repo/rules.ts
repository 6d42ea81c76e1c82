import type { RetentionCounts } from '../../../../../db/schema/settings.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import type { RetentionKind } from '../../../../../plugins/vocabulary.ts'

export type RetentionHours = Record<RetentionKind, number | null>

export interface RulesRow extends RetentionHours {
  rev: number
  dueAt: Date | null
}

const none: RulesRow = {
  rev: 0,
  media: null,
  transcript: null,
  results: null,
  modelCalls: null,
  dueAt: null,
}

const columns = (tx: TenantTx) => tx.sql`
  rev, media_hours as media, transcript_hours as transcript, results_hours as results,
  model_calls_hours as "modelCalls", due_at as "dueAt"`

export async function getRules(tx: TenantTx): Promise<RulesRow> {
  const [row] = await tx.sql<RulesRow[]>`
    select ${columns(tx)} from retention_rules where tenant_id = ${tx.tenantId}`
  return row ?? none
}

/** Serializes changes of the rules, including the first one. */
export async function getRulesForChange(tx: TenantTx): Promise<RulesRow> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
  return getRules(tx)
}

/** A running deletion continues, and ends immediately if nothing is due any more. */
export async function saveRules(tx: TenantTx, hours: RetentionHours): Promise<RulesRow> {
  const isAny = Object.values(hours).some((one) => one !== null)
  const [row] = await tx.sql<RulesRow[]>`
    insert into retention_rules as r (tenant_id, media_hours, transcript_hours, results_hours, model_calls_hours, due_at)
    values (${tx.tenantId}, ${hours.media}, ${hours.transcript}, ${hours.results}, ${hours.modelCalls},
      case when ${isAny} then ${nextHour(tx)} end)
    on conflict (tenant_id) do update set media_hours = excluded.media_hours,
      transcript_hours = excluded.transcript_hours, results_hours = excluded.results_hours,
      model_calls_hours = excluded.model_calls_hours, rev = r.rev + 1, updated_at = now(),
      due_at = case when r.run_started_at is not null then now() else excluded.due_at end
    returning ${columns(tx)}`
  if (!row) throw new Error('the retention was not stored')
  return row
}

const nextHour = (tx: TenantTx) => tx.sql`date_trunc('hour', now()) + interval '1 hour'`

export async function readNextHour(tx: TenantTx): Promise<Date> {
  const [row] = await tx.sql<{ at: Date }[]>`select ${nextHour(tx)} as at`
  return row?.at ?? new Date()
}

/** The database's clock, which also dates stored rows. */
export async function readNow(tx: TenantTx): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }[]>`select now() as now`
  return row?.now ?? new Date()
}

/** Begins the due run or resumes a killed one; undefined if none is due. */
export async function beginRun(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update retention_rules set run_started_at = coalesce(run_started_at, now())
    where tenant_id = ${tx.tenantId} and due_at <= now() returning 1`
  return rows.length > 0
}

/** The cut-off of this run: newer things stay. Null if the kind is kept for ever. */
export async function readCutoff(tx: TenantTx, kind: RetentionKind): Promise<Date | null> {
  const [row] = await tx.sql<(RetentionHours & { startedAt: Date | null })[]>`
    select ${columns(tx)}, run_started_at as "startedAt" from retention_rules
    where tenant_id = ${tx.tenantId} for share`
  const hours = row?.[kind] ?? null
  if (hours === null || !row?.startedAt) return null
  return new Date(row.startedAt.getTime() - hours * 3_600_000)
}

/** Adds what a batch of the run removed, in its transaction. */
export async function addRemoved(
  tx: TenantTx,
  kind: RetentionKind,
  { count, bytes }: { count: number; bytes: number },
): Promise<void> {
  await tx.sql`
    update retention_rules set removed = jsonb_set(removed, array[${kind}], jsonb_build_object(
      'count', coalesce((removed->${kind}->>'count')::bigint, 0) + ${count}::bigint,
      'bytes', coalesce((removed->${kind}->>'bytes')::bigint, 0) + ${bytes}::bigint))
    where tenant_id = ${tx.tenantId}`
}

/** Ends the run and returns what it removed in total; the next one is due at the next full hour. */
export async function endRun(tx: TenantTx): Promise<RetentionCounts> {
  const [row] = await tx.sql<{ removed: RetentionCounts }[]>`
    with ended as (
      select tenant_id, removed from retention_rules
      where tenant_id = ${tx.tenantId} and run_started_at is not null for update
    )
    update retention_rules r set run_started_at = null, removed = '{}',
      due_at = case when coalesce(media_hours, transcript_hours, results_hours, model_calls_hours) is not null
        then ${nextHour(tx)} end
    from ended e where r.tenant_id = e.tenant_id returning e.removed`
  return row?.removed ?? {}
}

/** Files that must be deleted although no row refers to them any more, oldest first. */
export async function listExpiredObjects(tx: TenantTx, atMost: number): Promise<string[]> {
  const rows = await tx.sql<{ prefix: string }[]>`
    select prefix from expired_objects where tenant_id = ${tx.tenantId} order by created_at limit ${atMost}`
  return rows.map(({ prefix }) => prefix)
}

export async function forgetExpiredObjects(tx: TenantTx, prefixes: string[]): Promise<void> {
  await tx.sql`
    delete from expired_objects where tenant_id = ${tx.tenantId} and prefix = any(${prefixes}::text[])`
}

export async function addExpiredObjects(
  tx: TenantTx,
  objects: { meetingId: string; prefix: string }[],
): Promise<void> {
  if (objects.length === 0) return
  await tx.sql`
    insert into expired_objects (tenant_id, prefix, meeting_id)
    select ${tx.tenantId}, o.prefix, o.meeting_id
    from unnest(${objects.map((one) => one.prefix)}::text[], ${objects.map((one) => one.meetingId)}::uuid[])
      as o(prefix, meeting_id)
    on conflict do nothing`
}
