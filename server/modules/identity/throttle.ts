import ipaddr from 'ipaddr.js'
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

/** Whom an address stands for: itself, or for IPv6 its /64, all of which one household or server has. */
export function networkOf(address: string | undefined): string {
  if (!address || !ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const [...parts] = (parsed as ipaddr.IPv6).parts
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
