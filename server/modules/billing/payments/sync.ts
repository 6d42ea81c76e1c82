import type { Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { countMembers } from '../../../../tenants/limits/capacity.ts'
import { type ExternalSubscription, type Payments, PaymentsRefused } from '../ports.ts'
import { drainReports, endNow } from './end-now.ts'
import {
  applyFetch,
  beginFetch,
  completeEvents,
  findAuditedPlan,
  type Fetch,
  findClosedAt,
  findSubscription,
  isHeldByOther,
  lockPlan,
  saveSubscription,
  type StoredSubscription,
} from './repo.ts'
import { endLapsedHold, PlanHeld, withPlanHeld } from './plan-hold.ts'
import {
  isInForce,
  subscriptionToStore,
  type Unwanted,
  findUnwantedReason,
} from './subscription-state.ts'

export interface SyncDeps {
  db: Database
  /** Null when card payments are off. */
  payments: Payments | null
}

type Outcome = 'no customer' | 'out of date' | 'as it was' | 'changed'

interface Through {
  db: Database
  payments: Payments
  isAudited: boolean
  /** The hold of the plan change that runs this sync. */
  holdId: string | null
}

/**
 * Fetches the organisation's subscription from the provider and stores it, unless a later fetch was stored meanwhile;
 * so it is safe to run at any time and repeatedly. Updates the paid seats and ends unwanted subscriptions. Changes that
 * a person requested were already audited in their name. Throws what the port throws, and `PlanHeld` during a plan
 * change.
 */
export async function syncBilling(
  deps: SyncDeps,
  ctx: Ctx,
  { isAudited = true, holdId = null }: Partial<Pick<Through, 'isAudited' | 'holdId'>> = {},
): Promise<Outcome> {
  const { payments } = deps
  if (!payments) return 'no customer'
  const through = { db: deps.db, payments, isAudited, holdId }
  const { outcome, external, fetch, unwanted } = await syncOnce(through, ctx)
  if (outcome === 'out of date' || !fetch || !external || !isInForce(external)) return outcome
  // A subscriber must not be able to pay for a second subscription on a page that is still open.
  await payments.closeCheckouts(fetch.customerId)
  for (const double of external.doubles)
    await endUnwanted(through, ctx, {
      id: double,
      reason: 'paid_twice',
      isCredited: true,
      isDouble: true,
    })
  if (unwanted) return endCurrent(through, ctx, { id: external.id, ...unwanted })
  if (!(await updateSeats(through, ctx, fetch, external))) return outcome
  await syncOnce(through, ctx)
  return 'changed'
}

/** Ends the stored subscription, or the one that would be stored; charges usage until then. */
async function endCurrent(
  through: Through,
  ctx: Ctx,
  unwanted: Unwanted & { id: string },
): Promise<Outcome> {
  await withPlanHeld(through.db, ctx, async (hold) => {
    if (unwanted.reason === 'organisation_closed') await drainReports(through, ctx)
    await endUnwanted(through, ctx, unwanted, () => (hold.isMade = true))
    await syncOnce({ ...through, holdId: hold.id }, ctx)
    return true
  })
  return 'changed'
}

/** Paid seats: the people who can sign in. */
export const seatsOf = async (tx: TenantTx): Promise<number> => Math.max(1, await countMembers(tx))

/** Returns false if the seats are already right. A cancelled subscription also pays for its seats until it ends. */
async function updateSeats(
  { db, payments }: Through,
  ctx: Ctx,
  fetch: Fetch,
  external: ExternalSubscription,
): Promise<boolean> {
  const seats = await withTenant(db, ctx, seatsOf)
  if (seats === external.seats || external.status === 'unpaid') return false
  const key = `seats/${external.id}/${fetch.seq}`
  await payments.setSeats({ subscriptionId: external.id, seats }, key)
  return true
}

interface Synced {
  outcome: Outcome
  external: ExternalSubscription | null
  fetch: Fetch | null
  unwanted: Unwanted | null
}

async function syncOnce({ db, payments, isAudited, holdId }: Through, ctx: Ctx): Promise<Synced> {
  const fetch = await withTenant(db, ctx, beginFetch)
  if (!fetch) return { outcome: 'no customer', external: null, fetch, unwanted: null }
  const external = await read(payments, fetch.customerId)
  const { outcome, unwanted } = await withTenant(db, ctx, async (tx) => {
    const written = await write(tx, fetch, external, holdId)
    if (isAudited && written.changes)
      await audit(tx, ctx, 'plan.changed', ctx.tenantId, written.changes)
    return written
  })
  return { outcome, external, fetch, unwanted }
}

/**
 * Nobody pays twice or for what they cannot use: the amount paid for a credited subscription covers the next invoices.
 */
async function endUnwanted(
  { db, payments }: Through,
  ctx: Ctx,
  {
    id: subscriptionId,
    reason,
    ...how
  }: { id: string; reason: string; isCredited: boolean; isDouble?: boolean },
  onEnded?: () => void,
): Promise<void> {
  const isEnded = await endNow(payments, { subscriptionId, ...how })
  onEnded?.()
  // Of several concurrent syncs, one has ended it.
  if (!isEnded) return
  await withTenant(db, ctx, (tx) => audit(tx, ctx, 'plan.cancelled', ctx.tenantId, { reason }))
}

/** A customer deleted at the provider has no subscription any more. */
async function read(payments: Payments, customerId: string): Promise<ExternalSubscription | null> {
  try {
    return await payments.readSubscription(customerId)
  } catch (error) {
    if (error instanceof PaymentsRefused && error.code === 'customer_gone') return null
    throw error
  }
}

interface Written {
  outcome: Outcome
  unwanted: Unwanted | null
  /** For the audit, if the plan has changed. */
  changes?: { from: string | null; to: string; paidBy: string; status: string }
}

async function write(
  tx: TenantTx,
  fetch: Fetch,
  external: ExternalSubscription | null,
  holdId: string | null,
): Promise<Written> {
  await lockPlan(tx)
  if (await isHeldByOther(tx, holdId)) throw new PlanHeld()
  if (!(await applyFetch(tx, fetch))) return { outcome: 'out of date', unwanted: null }
  await completeEvents(tx, fetch)
  const before = await findSubscription(tx)
  const unwanted = findUnwantedReason(external, before, await findClosedAt(tx))
  const after =
    unwanted?.reason === 'paid_by_invoice' ? null : subscriptionToStore(external, before)
  if (!after) return { outcome: 'as it was', unwanted }
  await saveSubscription(tx, after)
  const wasHeld = await endLapsedHold(tx)
  if (!isOtherPlan(before, after)) return { outcome: 'as it was', unwanted }
  // The holder has already audited the change and only failed to see it stored.
  if (wasHeld && (await findAuditedPlan(tx)) === nameOf(after))
    return { outcome: 'changed', unwanted }
  const { paidBy, status } = after
  const changes = { from: before && nameOf(before), to: nameOf(after), paidBy, status }
  return { outcome: 'changed', unwanted, changes }
}

const nameOf = ({ planId, planVersion }: StoredSubscription): string => `${planId}@${planVersion}`

const isOtherPlan = (before: StoredSubscription | null, after: StoredSubscription): boolean =>
  before === null ||
  nameOf(before) !== nameOf(after) ||
  before.status !== after.status ||
  before.paidBy !== after.paidBy

export const syncSubscription = defineJob<'billing.sync', SyncDeps>('billing.sync', (deps, ctx) =>
  syncBilling(deps, ctx),
)
