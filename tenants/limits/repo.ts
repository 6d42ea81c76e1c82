import type { Database } from '../../db/client.ts'
import { readTenant, type TenantTx } from '../../db/tenant.ts'
import type { Subscription } from '../plans/index.ts'
import type { LimitName } from './limit-list.ts'

/** The row that `limitFacts` selects. */
export interface LimitFacts {
  subscription: (Omit<Subscription, Moment> & Record<Moment, string | null>) | null
  overrides:
    | {
        holder: string
        name: string
        value: number | null
        reason: string | null
        until: string | null
      }[]
    | null
}
type Moment = 'trialEndsAt' | 'paidUntil' | 'periodEndsAt' | 'cancelsAt' | 'meteredFrom'

/**
 * Selects everything needed to compute the limits of the transaction's organisation, as one row. Statements that need
 * the limits embed it, which saves a round trip.
 */
export const limitFacts = `
  select (
    select jsonb_build_object('planId', s.plan_id, 'planVersion', s.plan_version, 'paidBy', s.paid_by,
      'status', s.status, 'trialEndsAt', s.trial_ends_at, 'paidUntil', s.paid_until, 'seats', s.seats,
      'periodEndsAt', s.period_ends_at, 'cancelsAt', s.cancels_at, 'meteredFrom', s.metered_from,
      'minutesCapMinor', s.minutes_cap_minor)
    from subscriptions s where s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
  ) as subscription, (
    select jsonb_agg(jsonb_build_object('holder', l.holder_id, 'name', l.name, 'value', l.value,
      'reason', l.reason, 'until', l.expires_at))
    from quota_limits l where l.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and (l.expires_at is null or l.expires_at > now())
  ) as overrides`

export const noFacts: LimitFacts = { subscription: null, overrides: null }

export async function readFacts(tx: TenantTx): Promise<LimitFacts> {
  const [facts] = await tx.sql<LimitFacts[]>`${tx.sql.unsafe(limitFacts)}`
  return facts ?? noFacts
}

/** `readFacts` in one statement, without a transaction. */
export async function readFactsOf(db: Database, tenantId: string): Promise<LimitFacts> {
  const [facts] = await readTenant<LimitFacts>(db, { tenantId }, limitFacts, [])
  return facts ?? noFacts
}

/** Counts active people; service accounts take no seat. */
export async function countMembers(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users
    where tenant_id = ${tx.tenantId} and kind = 'person' and disabled_at is null`
  return row?.count ?? 0
}

/** Counts the organisation's own scenarios that have a draft or a published version. */
export async function countOwnScenarios(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from scenarios s
    where s.tenant_id = ${tx.tenantId} and (s.draft_digest is not null or exists (
      select 1 from scenario_versions v where v.tenant_id = s.tenant_id and v.pack_id = s.id
        and v.origin = 'own' and v.state = 'published'))`
  return row?.count ?? 0
}

export async function lockCapacity(tx: TenantTx, name: LimitName): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/${name}`}, 0))`
}

/** Overrides a limit of a holder. */
export async function saveLimit(
  tx: TenantTx,
  holderId: string,
  limit: { name: LimitName; value: number | null; reason: string | null; until: Date | null },
): Promise<void> {
  await tx.sql`
    insert into quota_limits (tenant_id, holder_id, name, value, reason, expires_at)
    values (${tx.tenantId}, ${holderId}, ${limit.name}, ${limit.value}, ${limit.reason}, ${limit.until})
    on conflict (tenant_id, holder_id, name) do update set value = excluded.value,
      reason = excluded.reason, expires_at = excluded.expires_at, updated_at = now()`
}

export async function deleteLimit(tx: TenantTx, holderId: string, name: LimitName): Promise<void> {
  await tx.sql`
    delete from quota_limits
    where tenant_id = ${tx.tenantId} and holder_id = ${holderId} and name = ${name}`
}

export async function findPersonByEmail(tx: TenantTx, email: string): Promise<string | undefined> {
  const [person] = await tx.sql<{ id: string }[]>`
    select id from users where tenant_id = ${tx.tenantId} and email = ${email.trim().toLowerCase()}`
  return person?.id
}

export interface Held {
  openUploads: number
  openUploadBytes: number
  storedBytes: number
  apiKeys: number
}

/** What the organisation or one person holds at the moment. */
export async function countHeld(tx: TenantTx, userId: string | null): Promise<Held> {
  const [held] = await tx.sql<Held[]>`
    select count(*)::int as "openUploads", coalesce(sum(size_bytes), 0)::float8 as "openUploadBytes",
      (select count(*)::int from api_keys k where k.tenant_id = ${tx.tenantId} and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now())
        and (${userId}::uuid is null or k.user_id = ${userId})) as "apiKeys",
      (select coalesce(sum(d.size_bytes), 0)::float8 from media d
        join meetings m on m.tenant_id = d.tenant_id and m.id = d.meeting_id
        where d.tenant_id = ${tx.tenantId} and d.expired_at is null
          and (${userId}::uuid is null or m.owner_id = ${userId})) as "storedBytes"
    from uploads where tenant_id = ${tx.tenantId} and state = 'open'
      and (${userId}::uuid is null or created_by = ${userId})`
  return held ?? { openUploads: 0, openUploadBytes: 0, storedBytes: 0, apiKeys: 0 }
}

