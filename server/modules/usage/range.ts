import { AppError } from '../../platform/errors.ts'
import { addDays, countDays, dayOf, firstOfMonth } from './days.ts'

const mostDays = 731

/** The requested days, both included; by default this month up to today. Throws `invalid_request`. */
export function rangeOf(
  query: { from?: string; to?: string },
  now: Date,
): { from: string; to: string } {
  const to = query.to ?? dayOf(now)
  const from = query.from ?? firstOfMonth(to)
  requireDays(from, to)
  return { from, to }
}

function requireDays(from: string, to: string): void {
  const days = countDays(from, to)
  if (days >= 1 && days <= mostDays) return
  const isTurned = days < 1
  const last = addDays(from, mostDays - 1)
  const en = isTurned
    ? 'The first day is after the last one.'
    : `At most ${mostDays} days can be shown at once: choose a last day up to ${last}.`
  const ru = isTurned
    ? 'Первый день позже последнего.'
    : `За один раз можно показать не больше ${mostDays} дней: выберите последний день не позже ${last}.`
  throw new AppError(
    'invalid_request',
    en,
    [{ pointer: isTurned ? '?from' : '?to', detail: en }],
    {},
    ru,
  )
}
