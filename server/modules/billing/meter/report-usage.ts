import type { Database } from '../../../../db/client.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import type { MeterAnswer, Payments } from '../ports.ts'
import { type QueuedReport, settleReport, takeNextReport, unsure } from './repo.ts'

export interface ReportDeps {
  db: Database
  /** Null where nobody takes payments by card: reports wait until somebody does again. */
  payments: Payments | null
}

export interface Reported {
  sent: number
  refused: number
}

/**
 * Tells the provider's meter what waits, one report after the other in the order of their ids. Each may be sent again:
 * its id is what the meter knows it by. Rejects when the provider cannot be asked; what was sent so far is noted.
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

/** Null once the meter holds it; else why it never will. */
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

/** Sends an organisation's reports; while one does, others of its wait. */
export const reportUsage = defineJob<'billing.report', ReportDeps>(
  'billing.report',
  async (deps, ctx) => {
    if (!deps.payments) return 'nobody takes payments here'
    const { sent, refused } = await sendReports(deps, ctx, deps.payments)
    if (refused > 0) ctx.log.warn({ refused }, 'The meter refused some reports for good')
    return `${sent} sent${refused > 0 ? `, ${refused} refused` : ''}`
  },
)
