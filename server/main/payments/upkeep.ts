import { listBillingCustomers, listBillingLag } from '../../../db/lookup.ts'
import { withTenant } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import {
  type MeterCheck,
  type MeterSpan,
  recentMonths,
  reconcileMeter,
} from '../../modules/billing/index.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import type { ProcessServices } from '../services.ts'

type BillingServices = Pick<ProcessServices, 'db' | 'redis' | 'log' | 'payments'>

const lagEveryMs = 60_000
const lagSeconds = 60
const nightlyEveryMs = 60 * 60_000
const dayMs = 24 * nightlyEveryMs

/** Asks again for what the provider told us and nobody followed up, and for what its meter was not told. */
export async function askAgain({ db }: Pick<BillingServices, 'db'>): Promise<number> {
  const lagging = await listBillingLag(db, lagSeconds)
  for (const { tenantId, hasEvents, hasReports } of lagging)
    await withTenant(db, systemCtx(tenantId, 'billing', newId()), async (tx) => {
      const payload = { organisationId: tenantId }
      if (hasEvents) await enqueue(tx, 'billing.sync', payload)
      if (hasReports) await enqueue(tx, 'billing.report', payload)
    })
  return lagging.length
}

/** What became of one organisation; `fault` where it could not be compared. */
export type Reconciled = { tenantId: string } & (
  | { check: MeterCheck; fault: null }
  | { check: null; fault: string }
)

/**
 * Compares the ledger of each customer of the provider with its meter, and mends what differs; fetches how its
 * subscription stands as well, so that what was never told is made up for. A fault in one keeps none of the others waiting.
 */
export async function reconcileAll(
  services: Pick<BillingServices, 'db' | 'payments' | 'log'>,
  tenantIds: readonly string[],
  span: MeterSpan,
): Promise<Reconciled[]> {
  const { db, payments, log } = services
  if (!payments) return []
  const done: Reconciled[] = []
  for (const tenantId of tenantIds) {
    try {
      await withTenant(db, systemCtx(tenantId, 'billing', newId()), (tx) =>
        enqueue(tx, 'billing.sync', { organisationId: tenantId }),
      )
      const check = await reconcileMeter({ db, payments }, tenantId, span)
      if (check) done.push({ tenantId, check, fault: null })
    } catch (error) {
      log.warn({ err: error, tenantId }, 'The meter of an organisation was not compared')
      done.push({ tenantId, check: null, fault: (error as Error).message })
    }
  }
  return done
}

async function reconcileNightly(services: BillingServices): Promise<void> {
  const all = await listBillingCustomers(services.db)
  for (const { tenantId, check } of await reconcileAll(services, all, recentMonths()))
    for (const difference of check?.differences ?? [])
      services.log.warn({ tenantId, ...difference }, 'Ledger and meter differed')
}

/** True for the one worker whose turn it is. */
const takeTurn = async ({ redis }: BillingServices, what: string, forMs: number) =>
  (await redis.commands.set(`aam:billing:${what}`, '1', 'PX', forMs, 'NX')) === 'OK'

/** Keeps what the provider holds and what we hold together, whichever worker comes first. Returns what stops it. */
export function startBillingUpkeep(services: BillingServices): () => void {
  if (!services.payments) return () => undefined
  const every = (ms: number, work: () => Promise<unknown>) => {
    // While Redis, the database or the provider is away, no second attempt waits behind the first one.
    let isBusy = false
    const run = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      await work().catch((error: unknown) =>
        services.log.warn({ err: error }, 'Payments were not brought up to date'),
      )
      isBusy = false
    }
    const timer = setInterval(() => void run(), ms)
    timer.unref()
    return timer
  }
  const timers = [
    every(lagEveryMs, async () => {
      if (await takeTurn(services, 'lag', lagEveryMs - 1_000)) await askAgain(services)
    }),
    every(nightlyEveryMs, async () => {
      const day = `reconciled:${Math.floor(Date.now() / dayMs)}`
      if (await takeTurn(services, day, 2 * dayMs)) await reconcileNightly(services)
    }),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}
