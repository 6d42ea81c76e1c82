import type { LimitView } from '../../../../server/modules/billing/contract.ts'
import { wordBytes, wordMoney, wordNumber } from '../../../i18n/format.ts'
import { locale } from '../../../i18n/index.ts'

/** An amount of a limit, as people say it: bytes in units, cents in dollars. */
export function wordAmount(name: LimitView['name'], amount: number): string {
  if (name === 'storedBytes' || name === 'openUploadBytes') return wordBytes(amount, locale())
  if (name === 'modelCentsPerMonth') return wordMoney(amount, 'usd', locale())
  return wordNumber(Math.floor(amount), locale())
}
