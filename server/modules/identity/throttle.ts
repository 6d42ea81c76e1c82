import { networkOf } from '../../platform/network.ts'
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { AttemptCounter } from './ports.ts'

const defaultWindowSeconds = 15 * 60

/** Counts an attempt before checking it, so that parallel attempts count as well. */
export async function throttle(
  attempts: AttemptCounter,
  key: string,
  atMost: number,
  windowSeconds = defaultWindowSeconds,
): Promise<void> {
  const { attempts: made, secondsLeft } = await attempts.count(key, windowSeconds)
  if (made <= atMost) return
  const minutes = Math.ceil(secondsLeft / 60)
  throw new AppError(
    'too_many_requests',
    `Too many attempts. Wait ${minutes} min and try again.`,
    [],
    {
      'retry-after': String(secondsLeft),
      'ratelimit-policy': `"attempts";q=${atMost};w=${windowSeconds}`,
      ratelimit: `"attempts";r=0;t=${secondsLeft}`,
    },
    `Слишком много попыток. Подождите ${minutes} мин и повторите.`,
  )
}

/** Like throttle, for sign-ins and proofs: records the rejection in the audit. */
export async function throttleAudited(
  { attempts, notes }: { attempts: AttemptCounter; notes: AuditNotes },
  ctx: Ctx,
  key: string,
  atMost: number,
  windowSeconds = defaultWindowSeconds,
): Promise<void> {
  try {
    await throttle(attempts, key, atMost, windowSeconds)
  } catch (error) {
    notes.refused(ctx, 'session.throttled', { reason: 'too_many_requests' })
    throw error
  }
}

const slow = { after: 200, eachMs: 20, mostMs: 2_000 }

/**
 * Delays attempts on an account that is being guessed at from many networks. Never rejects: a stranger must not be able
 * to lock the owner out.
 */
export async function slowDown(
  attempts: AttemptCounter,
  key: string,
  wait: (ms: number) => Promise<void> = Bun.sleep,
): Promise<void> {
  const { attempts: made } = await attempts.count(key, defaultWindowSeconds)
  if (made > slow.after) await wait(Math.min((made - slow.after) * slow.eachMs, slow.mostMs))
}

/** Attempts with links of all kinds share one counter. */
export const linkAttemptsKey = ({ tenantId, address }: Ctx): string =>
  `link/${tenantId}/${attemptNetwork(address)}`

/** The counter key for attempts from an address. */
export const attemptNetwork = (address: string | undefined): string =>
  address === undefined ? 'unknown' : (networkOf(address) ?? address)
