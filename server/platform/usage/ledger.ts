import type postgres from 'postgres'
import { enqueuePart } from '../../../db/pending-jobs.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { newId } from '../ids.ts'
import type { CountedHour } from './request-counts.ts'

/** What the ledger holds of a billable event, in the order in which it is written. */
const columns = `tenant_id, id, source_key, kind, at, user_id, key_id, meeting_id, client_id, scenario_id,
  scenario_version, provider, is_own_key, seconds, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd,
  requests, corrects`

/** Parts of a statement that write events, each once however often it is tried; `entered` are the new ones. */
const entering = (tx: TenantTx, events: postgres.Fragment) => tx.sql`
  entered as (
    insert into usage_events (${tx.sql.unsafe(columns)}) ${events} on conflict do nothing returning *
  ), unsummed as (
    insert into usage_pending (tenant_id, event_id) select ${tx.tenantId}, id from entered
  )`

/**
 * Of events `e`, those that the payment provider's meter is to know of, as reports to it. While somebody changes the plan
 * there are none: the lock has what is entered be reported before the change begins, or looked at after it.
 */
const reports = (tx: TenantTx, events: postgres.Fragment, notBefore: Date | null = null) => tx.sql`
  insert into meter_reports (tenant_id, id, source, at, seconds)
  select e.tenant_id, e.id, 'ledger', greatest(e.at, ${notBefore}::timestamptz), e.seconds
  from ${events} join subscriptions s on s.tenant_id = e.tenant_id
  where e.kind = 'transcription' and not e.is_own_key and e.seconds <> 0 and ${isMetered(tx)}
    and (s.held_until is null or s.held_until < clock_timestamp())
  for share of s`

/** Parts that report `entered`, and ask for the job that sends it. The caller says that it uses the outbox. */
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
 * Whether an event `e` is paid for by the minute; a correction follows the event that it is of, as long as nobody has been
 * charged for that: in the same month (UTC) of the same subscription `s`. Refused for good is what the meter will never hold.
 */
const isMetered = (tx: TenantTx) => tx.sql`
  case when e.corrects is null then s.metered_from <= e.at and (s.cancels_at is null or e.at < s.cancels_at)
    else exists (select from meter_reports r where r.tenant_id = e.tenant_id and r.id = e.corrects
      and (r.state <> 'refused' or r.refusal = 'unsure') and s.metered_from <= r.at
      and date_trunc('month', r.at at time zone 'UTC') = date_trunc('month', e.at at time zone 'UTC')) end`

/** Writes events, and returns how many were new. */
async function append(tx: TenantTx, events: postgres.Fragment): Promise<number> {
  const [added] = await tx.sql<{ count: number }[]>`
    with ${entering(tx, events)} select count(*)::int as count from entered`
  return added?.count ?? 0
}

/**
 * The events that calls to a model are; the one place that says so, for a call that is made as for those of before. A
 * call that its server did not answer costs nothing, and is none.
 */
const modelCalls = (tx: TenantTx, which: postgres.Fragment) => tx.sql`
  select i.tenant_id, i.id, 'model:' || i.id, 'model', i.created_at, m.owner_id, null::uuid, i.meeting_id, m.client_id,
    coalesce(r.pack_id, m.scenario_id), coalesce(r.pack_version, m.scenario_version), i.provider, i.is_own_key,
    null::int, i.input_tokens, i.cached_input_tokens, i.output_tokens, i.cost_micro_usd, null::int, null::uuid
  from interactions i join meetings m on m.tenant_id = i.tenant_id and m.id = i.meeting_id
  left join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
  where i.tenant_id = ${tx.tenantId} and (i.outcome not in ('error', 'open') or i.input_tokens is not null) and ${which}`

/** What the rows do not say of a transcription. */
interface Transcribed {
  isOwnKey: boolean
  /** An earlier attempt got the provider's answer: it was entered with the transcript that came of it then. */
  wasKept: boolean
  /** Where nobody said how long it was. */
  seconds: number | null
}

/** The events that transcriptions are: of the meeting's owner, each begun second a whole one. */
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

/** Enters calls to a model that the transaction has recorded. */
export const recordModelCalls = (tx: TenantTx, ids: readonly string[]): Promise<number> =>
  append(tx, modelCalls(tx, tx.sql`i.id = any(${[...ids]}::uuid[])`))

/**
 * Parts of a statement that enter a transcription, whose transcript an earlier one of the transaction has written, and
 * report it where it is paid for by the minute.
 */
export const enteringTranscription = (
  tx: TenantTx,
  transcriptId: string,
  transcribed: Transcribed,
): postgres.Fragment => tx.sql`
  ${entering(tx, transcriptions(tx, tx.sql`t.id = ${transcriptId}::uuid`, transcribed))}, ${reporting(tx)}`

/** Calls or transcriptions whose ids are past one and up to another. */
export interface IdRange {
  after: string
  upTo: string
}

/** Enters those of the range that are missing, as they are of a version before the ledger. */
export const fillModelCalls = (tx: TenantTx, { after, upTo }: IdRange): Promise<number> =>
  append(tx, modelCalls(tx, tx.sql`i.id > ${after}::uuid and i.id <= ${upTo}::uuid`))

/** The same of transcriptions; with whose key they were made nobody noted then. */
export const fillTranscriptions = (tx: TenantTx, { after, upTo }: IdRange): Promise<number> =>
  append(
    tx,
    transcriptions(tx, tx.sql`t.id > ${after}::uuid and t.id <= ${upTo}::uuid`, {
      isOwnKey: false,
      wasKept: true,
      seconds: null,
    }),
  )

/** A call to a model that no meeting's own results are made of. */
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

/** Enters a call that a trial of a scenario made; `id` names it. */
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

/** Enters hours that are over; an hour that is there already stays as it is. */
export const recordRequests = (tx: TenantTx, hours: readonly CountedHour[]): Promise<number> =>
  append(
    tx,
    tx.sql`
      select ${tx.tenantId}::uuid, h.id, 'requests:' || h.hour || ':' || h.user_id || ':' || coalesce(h.key_id::text, 'sessions'), 'requests', h.at,
        h.user_id, h.key_id, null::uuid, null::uuid, null::text, null::text, null::text, false, null::int, null::int,
        null::int, null::int, null::bigint, h.requests, null::uuid
      from jsonb_to_recordset(${tx.sql.json(hours.map(toRow) as never)}) as h(
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
 * Reports events of some time that have none, as when the subscription was heard of late; by day (UTC). `notBefore`: as of
 * then, where they were earlier.
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

/** What is to be added to an event so that it is right; below nought: taken off. */
export interface Correction {
  id: string
  /** The event that was wrong. */
  of: string
  seconds: number | null
  costMicroUsd: number | null
}

/** Enters a correction, as of now, and reports it where the meter knows of its event and the month is not invoiced. */
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
