import { isApiKey } from '../../platform/api-keys.ts'
import type { RouteFacts } from '../route-facts.ts'
import { tenantHeaderRefused } from './refusals.ts'

/** The tenant named in `X-Aam-Tenant`, for programs with an API key whose HTTP client cannot set the host. */
export function namedTenant(request: Request, need: RouteFacts['need']): string | null {
  const named = request.headers.get('x-aam-tenant')
  if (named === null) return null
  if (need === 'public' || !isApiKey(bearerOf(request) ?? '')) throw tenantHeaderRefused()
  return named.trim().toLowerCase()
}

export const bearerOf = (request: Request): string | null =>
  /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
