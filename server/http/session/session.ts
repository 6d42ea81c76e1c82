import { Elysia } from 'elysia'
import type { Database } from '../../../db/client.ts'
import type { TenantSummary } from '../../../db/lookup.ts'
import { slugOfHost } from '../../modules/identity/tenant-by-host.ts'
import {
  authorize,
  requireFactor,
  requireFreshProof,
  requireScope,
} from '../../platform/authorization.ts'
import { type Ctx, systemCtx, type UserPrincipal } from '../../platform/context.ts'
import { AppError, errorStatuses, noSuchAddress } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import { isUuid } from '../../platform/ids.ts'
import type { AuditNotes } from '../../platform/audit-notes.ts'
import type { Log } from '../../platform/log.ts'
import { isApiKey } from '../../modules/identity/keys/key-format.ts'
import { sessionEnded } from '../../modules/identity/refresh-session.ts'
import { bearerOf, namedTenant } from './bearer.ts'
import { accessCookie, readCookie } from './cookies.ts'
import { bodyTooLarge, readJsonBody, smallMostBytes } from '../json-body.ts'
import type { RouteFacts } from '../needs.ts'
import {
  keyNotValid,
  noTenant,
  notSignedIn,
  tenantSuspended,
  tenantUnproved,
  unknownTenant,
} from './refusals.ts'
import { createRequestQuota, type RequestQuota, type RequestQuotaDeps } from './request-quota.ts'
import type { Tokens } from './tokens.ts'
import {
  addressOf,
  insecureTransport,
  isPrivateConnection,
  localeOf,
  originOf,
  readIdempotency,
  refuseCrossSite,
  refuseUnknownQuery,
  requestIdOf,
  routeOfRequest,
  sessionNeeded,
  tenantOfRequest,
  type UserCtx,
  type Visit,
} from './visit.ts'

/** Who stands behind a session or a key; null where it is not in force. */
export interface CredentialChecks {
  checkSession(
    tenantId: string,
    claims: { sessionId: string; userId: string },
  ): Promise<UserPrincipal | null>
  checkKey(tenantId: string, key: string, address: string): Promise<UserPrincipal | null>
  /** Whether the tenant has, or had, that key. */
  keyExists(tenantId: string, key: string): Promise<boolean>
}

export interface SessionDeps extends Omit<RequestQuotaDeps, 'log'> {
  db: Database
  log: Log
  tokens: Tokens
  credentials: CredentialChecks
  notes: AuditNotes
  /** Counts what an organisation asks for. */
  countRequest(ctx: UserCtx): void
  findTenant(slug: string): Promise<TenantSummary | null>
  tenantBaseDomain: string
  publicUrl: string | null
  /** Where an organisation's pages are. */
  homeOf(slug: string): string
}

/** Filled once all routes are known; read on each request. */
export type FactsOf = (method: string, route: string) => RouteFacts | undefined

interface Entry {
  visit: Visit
  /** Null where nobody has to be signed in. */
  ctx: UserCtx | null
  facts: RouteFacts
  /** What is left of what the caller may ask for. */
  headers: Record<string, string>
}

interface Arriving {
  request: Request
  route: string
  server: { requestIP(request: Request): { address: string } | null } | null
}

/**
 * The earliest hook of every route: finds the tenant by the host, the person by cookie or bearer token, and checks what
 * the route declared. Bodies are read only afterwards, so a stranger gets 401 whatever was sent.
 */
export const sessionPlugin = (deps: SessionDeps, factsOf: FactsOf) => {
  const quota = createRequestQuota(deps)
  const entries = new WeakMap<Request, Promise<Entry>>()
  const enter = (arriving: Arriving): Promise<Entry> => {
    const { request } = arriving
    const entered = entries.get(request) ?? openEntry(deps, quota, factsOf, arriving)
    entries.set(request, entered)
    return entered
  }
  return new Elysia({ name: 'session' })
    .decorate('enter', enter)
    .decorate('countStranger', quota.countStranger)
    .derive({ as: 'global' }, async ({ request, route, path, body, params, set, server }) => {
      set.headers['x-request-id'] = requestIdOf(request)
      const { visit, ctx, headers } = await enter({ request, route, server })
      foldIds(params)
      Object.assign(set.headers, headers)
      if (ctx === null) return { visit, ctx: undefined as never as UserCtx }
      const idempotency = readIdempotency(request, path, body)
      return { visit, ctx: idempotency ? { ...ctx, idempotency } : ctx }
    })
}

