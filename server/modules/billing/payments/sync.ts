import type { Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { audit } from '../../../platform/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { countMembers } from '../../../platform/limits/held.ts'
import { type ExternalSubscription, type Payments, PaymentsRefused } from '../ports.ts'
import {
  applyFetch,
  beginFetch,
  completeEvents,
  type Fetch,
  findSubscription,
  lockPlan,
  saveSubscription,
  type StoredSubscription,
} from './repo.ts'
import { standingOf } from './standing.ts'

export interface SyncDeps {
  db: Database
  /** Null where nobody is paid by card. */
  payments: Payments | null
}

type Outcome = 'no customer' | 'out of date' | 'as it was' | 'changed'

/**
 * Fetches how the organisation's subscription stands at the provider and writes that down, unless a fetch that began later
 * was written meanwhile; so it does not matter how often, and after what, it is done. Has the people of the organisation
 * paid for. A change that somebody asked for was audited in their name already. Throws what the port throws.
 */
export async function syncBilling(
  deps: SyncDeps,
  ctx: Ctx,
  { isAudited = true }: { isAudited?: boolean } = {},
): Promise<Outcome> {
  const { payments } = deps
  if (!payments) return 'no customer'
  const write = { db: deps.db, payments, isAudited }
  const { outcome, external, fetch } = await syncOnce(write, ctx)
  if (!external || !fetch || !isPaidFor(external)) return outcome
  const seats = await withTenant(deps.db, ctx, seatsOf)
  if (seats === external.seats) return outcome
  const key = `seats/${external.id}/${fetch.seq}`
  await payments.setSeats({ subscriptionId: external.id, seats }, key)
  await syncOnce(write, ctx)
  return 'changed'
}

/** People that are paid for: those who can sign in. */
export const seatsOf = async (tx: TenantTx): Promise<number> => Math.max(1, await countMembers(tx))

const isPaidFor = ({ status, cancelsAt }: ExternalSubscription): boolean =>
  cancelsAt === null && (status === 'active' || status === 'trialing' || status === 'past_due')

interface Synced {
  outcome: Outcome
  external: ExternalSubscription | null
  fetch: Fetch | null
}

async function syncOnce(
  { db, payments, isAudited }: { db: Database; payments: Payments; isAudited: boolean },
  ctx: Ctx,
): Promise<Synced> {
  const fetch = await withTenant(db, ctx, beginFetch)
  if (!fetch) return { outcome: 'no customer', external: null, fetch }
  const external = await read(payments, fetch.customerId)
  const { outcome, isNew } = await withTenant(db, ctx, async (tx) => {
    const written = await write(tx, fetch, external)
    if (isAudited && written.changes)
      await audit(tx, ctx, 'plan.changed', ctx.tenantId, written.changes)
    return written
  })
  for (const double of external?.doubles ?? []) await endDouble({ db, payments }, ctx, double)
  // Whoever has one must not be able to pay for a second one on a page that is still open.
  if (isNew) await payments.closeCheckouts(fetch.customerId)
  return { outcome, external, fetch }
}

/** Nobody pays twice: of two the first stays, and what was paid for the other one pays the next invoices. */
async function endDouble(
  { db, payments }: { db: Database; payments: Payments },
  ctx: Ctx,
  subscriptionId: string,
): Promise<void> {
  await payments.endNow({ subscriptionId, isCredited: true }, `double/${subscriptionId}`)
  await withTenant(db, ctx, (tx) =>
    audit(tx, ctx, 'plan.cancelled', ctx.tenantId, { reason: 'paid_twice' }),
  )
}

/** What a customer had whom somebody deleted at the provider is over. */
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
  /** There was none, or another one, before. */
  isNew: boolean
  /** For the audit, where another plan holds now. */
  changes?: { from: string | null; to: string; paidBy: string; status: string }
}

async function write(
  tx: TenantTx,
  fetch: Fetch,
  external: ExternalSubscription | null,
): Promise<Written> {
  await lockPlan(tx)
  if (!(await applyFetch(tx, fetch))) return { outcome: 'out of date', isNew: false }
  await completeEvents(tx, fetch)
  const before = await findSubscription(tx)
  const after = standingOf(external, before)
  if (!after) return { outcome: 'as it was', isNew: false }
  await saveSubscription(tx, after)
  const isNew = after.externalId !== null && after.externalId !== before?.externalId
  if (!isOtherPlan(before, after)) return { outcome: 'as it was', isNew }
  const { paidBy, status } = after
  const changes = { from: before && nameOf(before), to: nameOf(after), paidBy, status }
  return { outcome: 'changed', isNew, changes }
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
