import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { within } from '../platform/deadline.ts'
import { Closed, OneOf } from './contract.ts'
import { needs } from './needs.ts'

const PartHealth = Closed({
  state: OneOf(['up', 'degraded', 'down'] as const),
  latencyMs: Type.Union([Type.Number(), Type.Null()]),
  detail: Type.Union([Type.String(), Type.Null()]),
})
export type PartHealth = Static<typeof PartHealth>

const Readiness = Closed({
  ready: Type.Boolean(),
  state: OneOf(['ready', 'not_ready', 'draining'] as const),
  parts: Type.Record(Type.String(), PartHealth),
  provider: Type.Optional(
    Type.String({ description: 'What fills the sections; it is named, not asked' }),
  ),
})
type Readiness = Static<typeof Readiness>

/** Null means up, a string degraded with that detail, `{ up }` up with a detail; a `PartHealth` is used as it is. */
export type HealthCheck = () => Promise<string | null | { up: string } | PartHealth>

const deadlineMs = 2_000

/** Runs all checks in parallel; a part that does not answer within two seconds is down. */
export async function checkHealth(checks: Record<string, HealthCheck>): Promise<Readiness> {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await checkPart(check)] as const),
  )
  const ready = parts.every(([, part]) => part.state !== 'down')
  return { ready, state: ready ? 'ready' : 'not_ready', parts: Object.fromEntries(parts) }
}

/**
 * Concurrent callers share one run of the checks. The route is public: many requests at once must neither occupy the
 * checked pools nor make a healthy process report that it is not ready.
 */
export function shareHealthCheck(checks: Record<string, HealthCheck>): () => Promise<Readiness> {
  let inFlight: Promise<Readiness> | undefined
  return () =>
    (inFlight ??= checkHealth(checks).finally(() => {
      inFlight = undefined
    }))
}

async function checkPart(check: HealthCheck): Promise<PartHealth> {
  const startedAt = performance.now()
  try {
    const answer = await within(deadlineMs, check(), () => new Error('no answer within 2 s'))
    if (answer !== null && typeof answer === 'object' && 'state' in answer) return answer
    const isUp = answer === null || typeof answer === 'object'
    const detail = answer !== null && typeof answer === 'object' ? answer.up : answer
    const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10
    return { state: isUp ? 'up' : 'degraded', latencyMs, detail }
  } catch (error) {
    return { state: 'down', latencyMs: null, detail: reasonOf(error) }
  }
}

/** Returns codes only: driver messages can contain host and user names. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') return code
  return error instanceof Error && error.message.startsWith('no answer')
    ? error.message
    : 'cannot be reached'
}

/** `isDraining`: the process still answers, but is about to stop and must get no new work. */
export const healthRoutes = (
  readReadiness: () => Promise<Readiness>,
  provider: string,
  isDraining: () => boolean,
) =>
  new Elysia({ prefix: '/health', normalize: false })
    .get('/live', () => ({ live: true }), {
      ...needs('public', 'Health', 'The process answers'),
      response: { 200: Closed({ live: Type.Boolean() }) },
    })
    .get(
      '/ready',
      async ({ set }) => {
        set.headers['cache-control'] = 'no-store'
        const draining = { ready: false, state: 'draining', parts: {} } as const
        const readiness = isDraining() ? draining : await readReadiness()
        set.status = readiness.ready ? 200 : 503
        return { ...readiness, provider }
      },
      {
        ...needs('public', 'Health', 'Database, Redis, storage, workers and providers are there'),
        response: { 200: Readiness, 503: Readiness },
      },
    )
