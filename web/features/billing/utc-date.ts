import { wordDate } from '../../i18n/format.ts'
import { locale } from '../../i18n/index.ts'

/** Months and counts begin at midnight UTC: that day, wherever the reader is. */
export function formatUtcDate(iso: string): string {
  const at = new Date(iso)
  const local = new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())
  return wordDate(local.toISOString(), locale())
}

/** The last day of what ends at a moment: midnight belongs to the day before. */
export const lastUtcDay = (endsAt: string): string =>
  new Date(Date.parse(endsAt) - 1).toISOString().slice(0, 10)
