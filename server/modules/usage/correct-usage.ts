import type { Database } from '../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../platform/audit.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { addUse } from '../../platform/limits/uses.ts'
import { recordCorrection } from '../../platform/usage/ledger.ts'
import { findEvent, type LedgerEvent, lockSums } from './repo.ts'
import { type ByHand, settleByHand } from './settle-by-hand.ts'

/** Why an event was not corrected; the message is for the operator. */
export class CorrectionRefused extends Error {
  override readonly name = 'CorrectionRefused'
}

export interface RightAmount {
  /** What the event should have been; one of the two. */
  seconds?: number
  costMicroUsd?: number
  reason: string
}

export interface Corrected {
  /** Of the new row; null where the event was right already. */
  id: string | null
  /** What the event came to before, earlier corrections included. */
  before: number
  after: number
  /** What the new row holds. */
  difference: number
  unit: 'seconds' | 'costMicroUsd'
  /** Whether the meter knows of the event. */
  isMetered: boolean
  /** What the meter cannot put right any more, so that the operator has to; null where there is nothing. */
  byHand: ByHand | null
}

/**
 * Corrects an event of the ledger by a new row, as of now: days that are over stay as they were. Sums and what is used of
 * the month's limit follow, and so does the meter as long as its month is not invoiced. Saying the same again changes nothing. Throws CorrectionRefused.
 */
export async function correctUsage(
  db: Database,
  tenantId: string,
  eventId: string,
  right: RightAmount,
): Promise<Corrected> {
  const ctx = systemCtx(tenantId, 'usage', newId())
  return withTenant(db, ctx, async (tx) => {
    // Two who correct one event at once would both add the difference.
    await lockSums(tx)
    const event = await findEvent(tx, eventId)
    if (!event) throw new CorrectionRefused(`There is no event ${eventId} in its ledger.`)
    const unit = unitOf(event, right)
    const after = right[unit] ?? 0
    const before = (unit === 'seconds' ? event.seconds : event.costMicroUsd) ?? 0
    const difference = after - before
    const outcome = { before, after, difference, unit, isMetered: event.isMetered }
    if (difference === 0) return { id: null, ...outcome, byHand: null }
    const id = newId()
    const amounts = { seconds: null, costMicroUsd: null, [unit]: difference }
    await recordCorrection(tx, { id, of: event.id, ...amounts })
    await giveBack(tx, event, unit, difference)
    const byHand =
      unit === 'seconds' ? await settleByHand(tx, { id, of: event.id, difference }) : null
    const { reason } = right
    const about = { unit, before, after, reason, ...(byHand ? toAudit(byHand) : {}) }
    await audit(tx, ctx, 'usage.corrected', event.id, about)
    return { id, ...outcome, byHand }
  })
}

const toAudit = ({ month, reason, amount }: ByHand) => ({
  billedMonth: month,
  meterNotTold: reason,
  owedMinor: amount?.minor ?? null,
  currency: amount?.currency ?? null,
})

function unitOf(
  event: LedgerEvent,
  { seconds, costMicroUsd }: RightAmount,
): 'seconds' | 'costMicroUsd' {
  if (event.corrects)
    throw new CorrectionRefused('This row is a correction; name the event that it corrects.')
  if ((seconds === undefined) === (costMicroUsd === undefined))
    throw new CorrectionRefused('Say either how many seconds, or what cost, is right.')
  if (seconds !== undefined && event.kind !== 'transcription')
    throw new CorrectionRefused('Only a transcription has seconds; this event is none.')
  if (costMicroUsd !== undefined && event.kind !== 'model')
    throw new CorrectionRefused('Only a call to a model has a cost; this event is none.')
  return seconds === undefined ? 'costMicroUsd' : 'seconds'
}

/** What counts towards the limit of this month follows; of months that are over nothing is counted any more. */
async function giveBack(
  tx: TenantTx,
  { isOwnKey, isOfThisMonth, userId }: LedgerEvent,
  unit: 'seconds' | 'costMicroUsd',
  difference: number,
): Promise<void> {
  if (isOwnKey || !isOfThisMonth) return
  const name = unit === 'seconds' ? 'transcribedMinutesPerMonth' : 'modelCentsPerMonth'
  await addUse(tx, name, userId, difference)
}
