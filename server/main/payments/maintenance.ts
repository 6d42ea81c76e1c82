import { listBillingLag, listUnreconciled } from '../../../db/lookup.ts'
import { withTenant } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import {
  type MeterCheck,
  type MeterSpan,
  markReconciled,
  recentMonths,
  reconcileMeter,
} from '../../modules/billing/index.ts'
import { PaymentsUnavailable } from '../../modules/billing/ports.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import type { ProcessServices } from '../services.ts'

type BillingServices = Pick<ProcessServices, 'db' | 'redis' | 'log' | 'payments'>

const lagEveryMs = 60_000
const lagSeconds = 60
const reconcileEveryMs = 5 * 60_000
/** How long a worker has a customer to itself, whatever the outcome. */
const claimMs = 15 * 60_000
const customersAtOnce = 4
const dayMs = 24 * 60 * 60_000

/** Queues again provider events that were not handled and reports that were not sent. */
export async function enqueueLagging({ db }: Pick<BillingServices, 'db'>): Promise<number> {
  const lagging = await listBillingLag(db, lagSeconds)
  for (const { tenantId, hasEvents, hasReports } of lagging)
    await withTenant(db, systemCtx(tenantId, 'billing', newId()), async (tx) => {
      const payload = { organisationId: tenantId }
      if (hasEvents) await enqueue(tx, 'billing.sync', payload)
      if (hasReports) await enqueue(tx, 'billing.report', payload)
    })
  return lagging.length
}

/** The outcome for one organisation; `fault` if it could not be compared. */
export type Reconciled = { tenantId: string } & (
  | { check: MeterCheck; fault: null }
  | { check: null; fault: string; isUnavailable: boolean }
)

type ReconcileServices = Pick<BillingServices, 'db' | 'payments' | 'log'>

/**
 * Compares each customer's ledger with the provider's meter and fixes differences; also fetches the subscription state,
 * to cover lost webhooks. A fault with one customer does not hold up the others.
 */
export async function reconcileAll(
  services: ReconcileServices,
  tenantIds: readonly string[],
  span: MeterSpan,
): Promise<Reconciled[]> {
  const done: Reconciled[] = []
  for (const tenantId of tenantIds) {
    const one = await reconcileOne(services, tenantId, span)
    if (one) done.push(one)
  }
  return done
}

/** Returns null if the organisation is not a customer of the provider. */
async function reconcileOne(
  { db, payments, log }: ReconcileServices,
  tenantId: string,
  span: MeterSpan,
): Promise<Reconciled | null> {
  if (!payments) return null
  try {
    await withTenant(db, systemCtx(tenantId, 'billing', newId()), (tx) =>
      enqueue(tx, 'billing.sync', { organisationId: tenantId }),
    )
    const check = await reconcileMeter({ db, payments }, tenantId, span)
    for (const difference of check?.differences ?? [])
      log.warn({ tenantId, ...difference }, 'Ledger and meter differ')
    return check && { tenantId, check, fault: null }
  } catch (error) {
    log.warn({ err: error, tenantId }, 'The meter of an organisation could not be compared')
    const isUnavailable = error instanceof PaymentsUnavailable
    return { tenantId, check: null, fault: (error as Error).message, isUnavailable }
  }
}

/**
 * Compares every customer once a day (UTC), the ones checked longest ago first. Claims a customer before and marks it
 * after, so that workers share them and a stopped worker loses nothing. Ends early while the provider is unreachable.
 * Returns how many were compared.
 */
export async function reconcileDue(services: BillingServices, now = new Date()): Promise<number> {
  const before = new Date(Math.floor(now.getTime() / dayMs) * dayMs)
  const span = recentMonths(now)
  let count = 0
  for (;;) {
    const due = await listUnreconciled(services.db, {
      before,
      reportsSince: span.from,
      atMost: 25 * customersAtOnce,
    })
    const done = await reconcileSome(services, due, span)
    count += done.filter((outcome) => outcome === 'done').length
    // If nothing is left to claim, other workers have the rest.
    if (done.includes('unavailable') || !done.includes('done')) return count
  }
}

type Outcome = 'done' | 'claimed' | 'unavailable'

async function reconcileSome(
  services: BillingServices,
  due: readonly string[],
  span: MeterSpan,
): Promise<Outcome[]> {
  const waiting = due.values()
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (const tenantId of waiting) {
      if (outcomes.includes('unavailable')) return
      outcomes.push(await reconcileClaimed(services, tenantId, span))
    }
  }
  await Promise.all(Array.from({ length: customersAtOnce }, work))
  return outcomes
}

async function reconcileClaimed(
  services: BillingServices,
  tenantId: string,
  span: MeterSpan,
): Promise<Outcome> {
  const claim = `reconcile:${tenantId}`
  if (!(await claimTurn(services, claim, claimMs))) return 'claimed'
  const one = await reconcileOne(services, tenantId, span)
  if (one?.check === null && one.isUnavailable) {
    await services.redis.commands.del(keyOf(claim))
    return 'unavailable'
  }
  // The claim is kept until it expires: another worker may still have the customer on its list.
  await withTenant(services.db, { tenantId }, markReconciled)
  return 'done'
}

const keyOf = (what: string): string => `aam:billing:${what}`

/** Returns true for the one worker whose turn it is. */
const claimTurn = async ({ redis }: BillingServices, what: string, forMs: number) =>
  (await redis.commands.set(keyOf(what), '1', 'PX', forMs, 'NX')) === 'OK'

/** Keeps the provider's state and ours in sync, in whichever worker comes first. Returns a function that stops it. */
export function startBillingMaintenance(services: BillingServices): () => void {
  if (!services.payments) return () => undefined
  const every = (ms: number, work: () => Promise<unknown>) => {
    // While Redis, the database or the provider is down, attempts do not pile up.
    let isBusy = false
    const run = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      await work().catch((error: unknown) =>
        services.log.warn({ err: error }, 'Payments could not be updated'),
      )
      isBusy = false
    }
    const timer = setInterval(() => void run(), ms)
    timer.unref()
    return timer
  }
  const timers = [
    every(lagEveryMs, async () => {
      if (await claimTurn(services, 'lag', lagEveryMs - 1_000)) await enqueueLagging(services)
    }),
    every(reconcileEveryMs, () => reconcileDue(services)),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}
