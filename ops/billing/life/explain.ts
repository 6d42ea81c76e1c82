import type { MeetingUsage, Usage } from '../../../server/modules/usage/contract.ts'
import { updateSums } from '../../../server/modules/usage/update-sums.ts'
import { type Found, type Invoice, momentOf, readInvoices } from './compare.ts'
import type { Place } from './place.ts'
import { expectAt } from './rules.ts'
import type { Story } from './story.ts'

export interface Explained {
  /** Periods of usage that invoices charge for, and the meeting rows that they consist of. */
  stretches: number
  rows: number
  seatLines: number
}

/** Explains each line of each invoice: minutes by the usage page of its days, seats by the members at that time. */
export async function explainInvoices(
  place: Place,
  story: Story,
  { faults }: Found,
): Promise<Explained> {
  const explained = { stretches: 0, rows: 0, seatLines: 0 }
  for (const invoice of await readInvoices(place)) {
    const minutes = invoice.lines.filter(({ part }) => part === 'minutes')
    for (const lines of Map.groupBy(minutes, ({ startsAt }) => startsAt).values()) {
      const rows = await readRows(place, lines[0] as Invoice['lines'][number])
      const used = rows.reduce((sum, { seconds }) => sum + seconds, 0)
      const charged = lines.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)
      if (charged !== Math.max(0, used))
        faults.push(`${invoice.createdAt}: ${charged} s are charged, meetings come to ${used} s`)
      if (rows.some(({ meetingId }) => meetingId === null))
        faults.push(`${invoice.createdAt}: a row names no meeting`)
      explained.stretches += 1
      explained.rows += rows.length
    }
    for (const { part, quantity, startsAt, amount } of invoice.lines) {
      if (part !== 'seats' || amount.minor < 0) continue
      const members = membersAt(story, Date.parse(startsAt) / 1_000)
      if (quantity !== members)
        faults.push(`${invoice.createdAt}: ${quantity} seats are charged, ${members} people are in`)
      explained.seatLines += 1
    }
  }
  return explained
}

/** What the usage page shows for the days of a line, if it is metered. */
async function readRows(
  { client }: Place,
  { startsAt, endsAt }: Invoice['lines'][number],
): Promise<MeetingUsage['data']> {
  const to = momentOf(Date.parse(endsAt) / 1_000 - 1).slice(0, 10)
  const query = `from=${startsAt.slice(0, 10)}&to=${to}&metered=true&limit=5`
  const rows: MeetingUsage['data'] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: MeetingUsage = await client.get(
      `/usage/meetings?${query}${cursor && `&cursor=${cursor}`}`,
    )
    rows.push(...page.data)
    cursor = page.nextCursor
  }
  return rows
}

function membersAt({ facts }: Story, at: number): number {
  const counts = facts.flatMap((one) =>
    one.what === 'has members' && one.at <= at ? [one.count] : [],
  )
  return counts.at(-1) ?? 1
}

/** The usage page of each month must match the rules. */
export async function compareMonths(place: Place, story: Story, { faults }: Found): Promise<void> {
  const { client, installation, tenantId } = place
  await updateSums(installation.services.db, tenantId)
  let before = { ledgerSeconds: 0, meteredSeconds: 0 }
  for (const { from, to, end } of monthsOf(story)) {
    const { ledgerSeconds, meteredSeconds } = expectAt(story, end - 1)
    const wanted = [
      ledgerSeconds - before.ledgerSeconds,
      ledgerSeconds - before.ledgerSeconds,
      meteredSeconds - before.meteredSeconds,
    ]
    before = { ledgerSeconds, meteredSeconds }
    const usage = await client.get<Usage>(`/usage?from=${from}&to=${to}`)
    const { totals } = await client.get<MeetingUsage>(`/usage/meetings?from=${from}&to=${to}`)
    const shown = [usage.totals.transcribedSeconds, totals.seconds, totals.meteredSeconds]
    if (shown.join() !== wanted.join())
      faults.push(
        `${from}: usage shows ${shown.join(', ')} s, and should show ${wanted.join(', ')} s`,
      )
  }
}

/** Completed months, with their first and last day. */
const monthsOf = ({ beginsAt, monthEnds }: Story, until = Number.MAX_SAFE_INTEGER) =>
  monthEnds
    .filter((end) => end <= until)
    .map((end, at) => ({
      from: momentOf(monthEnds[at - 1] ?? beginsAt).slice(0, 10),
      to: momentOf(end - 1).slice(0, 10),
      end,
    }))

/** Completed months as their owner sees them, as response bytes. */
export async function readClosed(
  place: Place,
  story: Story,
  until: number,
): Promise<Map<string, string>> {
  const { client, installation, tenantId } = place
  await updateSums(installation.services.db, tenantId)
  const shown = new Map<string, string>()
  for (const { from, to } of monthsOf(story, until)) {
    // The forecast is for the current month.
    const { forecast: _, ...usage } = await client.get<Usage>(`/usage?from=${from}&to=${to}`)
    shown.set(`usage of ${from}`, JSON.stringify(usage))
    const meetings = await client.send(`/usage/meetings?from=${from}&to=${to}&limit=100`)
    shown.set(`meetings of ${from}`, await meetings.text())
  }
  for (const invoice of await readInvoices(place))
    if (Date.parse(invoice.createdAt) / 1_000 <= until)
      shown.set(`invoice of ${invoice.createdAt}`, JSON.stringify(invoice))
  return shown
}
