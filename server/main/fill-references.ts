import { listTenants } from '../../db/lookup.ts'
import { findMissingReferences } from '../modules/analysis/index.ts'
import { systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { ProcessServices } from './services.ts'

type FillServices = Pick<ProcessServices, 'db' | 'packs' | 'log'>

/**
 * After an upgrade: looks up the people named in items of older runs, in every organisation, one run at a time. A fault
 * in one organisation does not hold up the others; the next start continues with what is left.
 */
export async function fillAllReferences(
  services: FillServices,
  signal: AbortSignal,
): Promise<number> {
  let count = 0
  for (const { id: tenantId } of await listTenants(services.db)) {
    const ctx = systemCtx(tenantId, 'references', newId())
    try {
      while (!signal.aborted && (await findMissingReferences(services, ctx))) count += 1
    } catch (error) {
      services.log.warn(
        { err: error, tenantId },
        'The people named in older results were not looked up',
      )
    }
  }
  return count
}

/** Starts it in the background. Returns a function that stops it after the current run. */
export function startFillingReferences(services: FillServices): () => void {
  const stopping = new AbortController()
  fillAllReferences(services, stopping.signal).catch((error: unknown) =>
    services.log.warn({ err: error }, 'The people named in older results were not looked up'),
  )
  return () => stopping.abort()
}
