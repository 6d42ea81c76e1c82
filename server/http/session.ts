import { Elysia } from 'elysia'
import type { Database } from '../../db/client.ts'
import type { TenantSummary } from '../../db/lookup.ts'
import { checkSession } from '../modules/identity/check-session.ts'
import { slugOfHost } from '../modules/identity/tenant-by-host.ts'
import type { SessionCache } from '../modules/identity/ports.ts'
import { authorize, type Permission } from '../platform/authorization.ts'
import type { Ctx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { accessCookie, readCookie } from './cookies.ts'
import type { Need } from './needs.ts'
import { createRateLimit } from './rate-limit.ts'
import type { Tokens } from './tokens.ts'
import {
  isPrivateConnection,
  localeOf,
  readIdempotency,
  refuseCrossSite,
  requestIdOf,
  tenantOfRequest,
  type UserCtx,
  type Visit,
} from './visit.ts'

export interface SessionDeps {
  db: Database
  log: Log
  tokens: Tokens
  sessionCache: SessionCache
  findTenant(slug: string): Promise<TenantSummary | null>
  tenantBaseDomain: string
  publicUrl: string | null
}

/** Filled once all routes are known; read on each request. */
export type NeedOf = (method: string, route: string) => Need | undefined

/**
 * The earliest hook of every route: finds the tenant by the host, the person by cookie or bearer token, and checks what
 * the route declared. Bodies are validated only afterwards, so a stranger gets 401 and not 422.
 */
export const sessionPlugin = (deps: SessionDeps, needOf: NeedOf) => {
  const countRequest = createRateLimit()
  return new Elysia({ name: 'session' }).derive(
    { as: 'global' },
    async ({ request, route, path, body, set, server }) => {
      const visit = await openVisit(deps, request, server?.requestIP(request)?.address ?? 'unknown')
      set.headers['x-request-id'] = visit.requestId
      if (visit.tenant) tenantOfRequest.set(request, visit.tenant.id)
      const need = needOf(request.method, route)
      if (need === undefined) throw new AppError('not_found', 'There is no such address.')
      if (need === 'public') return { visit, ctx: undefined as never as UserCtx }
      const ctx = await authenticate(deps, request, visit)
      if (need !== 'session') authorize(ctx, need as Permission)
      Object.assign(set.headers, countRequest(ctx))
      const idempotency = readIdempotency(request, path, body)
      return { visit, ctx: idempotency ? { ...ctx, idempotency } : ctx }
    },
  )
}

export type SessionPlugin = ReturnType<typeof sessionPlugin>

async function openVisit(deps: SessionDeps, request: Request, address: string): Promise<Visit> {
  const host = request.headers.get('host') ?? new URL(request.url).host
  const slug = slugOfHost(host, deps.tenantBaseDomain)
  const tenant = slug === null ? null : await deps.findTenant(slug)
  return {
    requestId: requestIdOf(request),
    tenant,
    slug,
    host,
    address,
    locale: localeOf(request, tenant),
    isPrivate: isPrivateConnection(request, host, deps.publicUrl),
  }
}

/** The tenant that the address names; throws `no_tenant`, `unknown_tenant` or `tenant_suspended`. */
export function tenantOf(visit: Visit): TenantSummary {
  if (visit.slug === null) {
    throw new AppError(
      'no_tenant',
      'This address names no organisation. Use your organisation’s own address, e.g. demo.localhost.',
    )
  }
  if (!visit.tenant) {
    throw new AppError(
      'unknown_tenant',
      `There is no organisation at the address “${visit.slug}”. Check the spelling.`,
    )
  }
  if (visit.tenant.status !== 'active') {
    throw new AppError(
      'tenant_suspended',
      'This organisation is suspended. Its owner can ask the operator to resume it; nothing was deleted.',
    )
  }
  return visit.tenant
}

async function authenticate(deps: SessionDeps, request: Request, visit: Visit): Promise<UserCtx> {
  const tenant = tenantOf(visit)
  const authorization = request.headers.get('authorization')
  const bearer = authorization?.startsWith('Bearer ') ? authorization.slice(7) : null
  const token = bearer ?? readCookie(request, accessCookie)
  const claims = token === null ? null : await deps.tokens.readAccess(token)
  if (!claims) {
    throw new AppError(
      'unauthenticated',
      'Sign in first, or send a bearer token that is still valid.',
    )
  }
  // Another tenant's token is as good as none, and what it asks for does not exist here.
  if (claims.tenantId !== tenant.id) throw new AppError('not_found', 'There is no such address.')
  if (bearer === null) refuseCrossSite(request, visit.host)
  const principal = await checkSession(deps, tenant.id, claims)
  if (!principal) {
    throw new AppError('session_ended', 'Your session has ended. Sign in again; nothing was lost.')
  }
  const ctx: Ctx = {
    tenantId: tenant.id,
    requestId: visit.requestId,
    principal,
    locale: visit.locale,
  }
  return ctx as UserCtx
}
