import type { LimitView } from '../../../../server/modules/billing/contract.ts'
import { wordBytes, wordNumber } from '../../../i18n/format.ts'
import { locale } from '../../../i18n/index.ts'
import { formatMoney } from '../../../features/billing/format-money.ts'

/** An amount of a limit, as people say it: bytes in units, cents in dollars. */
export function formatLimit(name: LimitView['name'], amount: number): string {
  if (name === 'storedBytes' || name === 'openUploadBytes') return wordBytes(amount, locale())
  if (name === 'modelCentsPerMonth')
    return formatMoney({ minor: Math.floor(amount), currency: 'usd' }, locale())
  return wordNumber(Math.floor(amount), locale())
}
