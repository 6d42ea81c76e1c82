import type { Invoice } from '../../../api/billing.ts'
import { lastUtcDay } from '../../../features/billing/utc-date.ts'

export type Line = Invoice['lines'][number]

/** The days (UTC) of a line, the last one included. */
export const daysOf = ({ startsAt, endsAt }: Line): { from: string; to: string } => {
  const from = startsAt.slice(0, 10)
  const to = lastUtcDay(endsAt)
  return { from, to: to < from ? from : to }
}

const isSamePeriod = (a: Line, b: Line): boolean =>
  a.part === b.part && a.startsAt === b.startsAt && a.endsAt === b.endsAt

/** Seconds of all lines for the minutes of the same days: those that are included stand in a line of their own. */
export const secondsTogether = (line: Line, lines: readonly Line[]): number =>
  lines
    .filter((other) => isSamePeriod(other, line))
    .reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)

/** The page that shows what a line counts: the meetings of its days, or the members. */
export function hrefOfLine(line: Line): string | undefined {
  if (line.part === 'seats') return '/organisation/members'
  if (line.part !== 'minutes') return undefined
  const { from, to } = daysOf(line)
  return `/organisation/usage?from=${from}&to=${to}&by=meeting&metered=true`
}