/** Runs before Elysia would read a body: lets in first, and then reads what the route takes as JSON. */
export async function readBody(context: object): Promise<object | null> {
  const arriving = context as Arriving & { enter(arriving: Arriving): Promise<Entry> }
  const { facts, visit, ctx, headers } = await arriving.enter(arriving)
  if (facts.takesBody) {
    const claimant = ctx ? claimantOf(ctx) : { tenantId: visit.tenant?.id ?? '' }
    return readJsonBody(arriving.request, facts.mostBytes, claimant).catch((error: unknown) => {
      throw telling(headers, error)
    })
  }
  const announced = Number(arriving.request.headers.get('content-length') ?? '0')
  if (announced > smallMostBytes) throw telling(headers, bodyTooLarge(smallMostBytes))
  return null
}

/** What is not let in counts for its address, so that guessing comes to an end. */
async function openEntry(
  deps: SessionDeps,
  quota: RequestQuota,
  factsOf: FactsOf,
  { request, route, server }: Arriving,
): Promise<Entry> {
  const facts = factsOf(request.method, route)
  if (facts) routeOfRequest.set(request, route)
  const peer = server?.requestIP(request)?.address ?? 'unknown'
  const address = addressOf(request, peer)
  // Who has signed is refused for no address: others may have the same, and only the route finds out who has.
  if (!facts?.isSigned) await quota.enter(address)
  const visit = await openVisit(deps, request, peer, facts?.need ?? 'public')
  if (visit.tenant) tenantOfRequest.set(request, visit.tenant.id)
  if (facts === undefined) {
    const headers = await quota.countStranger(address)
    throw telling(headers, noSuchAddress())
  }
  if (facts.need === 'public') {
    const headers = facts.isSigned ? {} : await quota.countStranger(address)
    try {
      refuseUnknownQuery(request, facts)
    } catch (error) {
      throw telling(headers, error)
    }
    return { visit, ctx: null, facts, headers }
  }
  const ctx = await authenticate(deps, quota, request, visit).catch(async (error: unknown) => {
    throw isStranger(error) ? telling(await quota.countStranger(address), error) : error
  })
  const headers = await quota.count(ctx)
  deps.countRequest(ctx)
  try {
    admit(ctx, facts)
    refuseUnknownQuery(request, facts)
  } catch (error) {
    if (error instanceof AppError && isRefusal(error)) {
      const data = { reason: error.code, route: `${request.method} ${route}` }
      deps.notes.refused(ctx, 'access.refused', data)
    }
    throw telling(headers, error)
  }
  return { visit, ctx, facts, headers }
}

/** A refusal says what is left as well. */
function telling(headers: Record<string, string>, error: unknown): unknown {
  if (error instanceof AppError) Object.assign(error.headers, { ...headers, ...error.headers })
  return error
}

/** Nobody who is known here; what a service that is away made of it is no guess. */
const isStranger = (error: unknown): boolean =>
  error instanceof AppError &&
  error.code !== 'too_many_requests' &&
  error.code !== 'session_ended' &&
  errorStatuses[error.code] < 500

/** What somebody may not do; what they can end by themselves, or wrote wrongly, is no refusal. */
const isRefusal = ({ code }: AppError): boolean =>
  errorStatuses[code] === 403 && code !== 'step_up_needed' && code !== 'second_factor_needed'

/** Checks what the route declared: scope and role first, so that nobody proves who they are for nothing. */
function admit(ctx: UserCtx, facts: RouteFacts): void {
  const { need, scope, isSessionOnly, needsStepUp, isBeforeFactor } = facts
  if (isSessionOnly && ctx.principal.credential.kind === 'key') throw sessionNeeded()
  if (!isBeforeFactor) requireFactor(ctx)
  if (scope !== null) requireScope(ctx, scope)
  if (need !== 'public' && need !== 'session') authorize(ctx, need)
  if (needsStepUp) requireFreshProof(ctx)
}

