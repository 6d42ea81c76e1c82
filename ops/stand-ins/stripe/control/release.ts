import { bodyOf, post, type Waiting, type Webhooks } from '../webhooks/deliver.ts'
import { sign } from '../webhooks/sign.ts'

export const forgeries = ['wrong_secret', 'changed_body', 'stale', 'unsigned'] as const

export interface Release {
  order?: 'in_order' | 'reversed' | 'shuffled'
  /** Seed of the shuffle; the same seed gives the same order. */
  seed?: number
  /** How often each event is repeated. */
  duplicates?: number
  delayMs?: number
  /** Sends forged copies and keeps the events. */
  forge?: (typeof forgeries)[number]
  /** Only events of these types. */
  types?: string[]
  /** Only this many events. */
  limit?: number
}

/** Seedable generator of numbers below one (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function ordered(events: Waiting[], { order, seed }: Release): Waiting[] {
  if (order === 'reversed') return [...events].reverse()
  if (order !== 'shuffled') return events
  const next = numbers(seed ?? 1)
  return events
    .map((event) => ({ event, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event)
}

function forgedHeaders(
  kind: (typeof forgeries)[number],
  body: string,
  secret: string,
): Record<string, string> {
  const now = Math.floor(Date.now() / 1_000)
  if (kind === 'unsigned') return {}
  const signature =
    kind === 'wrong_secret'
      ? sign(body, `${secret}x`, now)
      : kind === 'stale'
        ? sign(body, secret, now - 3_600)
        : sign(body.replace('{', '{ '), secret, now)
  return { 'stripe-signature': signature }
}

export interface Sent {
  id: string
  type: string
  status: number | null
}

/** Sends held events in the requested way: in any order, several times, late or forged. */
export async function release(webhooks: Webhooks, how: Release): Promise<Sent[]> {
  const wanted = webhooks.held
    .filter(({ event }) => !how.types || how.types.includes(event.type))
    .slice(0, how.limit ?? webhooks.held.length)
  if (!how.forge) webhooks.held = webhooks.held.filter((it) => !wanted.includes(it))
  const copies = ordered(
    wanted.flatMap((it) => Array.from({ length: 1 + (how.duplicates ?? 0) }, () => it)),
    how,
  )
  const sent: Sent[] = []
  for (const { event, destination } of copies) {
    if (how.delayMs) await Bun.sleep(how.delayMs)
    const body = bodyOf(event)
    const status = await post(
      destination,
      body,
      how.forge ? forgedHeaders(how.forge, body, destination.secret) : undefined,
    )
    webhooks.note(event, destination.url, status)
    sent.push({ id: event.id, type: event.type, status })
  }
  return sent
}
