import { Elysia } from 'elysia'
import type { Database } from '../../../db/client.ts'
import type { TenantSummary } from '../../../db/lookup.ts'
import { slugOfHost } from '../../platform/slugs.ts'
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
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Log } from '../../platform/log.ts'
import { isApiKey } from '../../platform/api-keys.ts'
import { sessionEnded } from '../../platform/errors.ts'
import { bearerOf, namedTenant } from './bearer.ts'
import { accessCookie, readCookie } from './cookies.ts'
import { bodyTooLarge, readJsonBody, smallBodyBytes } from '../json-body.ts'
import type { RouteFacts } from '../route-facts.ts'
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
  type RequestContext,
} from './request-context.ts'

/** Resolves the principal of a session or a key; null when it is not valid. */
export interface CredentialChecks {
  checkSession(
    tenantId: string,
    claims: { sessionId: string; userId: string },
  ): Promise<UserPrincipal | null>
  checkKey(tenantId: string, key: string, address: string): Promise<UserPrincipal | null>
  /** Whether the tenant has or had this key. */
  keyExists(tenantId: string, key: string): Promise<boolean>
}

export interface SessionDeps extends Omit<RequestQuotaDeps, 'log'> {
  db: Database
  log: Log
  tokens: Tokens
  credentials: CredentialChecks
  notes: AuditNotes
  /** Counts the request for the organisation's usage. */
  countRequest(ctx: UserCtx): void
  findTenant(slug: string): Promise<TenantSummary | null>
  tenantBaseDomain: string
  publicUrl: string | null
  /** Base URL of an organisation's pages. */
  homeOf(slug: string): string
}

/** Looks a route's declaration up on each request, since it is known only after all routes are registered. */
export type FactsOf = (method: string, route: string) => RouteFacts | undefined

interface Admission {
  requestContext: RequestContext
  /** Null for public routes. */
  ctx: UserCtx | null
  facts: RouteFacts
  /** RateLimit headers. */
  headers: Record<string, string>
}

interface IncomingRequest {
  request: Request
  route: string
  server: { requestIP(request: Request): { address: string } | null } | null
}

/**
 * The earliest hook of every route: finds the tenant by the host and the person by cookie or bearer token, and checks
 * what the route declared. Bodies are read only afterwards, so an unauthenticated caller gets 401 whatever they sent.
 */
export const sessionPlugin = (deps: SessionDeps, factsOf: FactsOf) => {
  const quota = createRequestQuota(deps)
  const admissions = new WeakMap<Request, Promise<Admission>>()
  const admit = (incoming: IncomingRequest): Promise<Admission> => {
    const { request } = incoming
    const admission = admissions.get(request) ?? admitRequest(deps, quota, factsOf, incoming)
    admissions.set(request, admission)
    return admission
  }
  return new Elysia({ name: 'session' })
    .decorate('admit', admit)
    .decorate('countAnonymous', quota.countAnonymous)
    .derive({ as: 'global' }, async ({ request, route, path, body, params, set, server }) => {
      set.headers['x-request-id'] = requestIdOf(request)
      const { requestContext, ctx, headers } = await admit({ request, route, server })
      lowerCaseIds(params)
      Object.assign(set.headers, headers)
      if (ctx === null) return { requestContext, ctx: undefined as never as UserCtx }
      const idempotency = readIdempotency(request, path, body)
      return { requestContext, ctx: idempotency ? { ...ctx, idempotency } : ctx }
    })
}

/** Runs before Elysia would read a body: admits the request first, then reads the JSON body if the route takes one. */
export async function readBody(context: object): Promise<object | null> {
  const incoming = context as IncomingRequest & {
    admit(incoming: IncomingRequest): Promise<Admission>
  }
  const { facts, requestContext, ctx, headers } = await incoming.admit(incoming)
  if (facts.takesBody) {
    const claimant = ctx ? claimantOf(ctx) : { tenantId: requestContext.tenant?.id ?? '' }
    return readJsonBody(incoming.request, facts.maxBytes, claimant).catch((error: unknown) => {
      throw withHeaders(headers, error)
    })
  }
  const announced = Number(incoming.request.headers.get('content-length') ?? '0')
  if (announced > smallBodyBytes) throw withHeaders(headers, bodyTooLarge(smallBodyBytes))
  return null
}

/** Authenticates and authorizes a request. Failures count for the address, which limits guessing. */
async function admitRequest(
  deps: SessionDeps,
  quota: RequestQuota,
  factsOf: FactsOf,
  { request, route, server }: IncomingRequest,
): Promise<Admission> {
  const facts = factsOf(request.method, route)
  if (facts) routeOfRequest.set(request, route)
  const peer = server?.requestIP(request)?.address ?? 'unknown'
  const address = addressOf(request, peer)
  // Signed requests have no address quota: others may share the address, and only the route can verify the signature.
  if (!facts?.isSigned) await quota.countAddress(address)
  const requestContext = await openRequestContext(deps, request, peer, facts?.need ?? 'public')
  if (requestContext.tenant) tenantOfRequest.set(request, requestContext.tenant.id)
  if (facts === undefined) {
    const headers = await quota.countAnonymous(address)
    throw withHeaders(headers, noSuchAddress())
  }
  if (facts.need === 'public') {
    const headers = facts.isSigned ? {} : await quota.countAnonymous(address)
    try {
      refuseUnknownQuery(request, facts)
    } catch (error) {
      throw withHeaders(headers, error)
    }
    return { requestContext, ctx: null, facts, headers }
  }
  const ctx = await authenticate(deps, quota, request, requestContext).catch(
    async (error: unknown) => {
      throw countsAsAnonymous(error)
        ? withHeaders(await quota.countAnonymous(address), error)
        : error
    },
  )
  const headers = await quota.count(ctx)
  deps.countRequest(ctx)
  try {
    checkAccess(ctx, facts)
    refuseUnknownQuery(request, facts)
  } catch (error) {
    if (error instanceof AppError && isDenied(error)) {
      const data = { reason: error.code, route: `${request.method} ${route}` }
      deps.notes.refused(ctx, 'access.refused', data)
    }
    throw withHeaders(headers, error)
  }
  return { requestContext, ctx, facts, headers }
}

