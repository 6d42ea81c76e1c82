import type { RedisConnections } from '../platform/redis/open-redis.ts'
import { within } from '../platform/deadline.ts'

export const providerKinds = ['speech', 'model', 'mail'] as const
export type ProviderKind = (typeof providerKinds)[number]

/** The latest known state of one of the operator's providers. */
export interface ProviderState {
  atMs: number
  /** Duration of the probe or call. */
  latencyMs: number
  /** An error code, or null if it succeeded. */
  fault: string | null
}

export interface ProviderStates {
  /** Never throws and does not block. */
  record(kind: ProviderKind, state: Omit<ProviderState, 'atMs'>): void
  /** The newest state from any process; null if there is none. Never throws. */
  read(kind: ProviderKind): Promise<ProviderState | null>
}

const key = 'aam:provider-signs'
const keptSeconds = 600
/** How often an unchanged state is published again. */
const repeatEveryMs = 5_000
const readWithinMs = 500

/**
 * What calls and probes have shown about providers, shared by all processes: workers make the calls, the API reports
 * the state.
 */
export function createProviderStates({ commands }: RedisConnections): ProviderStates {
  const own = new Map<ProviderKind, ProviderState>()
  const published = new Map<ProviderKind, ProviderState>()

  const publish = (kind: ProviderKind, state: ProviderState): void => {
    const before = published.get(kind)
    const isNews = before?.fault !== state.fault || state.atMs - before.atMs > repeatEveryMs
    // Writes queued for Redis would all arrive once it is back.
    if (!isNews || commands.status !== 'ready') return
    published.set(kind, state)
    commands.hset(key, kind, JSON.stringify(state)).catch(() => undefined)
    commands.expire(key, keptSeconds).catch(() => undefined)
  }
  const readShared = async (kind: ProviderKind): Promise<ProviderState | null> => {
    if (commands.status !== 'ready') return null
    const reading = commands.hget(key, kind)
    const text = await within(readWithinMs, reading, () => new Error('late')).catch(() => null)
    return text === null ? null : (JSON.parse(text) as ProviderState)
  }
  return {
    record(kind, heard) {
      const state = { ...heard, atMs: Date.now() }
      own.set(kind, state)
      publish(kind, state)
    },
    async read(kind) {
      const shared = await readShared(kind)
      const ours = own.get(kind) ?? null
      return shared && (!ours || shared.atMs > ours.atMs) ? shared : ours
    },
  }
}
