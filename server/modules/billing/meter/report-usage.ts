import type { Database } from '../../../../db/client.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import type { MeterAnswer, Payments } from '../ports.ts'
import { type QueuedReport, settleReport, takeNextReport, unsure } from './repo.ts'

export interface ReportDeps {
  db: Database
  /** Null when card payments are off: reports wait until they are on again. */
  payments: Payments | null
}

export interface Reported {
  sent: number
  refused: number
}

/**
 * Sends waiting reports to the provider's meter in the order of their ids. A report may be sent twice: the meter
 * recognises its id. Rejects when the provider cannot be reached; the reports sent so far are recorded.
 */
export async function sendReports(
  { db }: ReportDeps,
  scope: { tenantId: string; signal?: AbortSignal },
  payments: Payments,
): Promise<Reported> {
  const count = { sent: 0, refused: 0 }
  let settled: { id: string; refusal: string | null } | null = null
  for (;;) {
    const before: typeof settled = settled
    const next: QueuedReport | null = await withTenant(db, scope, async (tx) => {
      if (before) await settleReport(tx, before)
      return scope.signal?.aborted ? null : takeNextReport(tx)
    })
    scope.signal?.throwIfAborted()
    if (!next) return count
    const refusal = await send(payments, next)
    count[refusal === null ? 'sent' : 'refused'] += 1
    settled = { id: next.id, refusal }
  }
}

/** Returns null once the meter holds the report, else why it never will. */
async function send(
  payments: Payments,
  { id, at, seconds, customerId, isUnsure }: QueuedReport,
): Promise<string | null> {
  if (isUnsure) return unsure
  if (customerId === null) return 'no_customer'
  return refusalOf(await payments.report({ id, at, seconds, customerId }))
}

const refusalOf = (answer: MeterAnswer): string | null =>
  answer.outcome !== 'refused'
    ? null
    : answer.reason === 'other'
      ? `other: ${answer.detail}`
      : answer.reason

/** Sends an organisation's reports, one run at a time per organisation. */
export const reportUsage = defineJob<'billing.report', ReportDeps>(
  'billing.report',
  async (deps, ctx) => {
    if (!deps.payments) return 'nobody takes payments here'
    const { sent, refused } = await sendReports(deps, ctx, deps.payments)
    if (refused > 0) ctx.log.warn({ refused }, 'The meter rejected some reports permanently')
    return `${sent} sent${refused > 0 ? `, ${refused} refused` : ''}`
  },
)
