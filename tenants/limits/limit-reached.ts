import { AppError } from '../../server/platform/errors.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'

/** Who a limit applies to: the organisation as a whole, or one person in it. */
export type Holder = 'organisation' | 'person'

export interface Reached {
  name: LimitName
  holder: Holder
  limit: number
  /** Before this request. */
  used: number
  /** Until the limit resets, where that is known. */
  secondsLeft?: number
  headers?: Record<string, string>
}

/** A limit does not allow the work to start; roll back what was counted for it. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded'
  constructor(readonly reached: Reached) {
    super(`Limit exceeded: ${reached.name}`)
  }
}

/** The error for an exceeded limit: states the limit, the use, when it resets and whom to ask. */
export function limitReached({ name, holder, limit, used, secondsLeft, headers }: Reached) {
  const { code, unit } = limitOf(name)
  const seconds = secondsLeft ?? secondsUntilFree(name)
  const isYours = holder === 'person'
  const [en, ru] = describeReset(name, seconds)
  return new AppError(
    code,
    `${isYours ? 'You' : 'Your organisation'} may have ${count(limit, 'en')} ${unit.en}, and ${count(used, 'en')} are used. ${en} Your AAM operator can raise the limit.`,
    [],
    { ...(seconds === null ? {} : { 'retry-after': String(seconds) }), ...headers },
    `${isYours ? 'Вам' : 'Вашей организации'} доступно ${unit.ru}: ${count(limit, 'ru')}; использовано: ${count(used, 'ru')}. ${ru} Увеличить лимит может администратор установки.`,
  )
}

const count = (value: number, locale: string): string => value.toLocaleString(locale)

function secondsUntilFree(name: LimitName): number | null {
  const { window } = limitOf(name)
  if (window === null) return null
  return Math.max(
    1,
    Math.ceil((periodOf(window, new Date()).endsAt.getTime() - Date.now()) / 1_000),
  )
}

function describeReset(name: LimitName, seconds: number | null): [en: string, ru: string] {
  const { window, remedy } = limitOf(name)
  if (remedy) return [remedy.en, remedy.ru]
  if (window === 'minute')
    return [`Wait ${seconds ?? 60} s and try again.`, `Подождите ${seconds ?? 60} с и продолжайте.`]
  const at = periodOf(window ?? 'day', new Date())
    .endsAt.toISOString()
    .slice(0, 10)
  return [`The count resets on ${at} at 00:00 UTC.`, `Счёт начнётся заново ${at} в 00:00 UTC.`]
}
