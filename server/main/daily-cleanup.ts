import { listTenants } from '../../db/lookup.ts'
import { withTenant } from '../../db/tenant.ts'
import { deleteEmptiedKeys } from '../../tenants/rekey/index.ts'
import { dropOldEvents, dropOldWarnings } from '../modules/billing/index.ts'
import { deleteOldLinks } from '../modules/identity/index.ts'
import { deleteUnproved } from '../modules/identity/sign-up/index.ts'
import { deleteOldMails } from '../modules/mail/index.ts'
import { cleanUploads } from '../modules/media/index.ts'
import { systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { deleteOldUsage } from '../../tenants/limits/usage-counts.ts'
import type { ProcessServices } from './services.ts'

const everyMs = 60 * 60_000
const dayMs = 24 * everyMs

/**
 * Deletes in every organisation what `aam cleanup --uploads` would, and counts of past periods; a fault in one
 * organisation does not hold up the others.
 */
export async function cleanAll(
  services: Pick<ProcessServices, 'db' | 'files' | 'log' | 'rekey'>,
): Promise<void> {
  for (const { id: tenantId } of await listTenants(services.db)) {
    const ctx = systemCtx(tenantId, 'cleanup', newId())
    const clean = async (): Promise<void> => {
      await cleanUploads(services, ctx, { isDryRun: false })
      await withTenant(services.db, ctx, async (tx) => {
        await deleteOldUsage(tx)
        await dropOldWarnings(tx)
        await dropOldEvents(tx)
        await deleteOldMails(tx)
        await deleteOldLinks(tx)
        await deleteUnproved(tx)
      })
      await deleteEmptiedKeys(services.rekey, tenantId)
    }
    await clean().catch((error: unknown) =>
      services.log.warn({ err: error, tenantId }, 'The daily cleanup of an organisation failed'),
    )
  }
}

/** Returns true for the one process that claims the day's cleanup. */
export const claimDay = async (
  { redis }: Pick<ProcessServices, 'redis'>,
  nowMs = Date.now(),
): Promise<boolean> => {
  const day = `aam:cleaned:${Math.floor(nowMs / dayMs)}`
  return (await redis.commands.set(day, '1', 'PX', 2 * dayMs, 'NX')) === 'OK'
}

/** Runs the cleanup once a day, in whichever worker claims it first. Returns a function that stops it. */
export function startDailyCleanup(services: ProcessServices): () => void {
  const run = async (): Promise<void> => {
    if (await claimDay(services)) await cleanAll(services)
  }
  const timer = setInterval(() => {
    run().catch((error: unknown) => services.log.warn({ err: error }, 'The daily cleanup failed'))
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
