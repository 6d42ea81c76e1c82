import type { Database } from '../../../../db/client.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { type Ctx, systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { reportMissing } from '../../../../db/usage-ledger.ts'
import { type Payments, PaymentsUnavailable } from '../ports.ts'
import {
  type Difference,
  endOf,
  missingSeconds,
  invoiceNote,
  findObstacle,
  startOf,
} from './compare.ts'
import {
  type DayOfReports,
  findCustomer,
  insertDifference,
  listDays,
  lockMeter,
  readReport,
  resolveUnsure,
} from './repo.ts'
import { sendReports } from './report-usage.ts'
import type { MeterSpan } from './span.ts'

export interface ReconcileDeps {
  db: Database
  payments: Payments
}

export interface MeterCheck {
  tenantId: string
  from: string
  /** The last compared day. */
  to: string
  /** Reported and metered seconds after the fixes. */
  reportedSeconds: number
  meterSeconds: number
  differences: Difference[]
}

/**
 * Compares an organisation's ledger, its reports and the provider's meter day by day and fixes what it can: reports
 * missing usage, sends waiting reports, and adds one corrective report for a day where the meter holds less or more
 * than was reported. Returns null if the organisation is not a customer of the provider. Rejects when the provider
 * cannot be reached.
 */
export async function reconcileMeter(
  deps: ReconcileDeps,
  tenantId: string,
  span: MeterSpan,
  now = new Date(),
): Promise<MeterCheck | null> {
  const ctx = systemCtx(tenantId, 'billing', newId())
  const found: Difference[] = []
  const begun = await withTenant(deps.db, ctx, async (tx) => {
    const customerId = await findCustomer(tx)
    if (customerId === null) return null
    const added = await reportMissing(tx, span)
    return { customerId, added, days: await listDays(tx, customerId, span) }
  })
  if (!begun) return null
  for (const { day, seconds } of begun.added)
    if (findObstacle(day, false, now) !== 'too_old')
      found.push(differenceOf(day, 'unreported', seconds, 'mended', invoiceNote(day, now)))
  const isUnavailable = await sendNow(deps, ctx)
  found.push(...lateOf(begun.days, begun.added, isUnavailable, now))
  const { customerId } = begun
  const held = await compareOnce(deps, ctx, customerId, span)
  const resolved = await settleUnsure(deps, ctx, held, now)
  const after = resolved.length > 0 ? await compareOnce(deps, ctx, customerId, span) : held
  const fixedDifferences = await fixDays(deps, ctx, after, now)
  found.push(...resolved, ...fixedDifferences, ...refusedOf(after.days))
  const last = fixedDifferences.some(({ did }) => did === 'mended')
    ? await compareOnce(deps, ctx, customerId, span)
    : after
  return {
    tenantId,
    from: dayOf(span.from),
    to: dayOf(new Date(span.to.getTime() - 1)),
    reportedSeconds: sum(last.days.map(({ sent }) => sent)),
    meterSeconds: sum([...last.meter.values()]),
    differences: found.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0)

const differenceOf = (
  day: string,
  reason: Difference['reason'],
  seconds: number,
  did: Difference['did'],
  note: Difference['note'] = null,
  detail: string | null = null,
): Difference => ({ day, reason, seconds, did, note, detail })

/** Returns true if the provider could not be reached; the job sends the rest. */
async function sendNow(deps: ReconcileDeps, ctx: Ctx): Promise<boolean> {
  try {
    await sendReports(deps, ctx, deps.payments)
    return false
  } catch (error) {
    if (!(error instanceof PaymentsUnavailable)) throw error
    await withTenant(deps.db, ctx, (tx) =>
      enqueue(tx, 'billing.report', { organisationId: ctx.tenantId }),
    )
    return true
  }
}

function lateOf(
  days: readonly DayOfReports[],
  added: readonly { day: string }[],
  isUnavailable: boolean,
  now: Date,
): Difference[] {
  const isNew = new Set(added.map(({ day }) => day))
  return days
    .filter(({ day, late }) => late !== 0 && !isNew.has(day))
    .map(({ day, late }) =>
      isUnavailable
        ? differenceOf(day, 'late', late, 'told', 'unavailable')
        : differenceOf(day, 'late', late, 'mended', invoiceNote(day, now)),
    )
}

interface Comparison {
  customerId: string
  days: DayOfReports[]
  meter: Map<string, number>
  /** Days with reports sent during the comparison; skipped until the next run. */
  moving: Set<string>
}

async function compareOnce(
  { db, payments }: ReconcileDeps,
  ctx: Ctx,
  customerId: string,
  span: MeterSpan,
): Promise<Comparison> {
  const read = () => withTenant(db, ctx, (tx) => listDays(tx, customerId, span))
  const before = new Map((await read()).map((one) => [one.day, one]))
  const meter = await payments.sumMeter(customerId, span.from, span.to)
  const days = await read()
  const moving = days.filter((one) => one.queued !== 0 || !isSame(one, before.get(one.day)))
  return { customerId, days, meter, moving: new Set(moving.map(({ day }) => day)) }
}

const isSame = (one: DayOfReports | undefined, other: DayOfReports | undefined): boolean =>
  (one?.sent ?? 0) === (other?.sent ?? 0) && (one?.added ?? 0) === (other?.added ?? 0)

/** Once the meter's sum shows whether reports arrived, marks them as sent or queues them again. */
async function settleUnsure(
  deps: ReconcileDeps,
  ctx: Ctx,
  { customerId, days, meter, moving }: Comparison,
  now: Date,
): Promise<Difference[]> {
  const fixedDifferences: Difference[] = []
  for (const one of days) {
    const { day, unsure } = one
    if (unsure === 0 || moving.has(day)) continue
    const hasArrived = missingSeconds(one, meter.get(day) ?? 0) !== 0
    await withTenant(deps.db, ctx, async (tx) => {
      await lockMeter(tx)
      await resolveUnsure(tx, customerId, { from: startOf(day), to: endOf(day) }, hasArrived)
    })
    fixedDifferences.push(
      differenceOf(day, 'unsure', hasArrived ? 0 : unsure, 'mended', invoiceNote(day, now)),
    )
  }
  if (fixedDifferences.some(({ seconds }) => seconds !== 0)) await sendNow(deps, ctx)
  return fixedDifferences
}

async function fixDays(
  deps: ReconcileDeps,
  ctx: Ctx,
  { customerId, days, meter, moving }: Comparison,
  now: Date,
): Promise<Difference[]> {
  const byDay = new Map(days.map((one) => [one.day, one]))
  const all = new Set([...byDay.keys(), ...meter.keys()])
  const differences: Difference[] = []
  const added: AddedReport[] = []
  for (const day of [...all].sort()) {
    const one = byDay.get(day)
    const seconds = missingSeconds(one, meter.get(day) ?? 0)
    if (seconds === 0 || moving.has(day)) continue
    const unmendable = one?.unmendable ?? null
    const obstacle = findObstacle(day, one?.isSettling ?? false, now)
    const isLeft = obstacle !== null || unmendable !== null
    const id = isLeft ? null : await addDifference(deps, ctx, { customerId, day, seconds }, one)
    if (id !== null) added.push({ id, day, seconds })
    else
      differences.push(
        differenceOf(
          day,
          reasonOf(seconds),
          seconds,
          'told',
          obstacle ?? (unmendable === null ? 'fresh' : null),
          unmendable,
        ),
      )
  }
  if (added.length === 0) return differences
  await sendNow(deps, ctx)
  for (const one of added) differences.push(await confirmAdded(deps, ctx, one, now))
  return differences
}

const reasonOf = (seconds: number): Difference['reason'] => (seconds > 0 ? 'missing' : 'excess')

interface AddedReport {
  id: string
  day: string
  seconds: number
}

/** Adds a corrective report and returns its id; null if the day's reports changed meanwhile. */
const addDifference = (
  { db }: ReconcileDeps,
  ctx: Ctx,
  { customerId, day, seconds }: { customerId: string; day: string; seconds: number },
  seen: DayOfReports | undefined,
): Promise<string | null> =>
  withTenant(db, ctx, async (tx) => {
    await lockMeter(tx)
    const [now] = await listDays(tx, customerId, { from: startOf(day), to: endOf(day) })
    if ((now?.queued ?? 0) !== 0 || !isSame(now, seen)) return null
    const at = new Date(endOf(day).getTime() - 1_000)
    const id = newId()
    await insertDifference(tx, { id, customerId, at, seconds })
    await enqueue(tx, 'billing.report', { organisationId: ctx.tenantId })
    return id
  })

/** Reports a day as fixed only after the meter has accepted its correction. */
const confirmAdded = (
  { db }: ReconcileDeps,
  ctx: Ctx,
  { id, day, seconds }: AddedReport,
  now: Date,
): Promise<Difference> =>
  withTenant(db, ctx, async (tx) => {
    const { state, refusal } = await readReport(tx, id)
    const reason = reasonOf(seconds)
    if (state === 'refused') return differenceOf(day, reason, seconds, 'told', null, refusal)
    await audit(tx, ctx, 'meter.mended', ctx.tenantId, { day, seconds })
    return state === 'sent'
      ? differenceOf(day, reason, seconds, 'mended', invoiceNote(day, now))
      : differenceOf(day, reason, seconds, 'told', 'unavailable')
  })

const refusedOf = (days: readonly DayOfReports[]): Difference[] =>
  days
    .filter(({ refused }) => refused !== 0)
    .map(({ day, refused, reasons }) =>
      differenceOf(day, 'refused', refused, 'told', null, reasons),
    )
