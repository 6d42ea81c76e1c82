import { listTenants, listUnsummedTenants } from '../../db/lookup.ts'
import { createRequestCountStore } from '../adapters/redis/request-counts.ts'
import { fillLedger, sumUp, takeStock } from '../modules/usage/index.ts'
import type { ProcessServices } from './services.ts'

type UpkeepServices = Pick<ProcessServices, 'db' | 'redis' | 'log'>

const sumEveryMs = 15_000
const stockEveryMs = 15 * 60_000

/** A fault in one organisation keeps none of the others waiting. */
async function forEach(
  tenantIds: readonly string[],
  { log }: UpkeepServices,
  work: (tenantId: string) => Promise<unknown>,
): Promise<void> {
  for (const tenantId of tenantIds) {
    await work(tenantId).catch((error: unknown) =>
      log.warn({ err: error, tenantId }, 'The usage of an organisation was not brought up to date'),
    )
  }
}

const tenantIdsOf = async ({ db }: UpkeepServices): Promise<string[]> =>
  (await listTenants(db)).map(({ id }) => id)

/** Adds to the sums of every organisation what has come to its ledger. */
export const sumAll = async (services: UpkeepServices): Promise<void> =>
  forEach(await listUnsummedTenants(services.db), services, (id) => sumUp(services.db, id))

/** Enters requests of hours that are over, and what is held today, of every organisation. */
export async function takeAllStock(services: UpkeepServices): Promise<void> {
  const deps = { db: services.db, requestCounts: createRequestCountStore(services.redis) }
  await forEach(await tenantIdsOf(services), services, (id) => takeStock(deps, id))
}

/** Enters, after an upgrade, what versions before the ledger did. */
const fillAll = async (services: UpkeepServices): Promise<void> =>
  forEach(await tenantIdsOf(services), services, (id) => fillLedger(services.db, id))

/** True for the one worker whose turn it is. */
const takeTurn = async ({ redis }: UpkeepServices, what: string, everyMs: number) =>
  (await redis.commands.set(`aam:usage:${what}`, '1', 'PX', everyMs - 1_000, 'NX')) === 'OK'

/** Keeps ledger and sums up to date, whichever worker comes first. Returns what stops it. */
export function startUsageUpkeep(services: UpkeepServices): () => void {
  const attempt = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) =>
      services.log.warn({ err: error }, 'Usage was not brought up to date'),
    )
  const every = (ms: number, what: string, work: (services: UpkeepServices) => Promise<void>) => {
    // While Redis or the database is away, no second attempt waits behind the first one.
    let isBusy = false
    const run = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      await attempt(async () => {
        if (await takeTurn(services, what, ms)) await work(services)
      })
      isBusy = false
    }
    const timer = setInterval(() => void run(), ms)
    timer.unref()
    return timer
  }
  void attempt(() => fillAll(services))
  const timers = [every(sumEveryMs, 'sum', sumAll), every(stockEveryMs, 'stock', takeAllStock)]
  return () => timers.forEach((timer) => clearInterval(timer))
}