/** The counted use of a holder in these periods. */
export const listUsage = (tx: TenantTx, holderId: string, periods: string[]) => tx.sql<
  { name: LimitName; used: number }[]
>`
  select name, used from quota_uses where tenant_id = ${tx.tenantId} and holder_id = ${holderId}
    and period = any(${periods}::text[])`

export interface HolderUsage {
  holderId: string
  used: number
}

/** Adds `amount` for each holder, in their order; returns the new totals and the facts for the limits. */
export async function insertUsage(
  tx: TenantTx,
  name: LimitName,
  period: string,
  holderIds: string[],
  amount: number,
): Promise<{ rows: HolderUsage[]; facts: LimitFacts }> {
  const rows = await tx.sql<(HolderUsage & LimitFacts)[]>`
    with counted as (
      insert into quota_uses as u (tenant_id, holder_id, name, period, used)
      select ${tx.tenantId}, id, ${name}, ${period}, ${amount}::bigint
      from unnest(${holderIds}::uuid[]) with ordinality as h(id, ord) order by ord
      on conflict (tenant_id, holder_id, name, period) do update set used = u.used + excluded.used
      returning holder_id, used
    )
    select c.holder_id as "holderId", c.used, f.* from counted c cross join (${tx.sql.unsafe(limitFacts)}) f`
  return { rows, facts: rows[0] ?? noFacts }
}

export const listHolderUsage = (
  tx: TenantTx,
  name: LimitName,
  period: string,
  holderIds: string[],
) => tx.sql<HolderUsage[]>`
  select holder_id as "holderId", used from quota_uses where tenant_id = ${tx.tenantId} and name = ${name}
    and period = ${period} and holder_id = any(${holderIds}::uuid[])`

export async function deleteUsageBefore(tx: TenantTx, period: string): Promise<void> {
  await tx.sql`delete from quota_uses where tenant_id = ${tx.tenantId} and period < ${period}`
}

/** Whether the organisation uses its own key for the model, so that calls cost the operator nothing. */
export async function hasOwnModel(tx: TenantTx): Promise<boolean> {
  const own = await tx.sql`
    select 1 from own_providers where tenant_id = ${tx.tenantId} and kind = 'model'`
  return own.length > 0
}

/** Several times the interval at which an attempt renews its reservation. */
const reservationSeconds = 60

export interface MinutesRequest {
  meetingId: string
  /** Fence of the attempt: no other attempt can renew or release its reservation. */
  fence: number
  /** The person whose minutes they count towards, in addition to the organisation's. */
  ownerId: string
  seconds: number
}

type Attempt = Pick<MinutesRequest, 'meetingId' | 'fence'>
/** Writes a reservation, deletes expired ones, and returns what others have reserved. */
export async function writeReservation(
  tx: TenantTx,
  { meetingId, fence, ownerId, seconds }: MinutesRequest,
): Promise<Reserved> {
  const [row] = await tx.sql<Reserved[]>`
    with dropped as (
      delete from minute_reservations where tenant_id = ${tx.tenantId} and meeting_id <> ${meetingId}
        and expires_at <= clock_timestamp()
    ), made as (
      insert into minute_reservations (tenant_id, meeting_id, owner_id, fence, seconds, expires_at)
      values (${tx.tenantId}, ${meetingId}, ${ownerId}, ${fence}, ${seconds},
        clock_timestamp() + make_interval(secs => ${reservationSeconds}))
      on conflict (tenant_id, meeting_id) do update set owner_id = excluded.owner_id, fence = excluded.fence,
        seconds = excluded.seconds, expires_at = excluded.expires_at
    )
    ${sumReserved(tx, ownerId)} and meeting_id <> ${meetingId}`
  return row ?? noneReserved
}

interface Reserved {
  organisation: number
  person: number
}

const noneReserved: Reserved = { organisation: 0, person: 0 }

const sumReserved = (tx: TenantTx, ownerId: string | null) => tx.sql`
  select coalesce(sum(seconds), 0)::float8 as organisation,
    coalesce(sum(seconds) filter (where owner_id = ${ownerId}::uuid), 0)::float8 as person
  from minute_reservations where tenant_id = ${tx.tenantId} and expires_at > clock_timestamp()`

/** Seconds reserved in the organisation, and by one person if given. */
export async function readReserved(tx: TenantTx, ownerId: string | null): Promise<Reserved> {
  const [row] = await tx.sql<Reserved[]>`${sumReserved(tx, ownerId)}`
  return row ?? noneReserved
}

/** Keeps the reservation of a call that is still running. */
export async function renewMinutes(tx: TenantTx, { meetingId, fence }: Attempt): Promise<void> {
  await tx.sql`
    update minute_reservations set expires_at = clock_timestamp() + make_interval(secs => ${reservationSeconds})
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and fence = ${fence}`
}

/** Deletes the reservation: nothing was transcribed, or nothing that counts. */
export async function releaseMinutes(tx: TenantTx, { meetingId, fence }: Attempt): Promise<void> {
  await tx.sql`
    delete from minute_reservations
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and fence = ${fence}`
}
