import type { TenantTx } from '../../../db/tenant.ts'
import type { Reached } from './refuse.ts'
import { readLimits } from './stored-limits.ts'
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
  await tx.sql`
    delete from minute_reservations where tenant_id = ${tx.tenantId}
      and (meeting_id = ${meetingId} or expires_at <= clock_timestamp())`
  const reserved = await readReserved(tx, ownerId)
  for (const { holder, id } of holdersOf(tx, ownerId)) {
    const limit = limits.of(name, holder, id)
    const before = (used.get(id) ?? 0) + reserved[holder]
    if (limit === null || inUnitOf(name, before + seconds) <= limit) continue
    const isTooLong = inUnitOf(name, seconds) > limit
    return { name, holder, limit, used: Math.floor(inUnitOf(name, before)), isTooLong }
  }
  await tx.sql`
    insert into minute_reservations (tenant_id, meeting_id, owner_id, fence, seconds, expires_at)
    values (${tx.tenantId}, ${meetingId}, ${ownerId}, ${fence}, ${seconds},
      clock_timestamp() + make_interval(secs => ${heldSeconds}))`
  return null
}

/** What calls under way may still take, of all and of one person. */
async function readReserved(
  tx: TenantTx,
  ownerId: string | null,
): Promise<{ organisation: number; person: number }> {
  const [row] = await tx.sql<{ organisation: number; person: number }[]>`
    select coalesce(sum(seconds), 0)::float8 as organisation,
      coalesce(sum(seconds) filter (where owner_id = ${ownerId}::uuid), 0)::float8 as person
    from minute_reservations where tenant_id = ${tx.tenantId} and expires_at > clock_timestamp()`
  return row ?? { organisation: 0, person: 0 }
}

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
): Promise<LimitWarning | null> {
  await releaseMinutes(tx, attempt)
  if (seconds <= 0) return null
  const { used, limits } = await addUse(tx, name, ownerId, seconds)
  return warningOf(tx, name, used, limits)
}

/** Seconds of the month that are used or reserved, of the organisation or of one person. */
export async function readMinuteSeconds(tx: TenantTx, userId: string | null): Promise<number> {
  const used = (await readUses(tx, name, userId)).get(userId ?? tx.tenantId) ?? 0
  const reserved = await readReserved(tx, userId)
  return used + reserved[userId === null ? 'organisation' : 'person']
}

/** Of recordings that wait, those that fit into what is left, taken in their order. */
export async function chooseFitting(
  tx: TenantTx,
  waiting: readonly WaitingMinutes[],
): Promise<string[]> {
  const limits = await readLimits(tx)
  const left = new Map<string, number>()
  const leftOf = async (holder: 'organisation' | 'person', id: string): Promise<number> => {
    const known = left.get(id)
    if (known !== undefined) return known
    const limit = limits.of(name, holder, id)
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
