import type { LimitView } from '../../../../server/modules/billing/contract.ts'
import { formatBytes, formatNumber } from '../../../i18n/format.ts'
import { locale } from '../../../i18n/index.ts'
import { formatMoney } from '../../../features/billing/format-money.ts'

/** Formats an amount of a limit: bytes in units, cents as money. */
export function formatLimit(name: LimitView['name'], amount: number): string {
  if (name === 'storedBytes' || name === 'openUploadBytes') return formatBytes(amount, locale())
  if (name === 'modelCentsPerMonth')
    return formatMoney({ minor: Math.floor(amount), currency: 'usd' }, locale())
  return formatNumber(Math.floor(amount), locale())
}
