import { networkOf } from '../../platform/network.ts'
import type { AuditNotes } from '../../platform/audit-notes.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { AttemptCounter } from './ports.ts'

const usualSeconds = 15 * 60

/** Counts an attempt, before anything is looked at, so that those sent all at once are counted, too. */
export async function throttle(
  attempts: AttemptCounter,
  key: string,
  atMost: number,
  windowSeconds = usualSeconds,
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

/** The same of somebody who wants to come in or to show who they are: the audit knows of the refusal. */
export async function throttleNoted(
  { attempts, notes }: { attempts: AttemptCounter; notes: AuditNotes },
  ctx: Ctx,
  key: string,
  atMost: number,
  windowSeconds = usualSeconds,
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
 * Makes everybody wait a little who tries an account that is being guessed at from many networks. Nobody is refused: a
 * stranger must not be able to shut its owner out.
 */
export async function slowDown(
  attempts: AttemptCounter,
  key: string,
  wait: (ms: number) => Promise<void> = Bun.sleep,
): Promise<void> {
  const { attempts: made } = await attempts.count(key, usualSeconds)
  if (made > slow.after) await wait(Math.min((made - slow.after) * slow.eachMs, slow.mostMs))
}

/** Tries with links of any kind are counted together. */
export const linkAttempts = ({ tenantId, address }: Ctx): string =>
  `link/${tenantId}/${attemptNetwork(address)}`

/** What attempts from an address are counted under. */
export const attemptNetwork = (address: string | undefined): string =>
  address === undefined ? 'unknown' : (networkOf(address) ?? address)
