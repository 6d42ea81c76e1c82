import type { TenantTx } from '../../db/tenant.ts'
import { minutesLimitOf, paidMinuteOf } from './paid-minutes.ts'
import type { Holder, Reached } from './limit-reached.ts'
import { type MinutesRequest, readReserved, releaseMinutes, writeReservation } from './repo.ts'
import { type Limits, readLimits } from './stored-limits.ts'
import { addUsage, holdersOf, inUnitOf, readUsage, warningOf } from './usage-counts.ts'
import type { LimitWarning } from './warnings.ts'

export { type MinutesRequest, releaseMinutes, renewMinutes } from './repo.ts'

const name = 'transcribedMinutesPerMonth'

type WaitingMinutes = Omit<MinutesRequest, 'fence'>

/** `isTooLong`: the recording alone exceeds the limit of a whole month. */
export type MinutesReached = Reached & { isTooLong: boolean }

/** Minutes per month after which recordings wait; null when they never do. */
const limitOfMinutes = (limits: Limits, holder: Holder, holderId: string): number | null =>
  holder === 'organisation' ? minutesLimitOf(limits, holderId) : limits.of(name, holder, holderId)

/**
 * Whether a person's recordings may have to wait for minutes, the organisation's or their own. Paid minutes count, too:
 * an owner can set a cap at any time, and running transcriptions then count towards it.
 */
export const hasMinutesLimit = (limits: Limits, tenantId: string, ownerId: string): boolean =>
  paidMinuteOf(limits, tenantId) !== null ||
  limitOfMinutes(limits, 'organisation', tenantId) !== null ||
  limitOfMinutes(limits, 'person', ownerId) !== null

/**
 * Reserves the minutes that a recording may take and replaces an earlier reservation of its meeting. Returns the limit
 * if it would be exceeded; the transaction must then not be committed. Concurrent callers wait for each other, so that
 * none exceeds a limit. A reservation that is not renewed expires after a minute.
 */
export async function reserveMinutes(
  tx: TenantTx,
  { meetingId, fence, ownerId, seconds }: MinutesRequest,
): Promise<MinutesReached | null> {
  const { used, limits } = await addUsage(tx, name, ownerId, 0)
  const reserved = await writeReservation(tx, { meetingId, fence, ownerId, seconds })
  for (const { holder, id } of holdersOf(tx, ownerId)) {
    const limit = limitOfMinutes(limits, holder, id)
    const before = (used.get(id) ?? 0) + reserved[holder]
    if (limit === null || inUnitOf(name, before + seconds) <= limit) continue
    const isTooLong = inUnitOf(name, seconds) > limit
    return { name, holder, limit, used: Math.floor(inUnitOf(name, before)), isTooLong }
  }
  return null
}

/** Replaces a reservation by the transcribed seconds; returns the warning that the owners should get, if any. */
export async function settleMinutes(
  tx: TenantTx,
  { ownerId, seconds, ...attempt }: MinutesRequest,
  isReserved: boolean,
): Promise<LimitWarning | null> {
  if (isReserved) await releaseMinutes(tx, attempt)
  if (seconds <= 0) return null
  const { used, limits } = await addUsage(tx, name, ownerId, seconds)
  return warningOf(tx, name, used, limits)
}

/** Used and reserved seconds of the month, for the organisation or for one person. */
export async function readMinuteSeconds(tx: TenantTx, userId: string | null): Promise<number> {
  const used = (await readUsage(tx, name, userId)).get(userId ?? tx.tenantId) ?? 0
  const reserved = await readReserved(tx, userId)
  return used + reserved[userId === null ? 'organisation' : 'person']
}

/** Selects the waiting recordings that fit into the remaining minutes, in their order. */
export async function selectFitting(
  tx: TenantTx,
  waiting: readonly WaitingMinutes[],
): Promise<string[]> {
  const limits = await readLimits(tx)
  const left = new Map<string, number>()
  const leftOf = async (holder: Holder, id: string): Promise<number> => {
    const known = left.get(id)
    if (known !== undefined) return known
    const limit = limitOfMinutes(limits, holder, id)
    const isPerson = holder === 'person'
    const used = limit === null ? 0 : await readMinuteSeconds(tx, isPerson ? id : null)
    const room = limit === null ? Number.POSITIVE_INFINITY : limit * 60 - used
    left.set(id, room)
    return room
  }
  const chosen: string[] = []
  for (const one of waiting) {
    const organisationLeft = await leftOf('organisation', tx.tenantId)
    const ownerLeft = await leftOf('person', one.ownerId)
    if (one.seconds > organisationLeft || one.seconds > ownerLeft) continue
    left.set(tx.tenantId, organisationLeft - one.seconds)
    left.set(one.ownerId, ownerLeft - one.seconds)
    chosen.push(one.meetingId)
  }
  return chosen
}