/** Adds the RateLimit headers to an error, too. */
function withHeaders(headers: Record<string, string>, error: unknown): unknown {
  if (error instanceof AppError) Object.assign(error.headers, { ...headers, ...error.headers })
  return error
}

/** Whether a failure counts as an unauthenticated attempt; an outage does not. */
const countsAsAnonymous = (error: unknown): boolean =>
  error instanceof AppError &&
  error.code !== 'too_many_requests' &&
  error.code !== 'session_ended' &&
  errorStatuses[error.code] < 500

/** Whether an error is worth an audit row: denied access, unless the person can lift it (step-up, second factor). */
const isDenied = ({ code }: AppError): boolean =>
  errorStatuses[code] === 403 && code !== 'step_up_needed' && code !== 'second_factor_needed'

/** Checks what the route declared: scope and role first, so that nobody steps up in vain. */
function checkAccess(ctx: UserCtx, facts: RouteFacts): void {
  const { need, scope, isSessionOnly, needsStepUp, isBeforeFactor } = facts
  if (isSessionOnly && ctx.principal.credential.kind === 'key') throw sessionNeeded()
  if (!isBeforeFactor) requireFactor(ctx)
  if (scope !== null) requireScope(ctx, scope)
  if (need !== 'public' && need !== 'session') authorize(ctx, need)
  if (needsStepUp) requireFreshProof(ctx)
}

/** UUIDs are case-insensitive (RFC 9562); stored values and keys use lower case. */
function lowerCaseIds(params: Record<string, string | undefined>): void {
  for (const name in params) {
    const given = params[name]
    if (given && isUuid(given)) params[name] = given.toLowerCase()
  }
}

export type SessionPlugin = ReturnType<typeof sessionPlugin>

async function openRequestContext(
  deps: SessionDeps,
  request: Request,
  peer: string,
  need: RouteFacts['need'],
): Promise<RequestContext> {
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

/** Like `tenantOf`, but also returns a suspended tenant. */
export function anyTenantOf(requestContext: RequestContext): TenantSummary {
  if (requestContext.slug === null) throw noTenant()
  if (!requestContext.tenant) throw unknownTenant(requestContext.slug)
  if (requestContext.tenant.status === 'unproved') throw tenantUnproved()
  return requestContext.tenant
}

/** The tenant of the request's host; throws `no_tenant`, `unknown_tenant`, `tenant_unproved` or `tenant_suspended`. */
export function tenantOf(requestContext: RequestContext): TenantSummary {
  const tenant = anyTenantOf(requestContext)
  if (tenant.status === 'active') return tenant
  throw tenantSuspended()
}

async function authenticate(
  deps: SessionDeps,
  quota: RequestQuota,
  request: Request,
  requestContext: RequestContext,
): Promise<UserCtx> {
  const tenant = tenantOf(requestContext)
  const bearer = bearerOf(request)
  const isKey = bearer !== null && isApiKey(bearer)
  // A token is verified by its signature; a key needs a database lookup.
  if (isKey) quota.refuseThrottled(requestContext.address)
  const principal = isKey
    ? await principalOfKey(deps, tenant.id, bearer, requestContext)
    : await principalOfSession(deps, tenant.id, request, bearer, requestContext)
  const ctx: Ctx = {
    tenantId: tenant.id,
    requestId: requestContext.requestId,
    principal,
    locale: requestContext.locale,
    address: requestContext.address,
    signal: request.signal,
  }
  return ctx as UserCtx
}

async function principalOfKey(
  { credentials, notes }: SessionDeps,
  tenantId: string,
  key: string,
  { address, isPrivate, requestId }: RequestContext,
): Promise<UserPrincipal> {
  if (!isPrivate) throw insecureTransport()
  const principal = await credentials.checkKey(tenantId, key, address)
  if (principal) return principal
  const stranger = { ...systemCtx(tenantId, 'key', requestId), address }
  notes.refused(stranger, 'access.refused', { reason: 'key_not_valid' })
  // Another tenant's key is treated as unknown, like its sessions.
  throw (await credentials.keyExists(tenantId, key)) ? keyNotValid() : noSuchAddress()
}

async function principalOfSession(
  deps: SessionDeps,
  tenantId: string,
  request: Request,
  bearer: string | null,
  { host }: RequestContext,
): Promise<UserPrincipal> {
  const token = bearer ?? readCookie(request, accessCookie)
  const claims = token === null ? null : await deps.tokens.readAccess(token)
  if (!claims) throw notSignedIn()
  // Another tenant's token gives no access, and what it asks for does not exist here.
  if (claims.tenantId !== tenantId) throw noSuchAddress()
  if (bearer === null) refuseCrossSite(request, host)
  const principal = await deps.credentials.checkSession(tenantId, claims)
  if (principal) return principal
  throw sessionEnded()
}
