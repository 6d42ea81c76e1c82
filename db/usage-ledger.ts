import type postgres from 'postgres'
import { toJson } from './json.ts'
import { enqueuePart } from './pending-jobs.ts'
import type { TenantTx } from './tenant.ts'
import { newId } from '../server/platform/ids.ts'
import type { CountedHour } from '../server/platform/request-counts.ts'

/** Columns of a billable event, in the order in which they are written. */
const columns = `tenant_id, id, source_key, kind, at, user_id, key_id, meeting_id, client_id, scenario_id,
  scenario_version, provider, is_own_key, seconds, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd,
  requests, corrects`

/** CTEs that insert events idempotently; `entered` contains the new ones. */
const entering = (tx: TenantTx, events: postgres.Fragment) => tx.sql`
  entered as (
    insert into usage_events (${tx.sql.unsafe(columns)}) ${events} on conflict do nothing returning *
  ), unsummed as (
    insert into usage_pending (tenant_id, event_id) select ${tx.tenantId}, id from entered
  )`

/**
 * Inserts reports to the payment provider's meter for the metered events among `e`. During a change of the plan it
 * inserts none. The lock ensures that an event is either reported before the change begins or checked after it.
 */
const reports = (tx: TenantTx, events: postgres.Fragment, notBefore: Date | null = null) => tx.sql`
  insert into meter_reports (tenant_id, id, source, at, seconds)
  select e.tenant_id, e.id, 'ledger', greatest(e.at, ${notBefore}::timestamptz), e.seconds
  from ${events} join subscriptions s on s.tenant_id = e.tenant_id
  where e.kind = 'transcription' and not e.is_own_key and e.seconds <> 0 and ${isMetered(tx)}
    and (s.held_until is null or s.held_until < clock_timestamp())
  for share of s`

/** CTEs that report the events in `entered` and enqueue the job that sends them. The caller sets `outboxUsed`. */
const reporting = (tx: TenantTx) => tx.sql`
  reported as (
    ${reports(tx, tx.sql`entered e`)} on conflict do nothing returning tenant_id
  ), ${enqueuePart(tx, 'report', {
    id: newId(),
    job: 'billing.report',
    subject: tx.sql`tenant_id || '.meter'`,
    payload: tx.sql`jsonb_build_object('organisationId', tenant_id)`,
    from: tx.sql`reported`,
  })}`

/**
 * Whether an event `e` is metered. A correction follows its event while that is not yet invoiced: in the same month
 * (UTC) of the same subscription `s`. An event that the meter has finally rejected does not count.
 */
const isMetered = (tx: TenantTx) => tx.sql`
  case when e.corrects is null then s.metered_from <= e.at and (s.cancels_at is null or e.at < s.cancels_at)
    else exists (select from meter_reports r where r.tenant_id = e.tenant_id and r.id = e.corrects
      and (r.state <> 'refused' or r.refusal = 'unsure') and s.metered_from <= r.at
      and date_trunc('month', r.at at time zone 'UTC') = date_trunc('month', e.at at time zone 'UTC')) end`

/** Inserts events and returns how many were new. */
async function append(tx: TenantTx, events: postgres.Fragment): Promise<number> {
  const [added] = await tx.sql<{ count: number }[]>`
    with ${entering(tx, events)} select count(*)::int as count from entered`
  return added?.count ?? 0
}

/**
 * Maps calls to a language model to events, for new calls and for backfills. A call without a response costs nothing
 * and gets no event.
 */
const modelCalls = (tx: TenantTx, which: postgres.Fragment) => tx.sql`
  select i.tenant_id, i.id, 'model:' || i.id, 'model', i.created_at, m.owner_id, null::uuid, i.meeting_id, m.client_id,
    coalesce(r.pack_id, m.scenario_id), coalesce(r.pack_version, m.scenario_version), i.provider, i.is_own_key,
    null::int, i.input_tokens, i.cached_input_tokens, i.output_tokens, i.cost_micro_usd, null::int, null::uuid
  from interactions i join meetings m on m.tenant_id = i.tenant_id and m.id = i.meeting_id
  left join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
  where i.tenant_id = ${tx.tenantId} and (i.outcome not in ('error', 'open') or i.input_tokens is not null) and ${which}`

/** What the stored rows do not tell about a transcription. */
interface Transcribed {
  isOwnKey: boolean
  /** An earlier attempt got the provider's response, and its event was recorded with that attempt's transcript. */
  wasKept: boolean
  /** Used when the transcript has no duration. */
  seconds: number | null
}

/** Maps transcriptions to events of the meeting's owner; seconds are rounded up. */
const transcriptions = (
  tx: TenantTx,
  which: postgres.Fragment,
  { isOwnKey, wasKept, seconds }: Transcribed,
) => tx.sql`
  select t.tenant_id, t.id, 'transcription:' || t.id, 'transcription', t.created_at, m.owner_id, null::uuid,
    t.meeting_id, m.client_id, m.scenario_id, m.scenario_version, t.provider, ${isOwnKey}::boolean,
    coalesce(ceil(t.duration_ms / 1000.0)::int, ${seconds}::int), null::int, null::int, null::int, null::bigint, null::int, null::uuid
  from transcripts t join meetings m on m.tenant_id = t.tenant_id and m.id = t.meeting_id
  where t.tenant_id = ${tx.tenantId} and t.source = 'speech' and ${which}
    and not (${wasKept}::boolean and exists (
      select from transcripts e where e.tenant_id = ${tx.tenantId} and e.meeting_id = t.meeting_id
        and e.object_key = t.object_key and e.id < t.id))`

