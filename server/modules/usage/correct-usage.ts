import type { Database } from '../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { addUsage } from '../../../tenants/limits/usage-counts.ts'
import { recordCorrection } from '../../../db/usage-ledger.ts'
import { findEvent, type LedgerEvent, lockSums } from './repo.ts'
import { type ManualSettlement, computeManualSettlement } from './manual-settlement.ts'

/** Why an event was not corrected; the message is for the operator. */
export class CorrectionRefused extends Error {
  override readonly name = 'CorrectionRefused'
}

export interface RightAmount {
  /** The correct amount; exactly one of the two. */
  seconds?: number
  costMicroUsd?: number
  reason: string
}

export interface Corrected {
  /** The id of the new row; null if the event was already right. */
  id: string | null
  /** The event's amount before, including earlier corrections. */
  before: number
  after: number
  /** The amount of the new row. */
  difference: number
  unit: 'seconds' | 'costMicroUsd'
  /** Whether the event is metered. */
  isMetered: boolean
  /** What the operator must settle because the meter no longer accepts it; null if there is nothing. */
  manualSettlement: ManualSettlement | null
}

/**
 * Corrects a ledger event by inserting a new row dated now, so that past days stay unchanged. Sums and the usage of
 * this month's limit follow; so does the meter until the month is invoiced. Idempotent.
 */
export async function correctUsage(
  db: Database,
  tenantId: string,
  eventId: string,
  right: RightAmount,
): Promise<Corrected> {
  const ctx = systemCtx(tenantId, 'usage', newId())
  return withTenant(db, ctx, async (tx) => {
    // Two concurrent corrections of one event would both add the difference.
    await lockSums(tx)
    const event = await findEvent(tx, eventId)
    if (!event) throw new CorrectionRefused(`There is no event ${eventId} in its ledger.`)
    const unit = unitOf(event, right)
    const after = right[unit] ?? 0
    const before = (unit === 'seconds' ? event.seconds : event.costMicroUsd) ?? 0
    const difference = after - before
    const outcome = { before, after, difference, unit, isMetered: event.isMetered }
    if (difference === 0) return { id: null, ...outcome, manualSettlement: null }
    const id = newId()
    const amounts = { seconds: null, costMicroUsd: null, [unit]: difference }
    await recordCorrection(tx, { id, of: event.id, ...amounts })
    await adjustLimitUsage(tx, event, unit, difference)
    const manualSettlement =
      unit === 'seconds'
        ? await computeManualSettlement(tx, { id, of: event.id, difference })
        : null
    const { reason } = right
    const about = {
      unit,
      before,
      after,
      reason,
      ...(manualSettlement ? toAudit(manualSettlement) : {}),
    }
    await audit(tx, ctx, 'usage.corrected', event.id, about)
    return { id, ...outcome, manualSettlement }
  })
}

const toAudit = ({ month, reason, amount }: ManualSettlement) => ({
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

/** Adjusts the usage counted towards this month's limit; past months are no longer counted. */
async function adjustLimitUsage(
  tx: TenantTx,
  { isOwnKey, isOfThisMonth, userId }: LedgerEvent,
  unit: 'seconds' | 'costMicroUsd',
  difference: number,
): Promise<void> {
  if (isOwnKey || !isOfThisMonth) return
  const name = unit === 'seconds' ? 'transcribedMinutesPerMonth' : 'modelCentsPerMonth'
  await addUsage(tx, name, userId, difference)
}
