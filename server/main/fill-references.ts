import { listTenants } from '../../db/lookup.ts'
import { findMissingReferences } from '../modules/analysis/index.ts'
import { systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { ProcessServices } from './services.ts'

type FillServices = Pick<ProcessServices, 'db' | 'packs' | 'log'>

/**
 * After an upgrade: looks up, in every organisation and one run at a time, whom the items of older runs name. A fault in
 * one organisation keeps none of the others waiting; what is left is found at the next start.
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
      services.log.warn({ err: error, tenantId }, 'Whom older results name was not looked up')
    }
  }
  return count
}

/** Starts it in the background. Returns what stops it after the run in hand. */
export function startFillingReferences(services: FillServices): () => void {
  const stopping = new AbortController()
  fillAllReferences(services, stopping.signal).catch((error: unknown) =>
    services.log.warn({ err: error }, 'Whom older results name was not looked up'),
  )
  return () => stopping.abort()
}
