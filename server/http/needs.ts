import type { TSchema } from '@sinclair/typebox'
import type { DocumentDecoration } from 'elysia'
import { type Permission, permissions, scopeOf } from '../platform/authorization.ts'
import type { ErrorCode } from '../platform/errors.ts'
import type { Scope } from '../platform/scopes.ts'
import { smallMostBytes } from './json-body.ts'
import { isSafeMethod } from './session/visit.ts'
import { readBody } from './session/session.ts'

export type Need = 'public' | 'session' | Permission

type RouteDetail = DocumentDecoration & {
  'x-needs': Need
  'x-failures': ErrorCode[]
  'x-most-bytes': number
  /** Not for API keys: it is about the session itself. */
  'x-session-only'?: true
  /** Only within 15 minutes of a sign-in or a step-up. */
  'x-step-up'?: true
  /** It refuses by itself what a known program has not signed. */
  'x-signed'?: true
  /** Also for somebody who must set up a second factor before anything else. */
  'x-before-factor'?: true
}

/** More than any form that people fill in takes: an item's texts in any script, two hundred participants. */
const usualMostBytes = 262_144

/**
 * What a route needs and how the API documents it, in one place: who may call it, one sentence, its group, and the
 * failures a caller should expect. A route without it refuses to boot.
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
      'x-most-bytes': isOpen ? smallMostBytes : usualMostBytes,
      ...(need === 'public' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
      'x-failures': [...usual, ...failures],
    },
  }
}

/** Gives a route the name that generated clients call it by: a verb and a noun. */
export const named = <Declared extends { detail: RouteDetail }>(
  operationId: string,
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, operationId } })

/** For what is about the caller's own session: API keys have none. */
export const sessionOnly = <Declared extends { detail: RouteDetail }>(
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-session-only': true } })

/** Requires a sign-in or step-up within the last 15 minutes, so that a stolen session cannot do it. */
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

/** What somebody may do who must set up a second factor first: setting one up, and what that takes. */
export const beforeFactor = <Declared extends { detail: RouteDetail }>(
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-before-factor': true } })

/** The scope that an API key needs for a route; null where nobody has to be signed in. */
export function scopeOfNeed(need: Need, method: string): Scope | null {
  if (need === 'public') return null
  if (need !== 'session') return scopeOf(need)
  return isSafeMethod(method.toUpperCase()) ? 'members:read' : 'members:write'
}

/** For what a known program signs: it may send more than a stranger. The route counts what is not signed (`countStranger`). */
export const signed = <Declared extends { detail: RouteDetail }>(declared: Declared): Declared => ({
  ...declared,
  detail: { ...declared.detail, 'x-signed': true },
})

/** Takes a larger body than usual: for the few routes that carry whole files. */
export const upTo = <Declared extends { detail: RouteDetail }>(
  mostBytes: number,
  declared: Declared,
): Declared => ({ ...declared, detail: { ...declared.detail, 'x-most-bytes': mostBytes } })

/** Documents an answer without checking each one against it: for the few routes where the check is a tenth of the work. */
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

/** What a route said about itself. */
export interface RouteFacts {
  need: Need
  /** What an API key must hold for it; null where nobody has to be signed in. */
  scope: Scope | null
  isSessionOnly: boolean
  needsStepUp: boolean
  /** Somebody who owes a second factor may call it. */
  isBeforeFactor: boolean
  isSigned: boolean
  takesBody: boolean
  mostBytes: number
  /** Names of its query parameters. */
  queryNames: ReadonlySet<string>
}

/** Registered by @elysiajs/swagger, which lets nobody declare anything; only the document is used. */
const documentRoutes: Record<string, Need> = {
  'GET /swagger/spec': 'public',
  'GET /swagger/document': 'public',
}

const known = new Set<unknown>(['public', 'session', ...permissions])

/** Reads what each route declared, by `METHOD path`. Throws when a route declares nothing or something unknown. */
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
      mostBytes: hooks.detail?.['x-most-bytes'] ?? smallMostBytes,
      queryNames: new Set(Object.keys(hooks.query?.properties ?? {})),
    })
  }
  if (missing.length > 0) {
    throw new Error(`These routes do not declare what they need: ${missing.join(', ')}`)
  }
  return declared
}
