import type { DocumentDecoration } from 'elysia'
import { type Permission, permissions } from '../platform/authorization.ts'
import type { ErrorCode } from '../platform/errors.ts'

export type Need = 'public' | 'session' | Permission

type RouteDetail = DocumentDecoration & { 'x-needs': Need; 'x-failures': ErrorCode[] }

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
): { detail: RouteDetail } {
  const usual: ErrorCode[] = need === 'public' ? [] : ['unauthenticated', 'forbidden']
  return {
    detail: {
      summary,
      tags: [group],
      ...(description ? { description } : {}),
      'x-needs': need,
      ...(need === 'public' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
      'x-failures': [...usual, ...failures],
    },
  }
}

interface DeclaredRoute {
  method: string
  path: string
  hooks: { detail?: { 'x-needs'?: unknown } }
}

/** Registered by @elysiajs/swagger, which lets nobody declare anything; only the document is used. */
const documentRoutes: Record<string, Need> = {
  'GET /swagger/spec': 'public',
  'GET /swagger/document': 'public',
}

const known = new Set<unknown>(['public', 'session', ...permissions])

/** Reads what each route declared, by `METHOD path`. Throws when a route declares nothing or something unknown. */
export function collectNeeds(routes: DeclaredRoute[]): Map<string, Need> {
  const declared = new Map<string, Need>()
  const missing: string[] = []
  for (const { method, path, hooks } of routes) {
    const need = hooks.detail?.['x-needs'] ?? documentRoutes[`${method} ${path}`]
    if (known.has(need)) declared.set(`${method} ${path}`, need as Need)
    else missing.push(`${method} ${path}`)
  }
  if (missing.length > 0) {
    throw new Error(`These routes do not declare what they need: ${missing.join(', ')}`)
  }
  return declared
}
