import { listTenants } from '../../db/lookup.ts'
import { findCorsGaps } from '../adapters/s3/preflight.ts'
import type { HealthCheck } from '../http/health.ts'
import { tenantOrigin } from '../http/session/tenant-origin.ts'
import type { Config } from '../platform/config.ts'
import type { ProcessServices } from './services.ts'

const preflightMs = 1_500

/**
 * Checks whether browsers may upload recordings directly to outside storage, for the origins of the first and the last
 * organisation: a CORS rule that names only one of them would exclude the others. Undefined with the built-in storage,
 * which pages reach through AAM itself.
 */
export function checkCors(
  { db, addresses: { s3 } }: Pick<ProcessServices, 'db' | 'addresses'>,
  config: Pick<Config, 'publicUrl' | 'tenantBaseDomain' | 'port'>,
): HealthCheck | undefined {
  const { publicEndpoint: endpoint, bucket } = s3
  if (endpoint === undefined) return undefined
  return async () => {
    // The storage can be checked even if the database is down.
    const tenants = await listTenants(db).catch(() => [])
    const slugs = tenants.map(({ slug }) => slug)
    const asked = [...new Set([slugs[0] ?? 'demo', slugs.at(-1) ?? 'demo'])]
    const signal = AbortSignal.timeout(preflightMs)
    const gaps = await Promise.all(
      asked.map((slug) => findCorsGaps({ endpoint, bucket }, tenantOrigin(slug, config), signal)),
    ).catch(() => undefined)
    // Browsers may reach an address that this machine does not.
    if (!gaps) return 'the storage does not answer here where browsers would reach it'
    const missing = [...new Set(gaps.flat())]
    return missing.length === 0
      ? null
      : `the storage lets no recording in from the browser; its CORS rule lacks ${missing.join('; ')}`
  }
}
