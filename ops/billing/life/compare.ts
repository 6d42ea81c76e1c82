import type { Static } from '@sinclair/typebox'
import type {
  BillingView,
  InvoicesPage,
  InvoiceView,
} from '../../../server/modules/billing/contract.ts'
import { planInForce, plans, type SubscriptionState } from '../../../tenants/plans/index.ts'
import { nowOf, type Place } from './place.ts'
import type { ExpectedInvoice, ExpectedLine } from './expected.ts'
import { expectAt } from './rules.ts'
import type { Story } from './story.ts'

export type Invoice = Static<typeof InvoiceView>

/** Number of comparisons so far, and the differences found. */
export interface Found {
  faults: string[]
  states: number
  invoices: number
  lines: number
}

const differ = (found: Found, place: Place, what: string, is: unknown, wanted: unknown): void => {
  const [one, other] = [is, wanted].map((value) => JSON.stringify(value, toText))
  if (one !== other)
    found.faults.push(`${momentOf(nowOf(place))} ${what}: ${one}, and should be ${other}`)
}

const toText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value
export const momentOf = (at: number): string => new Date(at * 1_000).toISOString()

/** Compares the current plan, the paid people and the usage with the rules. */
export async function compareState(place: Place, story: Story, found: Found): Promise<void> {
  const { installation, tenantId, client } = place
  const at = nowOf(place)
  const { plan, status, seats, ledgerSeconds, meteredSeconds } = expectAt(story, at)
  const [row] = await installation.admin<(SubscriptionState & { seats: number | null })[]>`
    select plan_id as "planId", plan_version as "planVersion", paid_by as "paidBy", status, seats,
      trial_ends_at as "trialEndsAt", paid_until as "paidUntil" from subscriptions where tenant_id = ${tenantId}`
  const inForce = row && planInForce(plans, row, new Date(at * 1_000)).plan.id
  differ(found, place, 'plan in force', inForce, plan)
  differ(found, place, 'status and seats', [row?.status, row?.seats], [status, seats])
  const shown = await client.get<BillingView>('/billing')
  differ(found, place, 'plan shown', shown.plan.id, plan)
  const [sums] = await installation.admin<{ ledger: number; reports: number; sent: number }[]>`
    select
      (select coalesce(sum(seconds), 0)::float8 from usage_events
        where tenant_id = ${tenantId} and kind = 'transcription') as ledger,
      (select coalesce(sum(seconds), 0)::float8 from meter_reports
        where tenant_id = ${tenantId} and state <> 'refused') as reports,
      (select coalesce(sum(seconds), 0)::float8 from meter_reports
        where tenant_id = ${tenantId} and state = 'sent') as sent`
  const meter = place.standIn.world.readings.reduce((sum, { value }) => sum + value, 0n)
  differ(found, place, 'ledger', sums?.ledger, ledgerSeconds)
  differ(found, place, 'reports', sums?.reports, meteredSeconds)
  differ(found, place, 'meter', meter / 10n ** 12n, sums?.sent)
  found.states += 1
}

/** All invoices as the organisation's owner sees them, oldest first. */
export async function readInvoices({ client }: Place): Promise<Invoice[]> {
  const all: Invoice[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Static<typeof InvoicesPage> = await client.get(
      `/billing/invoices${cursor && `?cursor=${cursor}`}`,
    )
    all.push(...page.data)
    cursor = page.nextCursor
  }
  return all.reverse()
}

/** Compares each invoice to the cent, line by line. */
export async function compareInvoices(place: Place, story: Story, found: Found): Promise<void> {
  const wanted = expectAt(story, nowOf(place)).invoices
  const invoices = await readInvoices(place)
  differ(found, place, 'number of invoices', invoices.length, wanted.length)
  for (const [at, one] of invoices.entries()) {
    const should = wanted[at]
    if (!should) continue
    const of = `invoice of ${one.createdAt}`
    differ(found, place, of, isMade(one), shouldBeMade(should))
    const lines = should.lines.map(shouldBeLine).sort()
    differ(found, place, `lines of the ${of}`, one.lines.map(isLine).sort(), lines)
    found.lines += one.lines.length
  }
  found.invoices += invoices.length
}

const isMade = ({ createdAt, status, total, amountDue }: Invoice) => [
  createdAt,
  status === 'paid',
  total.minor,
  amountDue.minor,
]
const shouldBeMade = ({ createdAt, isPaid, total, due }: ExpectedInvoice) => [
  momentOf(createdAt),
  isPaid,
  total,
  isPaid ? 0n : due,
]
const isLine = (line: Invoice['lines'][number]): string =>
  `${line.part} ${line.quantity} ${line.startsAt} ${line.endsAt} ${line.amount.minor}`
const shouldBeLine = (line: ExpectedLine): string =>
  `${line.part} ${line.quantity} ${momentOf(line.startsAt)} ${momentOf(line.endsAt)} ${line.amount}`
