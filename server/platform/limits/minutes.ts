import type { TenantTx } from '../../../db/tenant.ts'
import { minutesStopOf, paidMinuteOf } from './paid-minutes.ts'
import type { Holder, Reached } from './refuse.ts'
import { type Limits, readLimits } from './stored-limits.ts'
import { addUse, holdersOf, inUnitOf, readUses, warningOf } from './uses.ts'
import type { LimitWarning } from './warnings.ts'

const name = 'transcribedMinutesPerMonth'
/** Several times as long as an attempt leaves between two signs of life. */
const heldSeconds = 60

export interface AskedMinutes {
  meetingId: string
  /** Of the attempt: what it reserved is renewed and given back by no other one. */
  fence: number
  /** Whose minutes they are beside the organisation's. */
  ownerId: string
  seconds: number
}

type Attempt = Pick<AskedMinutes, 'meetingId' | 'fence'>
type WaitingMinutes = Omit<AskedMinutes, 'fence'>

/** `isTooLong`: it would be past the limit in an unused month as well. */
export type MinutesReached = Reached & { isTooLong: boolean }

/** Minutes of a month at which recordings wait; null where none do. */
const stopOf = (limits: Limits, holder: Holder, holderId: string): number | null =>
  holder === 'organisation' ? minutesStopOf(limits, holderId) : limits.of(name, holder, holderId)

/**
 * Whether recordings of somebody may have to wait, for the organisation's minutes or their own. Those that are paid for
 * may too: an owner can set a cap at any time, and what is under way then counts for it.
 */
export const limitsMinutes = (limits: Limits, tenantId: string, ownerId: string): boolean =>
  paidMinuteOf(limits, tenantId) !== null ||
  stopOf(limits, 'organisation', tenantId) !== null ||
  stopOf(limits, 'person', ownerId) !== null

/**
 * Reserves what a recording may take, in place of what its meeting had reserved, or returns the limit that it is past:
 * then the transaction must not be committed. Parallel takers wait for each other, so that none passes a limit. A
 * reservation that nobody renews counts no more after a minute.
 */
export async function reserveMinutes(
  tx: TenantTx,
  { meetingId, fence, ownerId, seconds }: AskedMinutes,
): Promise<MinutesReached | null> {
  const { used, limits } = await addUse(tx, name, ownerId, 0)
  const reserved = await writeReservation(tx, { meetingId, fence, ownerId, seconds })
  for (const { holder, id } of holdersOf(tx, ownerId)) {
    const limit = stopOf(limits, holder, id)
    const before = (used.get(id) ?? 0) + reserved[holder]
    if (limit === null || inUnitOf(name, before + seconds) <= limit) continue
    const isTooLong = inUnitOf(name, seconds) > limit
    return { name, holder, limit, used: Math.floor(inUnitOf(name, before)), isTooLong }
  }
  return null
}

/** Writes a reservation, drops those past their time, and returns what others have reserved. */
async function writeReservation(
  tx: TenantTx,
  { meetingId, fence, ownerId, seconds }: AskedMinutes,
): Promise<Reserved> {
  const [row] = await tx.sql<Reserved[]>`
    with dropped as (
      delete from minute_reservations where tenant_id = ${tx.tenantId} and meeting_id <> ${meetingId}
        and expires_at <= clock_timestamp()
    ), made as (
      insert into minute_reservations (tenant_id, meeting_id, owner_id, fence, seconds, expires_at)
      values (${tx.tenantId}, ${meetingId}, ${ownerId}, ${fence}, ${seconds},
        clock_timestamp() + make_interval(secs => ${heldSeconds}))
      on conflict (tenant_id, meeting_id) do update set owner_id = excluded.owner_id, fence = excluded.fence,
        seconds = excluded.seconds, expires_at = excluded.expires_at
    )
    ${sumReserved(tx, ownerId)} and meeting_id <> ${meetingId}`
  return row ?? { organisation: 0, person: 0 }
}

interface Reserved {
  organisation: number
  person: number
}

const sumReserved = (tx: TenantTx, ownerId: string | null) => tx.sql`
  select coalesce(sum(seconds), 0)::float8 as organisation,
    coalesce(sum(seconds) filter (where owner_id = ${ownerId}::uuid), 0)::float8 as person
  from minute_reservations where tenant_id = ${tx.tenantId} and expires_at > clock_timestamp()`

/** Shows that the call is still under way. */
export async function renewMinutes(tx: TenantTx, { meetingId, fence }: Attempt): Promise<void> {
  await tx.sql`
    update minute_reservations set expires_at = clock_timestamp() + make_interval(secs => ${heldSeconds})
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and fence = ${fence}`
}

/** Nothing was transcribed, or nothing that counts. */
export async function releaseMinutes(tx: TenantTx, { meetingId, fence }: Attempt): Promise<void> {
  await tx.sql`
    delete from minute_reservations
    where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and fence = ${fence}`
}

/** Counts what was transcribed in place of what was reserved for it, and returns what the owners are to be warned of. */
export async function settleMinutes(
  tx: TenantTx,
  { ownerId, seconds, ...attempt }: AskedMinutes,
  isReserved: boolean,
): Promise<LimitWarning | null> {
  if (isReserved) await releaseMinutes(tx, attempt)
  if (seconds <= 0) return null
  const { used, limits } = await addUse(tx, name, ownerId, seconds)
  return warningOf(tx, name, used, limits)
}

/** Seconds of the month that are used or reserved, of the organisation or of one person. */
export async function readMinuteSeconds(tx: TenantTx, userId: string | null): Promise<number> {
  const used = (await readUses(tx, name, userId)).get(userId ?? tx.tenantId) ?? 0
  const [reserved] = await tx.sql<Reserved[]>`${sumReserved(tx, userId)}`
  return used + (reserved?.[userId === null ? 'organisation' : 'person'] ?? 0)
}

/** Of recordings that wait, those that fit into what is left, taken in their order. */
export async function chooseFitting(
  tx: TenantTx,
  waiting: readonly WaitingMinutes[],
): Promise<string[]> {
  const limits = await readLimits(tx)
  const left = new Map<string, number>()
  const leftOf = async (holder: Holder, id: string): Promise<number> => {
    const known = left.get(id)
    if (known !== undefined) return known
    const limit = stopOf(limits, holder, id)
    const isPerson = holder === 'person'
    const used = limit === null ? 0 : await readMinuteSeconds(tx, isPerson ? id : null)
    const room = limit === null ? Number.POSITIVE_INFINITY : limit * 60 - used
    left.set(id, room)
    return room
  }
  const chosen: string[] = []
  for (const one of waiting) {
    const ofAll = await leftOf('organisation', tx.tenantId)
    const ofOwner = await leftOf('person', one.ownerId)
    if (one.seconds > ofAll || one.seconds > ofOwner) continue
    left.set(tx.tenantId, ofAll - one.seconds)
    left.set(one.ownerId, ofOwner - one.seconds)
    chosen.push(one.meetingId)
  }
  return chosen
}
