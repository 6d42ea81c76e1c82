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
    { 'retry-after': String(secondsLeft) },
    `Слишком много попыток. Подождите ${minutes} мин и повторите.`,
  )
}