/** Records model calls that the transaction has stored. */
export const recordModelCalls = (tx: TenantTx, ids: readonly string[]): Promise<number> =>
  append(tx, modelCalls(tx, tx.sql`i.id = any(${[...ids]}::uuid[])`))

/**
 * CTEs that record a transcription, and report it if it is metered. An earlier statement of the transaction must have
 * written the transcript.
 */
export const enteringTranscription = (
  tx: TenantTx,
  transcriptId: string,
  transcribed: Transcribed,
): postgres.Fragment => tx.sql`
  ${entering(tx, transcriptions(tx, tx.sql`t.id = ${transcriptId}::uuid`, transcribed))}, ${reporting(tx)}`

/** A range of ids, without `after` and including `upTo`. */
export interface IdRange {
  after: string
  upTo: string
}

/** Backfills missing model calls of the range, from versions before the ledger. */
export const fillModelCalls = (tx: TenantTx, { after, upTo }: IdRange): Promise<number> =>
  append(tx, modelCalls(tx, tx.sql`i.id > ${after}::uuid and i.id <= ${upTo}::uuid`))

/** Backfills missing transcriptions of the range; those versions did not record whose key was used. */
export const fillTranscriptions = (tx: TenantTx, { after, upTo }: IdRange): Promise<number> =>
  append(
    tx,
    transcriptions(tx, tx.sql`t.id > ${after}::uuid and t.id <= ${upTo}::uuid`, {
      isOwnKey: false,
      wasKept: true,
      seconds: null,
    }),
  )

/** A model call of a scenario trial, which produces no meeting results. */
export interface TrialCall {
  id: string
  userId: string
  meetingId: string | null
  scenarioId: string
  provider: string
  isOwnKey: boolean
  usage: { inputTokens: number; cachedInputTokens: number; outputTokens: number } | null
  costMicroUsd: number | null
}

/** Records a model call of a scenario trial; idempotent by `id`. */
export const recordTrialCall = (tx: TenantTx, call: TrialCall): Promise<number> =>
  append(
    tx,
    tx.sql`
      select ${tx.tenantId}::uuid, ${call.id}::uuid, ${`trial:${call.id}`}, 'model', now(), ${call.userId}::uuid,
        null::uuid, ${call.meetingId}::uuid,
        (select m.client_id from meetings m where m.tenant_id = ${tx.tenantId} and m.id = ${call.meetingId}::uuid),
        ${call.scenarioId}, null::text, ${call.provider}, ${call.isOwnKey}::boolean, null::int,
        ${call.usage?.inputTokens ?? null}::int, ${call.usage?.cachedInputTokens ?? null}::int,
        ${call.usage?.outputTokens ?? null}::int, ${call.costMicroUsd}::bigint, null::int, null::uuid`,
  )

/** Records closed hours; an hour that is already recorded stays unchanged. */
export const recordRequests = (tx: TenantTx, hours: readonly CountedHour[]): Promise<number> =>
  append(
    tx,
    tx.sql`
      select ${tx.tenantId}::uuid, h.id, 'requests:' || h.hour || ':' || h.user_id || ':' || coalesce(h.key_id::text, 'sessions'), 'requests', h.at,
        h.user_id, h.key_id, null::uuid, null::uuid, null::text, null::text, null::text, false, null::int, null::int,
        null::int, null::int, null::bigint, h.requests, null::uuid
      from jsonb_to_recordset(${toJson(tx, hours.map(toRow))}) as h(
        id uuid, hour text, at timestamptz, user_id uuid, key_id uuid, requests int)`,
  )

const toRow = ({ at, userId, keyId, requests }: CountedHour) => ({
  id: newId(),
  hour: at.toISOString().slice(0, 13),
  at,
  user_id: userId,
  key_id: keyId,
  requests,
})

/**
 * Reports unreported events of a period, as when a subscription became known late; returns the seconds by day (UTC).
 * Events before `notBefore` are reported as of that time.
 */
export const reportMissing = (
  tx: TenantTx,
  { from, to }: { from: Date; to: Date },
  notBefore: Date | null = null,
): Promise<{ day: string; seconds: number }[]> => tx.sql<{ day: string; seconds: number }[]>`
  with added as (
    ${reports(
      tx,
      tx.sql`(
        select * from usage_events u where u.tenant_id = ${tx.tenantId} and u.at >= ${from} and u.at < ${to}
          and not exists (select from meter_reports r where r.tenant_id = u.tenant_id and r.id = u.id)) e`,
      notBefore,
    )} on conflict do nothing returning at, seconds
  )
  select (at at time zone 'UTC')::date::text as day, sum(seconds)::float8 as seconds from added group by 1 order by 1`

/** Amounts to add to an event to correct it; negative amounts reduce it. */
export interface Correction {
  id: string
  /** The event to correct. */
  of: string
  seconds: number | null
  costMicroUsd: number | null
}

/** Records a correction as of now; reports it if its event was reported and the month is not invoiced yet. */
export async function recordCorrection(
  tx: TenantTx,
  { id, of, seconds, costMicroUsd }: Correction,
): Promise<void> {
  tx.outboxUsed = true
  await tx.sql`
    with ${entering(
      tx,
      tx.sql`
        select e.tenant_id, ${id}::uuid, ${`correction:${id}`}, e.kind, now(), e.user_id, e.key_id, e.meeting_id,
          e.client_id, e.scenario_id, e.scenario_version, e.provider, e.is_own_key, ${seconds}::int, null::int,
          null::int, null::int, ${costMicroUsd}::bigint, null::int, e.id
        from usage_events e where e.tenant_id = ${tx.tenantId} and e.id = ${of}`,
    )}, ${reporting(tx)}
    select 1 from entered`
}