/** Ids compare without case (RFC 9562); what is stored and named after them has one spelling. */
function foldIds(params: Record<string, string | undefined>): void {
  for (const name in params) {
    const given = params[name]
    if (given && isUuid(given)) params[name] = given.toLowerCase()
  }
}

export type SessionPlugin = ReturnType<typeof sessionPlugin>

async function openVisit(
  deps: SessionDeps,
  request: Request,
  peer: string,
  need: RouteFacts['need'],
): Promise<Visit> {
  const host = request.headers.get('host') ?? new URL(request.url).host
  const slug = namedTenant(request, need) ?? slugOfHost(host, deps.tenantBaseDomain)
  const tenant = slug === null ? null : await deps.findTenant(slug)
  return {
    requestId: requestIdOf(request),
    tenant,
    slug,
    host,
    origin: originOf(request, host, deps.publicUrl),
    home: deps.homeOf(tenant?.slug ?? slug ?? ''),
    address: addressOf(request, peer),
    locale: localeOf(request, tenant),
    isPrivate: isPrivateConnection(request, host, peer, deps.publicUrl),
  }
}

/** The same, also where it is suspended. */
export function anyTenantOf(visit: Visit): TenantSummary {
  if (visit.slug === null) throw noTenant()
  if (!visit.tenant) throw unknownTenant(visit.slug)
  if (visit.tenant.status === 'unproved') throw tenantUnproved()
  return visit.tenant
}

/** The tenant that the address names; throws `no_tenant`, `unknown_tenant` or `tenant_suspended`. */
export function tenantOf(visit: Visit): TenantSummary {
  const tenant = anyTenantOf(visit)
  if (tenant.status === 'active') return tenant
  throw tenantSuspended()
}

async function authenticate(
  deps: SessionDeps,
  quota: RequestQuota,
  request: Request,
  visit: Visit,
): Promise<UserCtx> {
  const tenant = tenantOf(visit)
  const bearer = bearerOf(request)
  const isKey = bearer !== null && isApiKey(bearer)
  // A token is told by its signature; a key costs a look into the database.
  if (isKey) quota.requireTrust(visit.address)
  const principal = isKey
    ? await principalOfKey(deps, tenant.id, bearer, visit)
    : await principalOfSession(deps, tenant.id, request, bearer, visit)
  const ctx: Ctx = {
    tenantId: tenant.id,
    requestId: visit.requestId,
    principal,
    locale: visit.locale,
    address: visit.address,
    signal: request.signal,
  }
  return ctx as UserCtx
}

async function principalOfKey(
  { credentials, notes }: SessionDeps,
  tenantId: string,
  key: string,
  { address, isPrivate, requestId }: Visit,
): Promise<UserPrincipal> {
  if (!isPrivate) throw insecureTransport()
  const principal = await credentials.checkKey(tenantId, key, address)
  if (principal) return principal
  const stranger = { ...systemCtx(tenantId, 'key', requestId), address }
  notes.refused(stranger, 'access.refused', { reason: 'key_not_valid' })
  // Another tenant's key is as good as none, like its sessions.
  throw (await credentials.keyExists(tenantId, key)) ? keyNotValid() : noSuchAddress()
}

async function principalOfSession(
  deps: SessionDeps,
  tenantId: string,
  request: Request,
  bearer: string | null,
  { host }: Visit,
): Promise<UserPrincipal> {
  const token = bearer ?? readCookie(request, accessCookie)
  const claims = token === null ? null : await deps.tokens.readAccess(token)
  if (!claims) throw notSignedIn()
  // Another tenant's token is as good as none, and what it asks for does not exist here.
  if (claims.tenantId !== tenantId) throw noSuchAddress()
  if (bearer === null) refuseCrossSite(request, host)
  const principal = await deps.credentials.checkSession(tenantId, claims)
  if (principal) return principal
  throw sessionEnded()
}
