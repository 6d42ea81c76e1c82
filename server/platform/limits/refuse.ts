import { AppError } from '../errors.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'

/** Who has a limit: the organisation as a whole, or one person of it. */
export type Holder = 'organisation' | 'person'

export interface Reached {
  name: LimitName
  holder: Holder
  limit: number
  /** Before what was asked for. */
  used: number
  /** Until there is room again, where that is known. */
  secondsLeft?: number
  headers?: Record<string, string>
}

/** There is no room for what was to begin; whatever was counted for it must be rolled back. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
  constructor(readonly reached: Reached) {
    super(`No room: ${reached.name}`)
  }
}

/** The refusal of what would be past a limit: how much it is, what is used, when it frees, and whom to ask. */
export function limitReached({ name, holder, limit, used, secondsLeft, headers }: Reached) {
  const { code, unit } = limitOf(name)
  const seconds = secondsLeft ?? secondsUntilFree(name)
  const isYours = holder === 'person'
  const [en, ru] = freesIn(name, seconds)
  return new AppError(
    code,
    `${isYours ? 'You' : 'Your organisation'} may have ${count(limit, 'en')} ${unit.en}, and ${count(used, 'en')} are used. ${en} The operator of this AAM can raise the limit.`,
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

function freesIn(name: LimitName, seconds: number | null): [en: string, ru: string] {
  const { window, remedy } = limitOf(name)
  if (remedy) return [remedy.en, remedy.ru]
  if (window === 'minute')
    return [`Wait ${seconds ?? 60} s and go on.`, `Подождите ${seconds ?? 60} с и продолжайте.`]
  const at = periodOf(window ?? 'day', new Date())
    .endsAt.toISOString()
    .slice(0, 10)
  return [`The count begins anew on ${at} at 00:00 UTC.`, `Счёт начнётся заново ${at} в 00:00 UTC.`]
}
