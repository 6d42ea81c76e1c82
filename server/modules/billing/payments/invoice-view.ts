import type { Static } from '@sinclair/typebox'
import type { InvoiceView, PlanPreview } from '../contract.ts'
import type { ExternalInvoice, ExternalInvoiceLine } from '../ports.ts'

export const toLineView = ({
  startsAt,
  endsAt,
  ...line
}: ExternalInvoiceLine): PlanPreview['lines'][number] => ({
  ...line,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
})

export const toInvoiceView = (one: ExternalInvoice): Static<typeof InvoiceView> => ({
  ...one,
  createdAt: one.createdAt.toISOString(),
  dueAt: one.dueAt?.toISOString() ?? null,
  nextAttemptAt: one.nextAttemptAt?.toISOString() ?? null,
  lines: one.lines.map(toLineView),
})
