import { formatDate } from '../../i18n/format.ts'
import { locale } from '../../i18n/index.ts'

/** Formats the UTC day, because billing periods begin at midnight UTC. */
export function formatUtcDate(iso: string): string {
  const at = new Date(iso)
  const local = new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())
  return formatDate(local.toISOString(), locale())
}

/** The last day of a period: one that ends at midnight ends the day before. */
export const lastUtcDay = (endsAt: string): string =>
  new Date(Date.parse(endsAt) - 1).toISOString().slice(0, 10)
