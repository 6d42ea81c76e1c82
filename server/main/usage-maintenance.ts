import { listTenants, listUnsummedTenants } from '../../db/lookup.ts'
import { createRequestCountStore } from '../platform/redis/request-counts.ts'
import { fillLedger, updateSums, recordUsage } from '../modules/usage/index.ts'
import type { ProcessServices } from './services.ts'

type MaintenanceServices = Pick<ProcessServices, 'db' | 'redis' | 'log'>

const sumEveryMs = 15_000
const stockEveryMs = 15 * 60_000

/** A fault in one organisation does not hold up the others. */
async function forEach(
  tenantIds: readonly string[],
  { log }: MaintenanceServices,
  work: (tenantId: string) => Promise<unknown>,
): Promise<void> {
  for (const tenantId of tenantIds) {
    await work(tenantId).catch((error: unknown) =>
      log.warn({ err: error, tenantId }, 'The usage of an organisation could not be updated'),
    )
  }
}

const tenantIdsOf = async ({ db }: MaintenanceServices): Promise<string[]> =>
  (await listTenants(db)).map(({ id }) => id)

/** Adds new ledger rows of every organisation to its sums. */
export const sumAll = async (services: MaintenanceServices): Promise<void> =>
  forEach(await listUnsummedTenants(services.db), services, (id) => updateSums(services.db, id))

/** Records the requests of past hours and today's held quantities of every organisation. */
export async function recordAllUsage(services: MaintenanceServices): Promise<void> {
  const deps = { db: services.db, requestCounts: createRequestCountStore(services.redis) }
  await forEach(await tenantIdsOf(services), services, (id) => recordUsage(deps, id))
}

/** After an upgrade, records usage from versions without a ledger. */
const fillAll = async (services: MaintenanceServices): Promise<void> =>
  forEach(await tenantIdsOf(services), services, (id) => fillLedger(services.db, id))

/** Returns true for the one worker whose turn it is. */
const claimTurn = async ({ redis }: MaintenanceServices, what: string, everyMs: number) =>
  (await redis.commands.set(`aam:usage:${what}`, '1', 'PX', everyMs - 1_000, 'NX')) === 'OK'

/** Keeps ledger and sums up to date, in whichever worker comes first. Returns a function that stops it. */
export function startUsageMaintenance(services: MaintenanceServices): () => void {
  const attempt = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) =>
      services.log.warn({ err: error }, 'Usage could not be updated'),
    )
  const every = (
    ms: number,
    what: string,
    work: (services: MaintenanceServices) => Promise<void>,
  ) => {
    // While Redis or the database is down, attempts do not pile up.
    let isBusy = false
    const run = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      await attempt(async () => {
        if (await claimTurn(services, what, ms)) await work(services)
      })
      isBusy = false
    }
    const timer = setInterval(() => void run(), ms)
    timer.unref()
    return timer
  }
  void attempt(() => fillAll(services))
  const timers = [every(sumEveryMs, 'sum', sumAll), every(stockEveryMs, 'stock', recordAllUsage)]
  return () => timers.forEach((timer) => clearInterval(timer))
}
