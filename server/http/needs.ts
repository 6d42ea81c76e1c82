import type { TSchema } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'
import { permissions, scopeOf } from '../platform/authorization.ts'
import type { ErrorCode } from '../platform/errors.ts'
import type { Scope } from '../platform/scopes.ts'
import { smallBodyBytes } from './json-body.ts'
import { isSafeMethod } from './session/request-context.ts'
import { readBody } from './session/session.ts'
import type { Need, RouteFacts } from './route-facts.ts'

type RouteDetail = DocumentDecoration & {
  'x-needs': Need
  'x-failures': ErrorCode[]
  'x-most-bytes': number
  /** Not available to API keys: the route is about the session itself. */
  'x-session-only'?: true
  /** Requires a sign-in or a step-up within the last 15 minutes. */
  'x-step-up'?: true
  /** The route itself rejects requests that a known program has not signed. */
  'x-signed'?: true
  /** Available to people who still have to set up a required second factor. */
  'x-before-factor'?: true
}

/** Enough for the largest form: an item's texts in any script, or two hundred participants. */
const defaultBodyBytes = 262_144

/**
 * Declares what a route needs and how the API documents it: who may call it, its group, a one-sentence summary and the
 * failures to expect. The application does not start if a route lacks it.
 */
export function needs(
  need: Need,
  group: string,
  summary: string,
  failures: ErrorCode[] = [],
  description?: string,
): { parse: typeof readBody; detail: RouteDetail } {
  const isOpen = need === 'public' || need === 'session'
  const usual: ErrorCode[] = need === 'public' ? [] : ['unauthenticated', 'forbidden']
  return {
    parse: readBody,
    detail: {
      summary,
      tags: [group],
      ...(description ? { description } : {}),
      'x-needs': need,
      'x-most-bytes': isOpen ? smallBodyBytes : defaultBodyBytes,
      ...(need === 'public' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
      'x-failures': [...usual, ...failures],
    },
  }
}

/** Sets the route's operation id, which generated clients use as a name: a verb and a noun. */
export const named = <Declared extends { detail: RouteDetail }>(
  operationId: string,
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, operationId } })

/** For routes about the caller's own session; API keys have none. */
export const sessionOnly = <Declared extends { detail: RouteDetail }>(
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-session-only': true } })

/** Requires a sign-in or step-up within the last 15 minutes, so that a stolen session is not enough. */
export const steppedUp = <Declared extends { detail: RouteDetail }>(
  declared: Declared,
): Declared => ({
  ...declared,
  detail: {
    ...declared.detail,
    'x-step-up': true,
    'x-failures': [...declared.detail['x-failures'], 'step_up_needed'],
  },
})

/** For routes that stay available until a required second factor is set up: those that set it up. */
export const beforeFactor = <Declared extends { detail: RouteDetail }>(
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-before-factor': true } })

/** The scope that an API key needs for a route; null for public routes. */
export function scopeOfNeed(need: Need, method: string): Scope | null {
  if (need === 'public') return null
  if (need !== 'session') return scopeOf(need)
  return isSafeMethod(method.toUpperCase()) ? 'members:read' : 'members:write'
}

/**
 * For requests signed by a known program, which get no anonymous quota. The route counts unsigned ones
 * (`countAnonymous`).
 */
export const signed = <Declared extends { detail: RouteDetail }>(declared: Declared): Declared => ({
  ...declared,
  detail: { ...declared.detail, 'x-signed': true },
})

/** Raises the body limit, for the few routes that accept whole files. */
export const upTo = <Declared extends { detail: RouteDetail }>(
  maxBytes: number,
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-most-bytes': maxBytes } })

/** Documents a response without validating each one, for the few routes where validation is a tenth of the work. */
export const unchecked = (
  declared: { detail: RouteDetail },
  answer: TSchema,
): { detail: RouteDetail } => ({
  detail: {
    ...declared.detail,
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: answer as never } } },
    },
  },
})

interface DeclaredRoute {
  method: string
  path: string
  hooks: {
    detail?: {
      'x-needs'?: unknown
      'x-most-bytes'?: number
      'x-session-only'?: true
      'x-step-up'?: true
      'x-before-factor'?: true
      'x-signed'?: true
    }
    body?: unknown
    query?: { properties?: Record<string, unknown> }
  }
}

/** Registered by @elysiajs/swagger, which offers no way to declare needs; only the generated document is used. */
const documentRoutes: Record<string, Need> = {
  'GET /swagger/spec': 'public',
  'GET /swagger/document': 'public',
}

const known = new Set<unknown>(['public', 'session', ...permissions])

/** Collects the declarations of all routes, by `METHOD path`. Throws when one is missing or unknown. */
export function collectFacts(routes: DeclaredRoute[]): Map<string, RouteFacts> {
  const declared = new Map<string, RouteFacts>()
  const missing: string[] = []
  for (const { method, path, hooks } of routes) {
    const need = hooks.detail?.['x-needs'] ?? documentRoutes[`${method} ${path}`]
    if (!known.has(need)) missing.push(`${method} ${path}`)
    declared.set(`${method} ${path}`, {
      need: need as Need,
      scope: scopeOfNeed(need as Need, method),
      isSessionOnly: hooks.detail?.['x-session-only'] ?? false,
      needsStepUp: hooks.detail?.['x-step-up'] ?? false,
      isBeforeFactor: hooks.detail?.['x-before-factor'] ?? false,
      isSigned: hooks.detail?.['x-signed'] ?? false,
      takesBody: hooks.body !== undefined,
      maxBytes: hooks.detail?.['x-most-bytes'] ?? smallBodyBytes,
      queryNames: new Set(Object.keys(hooks.query?.properties ?? {})),
    })
  }
  if (missing.length > 0) {
    throw new Error(`These routes do not declare what they need: ${missing.join(', ')}`)
  }
  return declared
}
