import { copyOf } from '../wire/copy.ts'
import { invalid } from '../wire/fault.ts'
import { Params } from '../wire/params.ts'
import { type Call, route } from '../wire/router.ts'
import type { Invoice } from '../wire/types.ts'
import { need, type SubscriptionRecord, type World } from '../world.ts'
import { buildInvoice } from './new-invoice.ts'
import { type Change, planChange } from './subscription-change.ts'
import { buildSubscription } from './subscription-new.ts'
import { upcomingInvoice } from './subscription-period.ts'
import { readChange, readNew } from './subscription-params.ts'
import { changeInvoice } from './subscription-update.ts'

function previewNew(world: World, customer: string, details: Params): Invoice {
  const { record, lines } = buildSubscription(world, readNew(world, customer, details))
  return buildInvoice(world, {
    record,
    lines: lines.map(({ line }) => line),
    reason: 'subscription_create',
    period: { start: record.wire.start_date, end: record.wire.start_date },
    waits: false,
  })
}

/** The next invoice with the change, or the one that the change creates at once. */
function previewChange(world: World, record: SubscriptionRecord, details: Params): Invoice {
  const spec = readChange(world, record.wire.customer, details)
  const change = planChange(world, record, spec)
  const invoice = previewOf(world, record, details, change)
  const ofSubscription = invoice.parent?.subscription_details
  if (ofSubscription && spec.prorationBehavior !== 'none')
    ofSubscription.subscription_proration_date =
      spec.prorationDate ?? world.clockOf(record.wire.customer).now()
  return invoice
}

function previewOf(
  world: World,
  record: SubscriptionRecord,
  details: Params,
  change: Change,
): Invoice {
  if (change.invoicesNow) return changeInvoice(world, record, change)
  const changed: SubscriptionRecord = {
    ...record,
    wire: {
      ...copyOf(record.wire),
      items: { ...record.wire.items, data: change.items },
      cancel_at_period_end:
        details.flag('cancel_at_period_end') ?? record.wire.cancel_at_period_end,
    },
    usageSince: change.usageSince,
  }
  return upcomingInvoice(
    world,
    changed,
    change.lines.map(({ line }) => line),
  ).invoice
}

function createPreview({ world, params }: Call): object {
  const details = params.inside('subscription_details') ?? new Params({}, 'subscription_details')
  details.only([
    'billing_cycle_anchor',
    'billing_mode',
    'cancel_at_period_end',
    'items',
    'metadata',
    'proration_behavior',
    'proration_date',
    'trial_end',
  ])
  params.choice('preview_mode', ['next'])
  const id = params.text('subscription')
  if (id) {
    const record = need(world.subscriptions, 'subscription', id, 'subscription')
    if (record.wire.ended_at !== null) {
      throw invalid(
        'You cannot preview a cancelled subscription.',
        'subscription',
        'invoice_upcoming_none',
      )
    }
    return asPreview(previewChange(world, record, details))
  }
  // A preview for somebody who is not a customer yet describes them instead.
  const customer = params.has('customer_details')
    ? ''
    : need(world.customers, 'customer', params.needText('customer'), 'customer').id
  return asPreview(previewNew(world, customer, flatAnchor(details)))
}

/** A preview names the anchor as an object, unlike a new subscription. */
function flatAnchor(details: Params): Params {
  const anchor = details.inside('billing_cycle_anchor')
  const { billing_cycle_anchor: _anchor, ...fields } = details.fields
  const timestamp =
    anchor?.choice('type', ['timestamp', 'now', 'unchanged']) === 'timestamp'
      ? anchor.needText('timestamp')
      : null
  return new Params(
    timestamp === null ? fields : { ...fields, billing_cycle_anchor: timestamp },
    details.prefix,
  )
}

/** A preview has its own id, which no other call accepts. */
const asPreview = (invoice: Invoice): Invoice => ({
  ...invoice,
  id: `upcoming_${invoice.id}`,
  customer: invoice.customer || null,
  status: 'draft',
  auto_advance: false,
  next_payment_attempt: null,
})

export const previewRoutes = [
  route(
    'POST',
    '/v1/invoices/create_preview',
    [
      'customer',
      'customer_details',
      'subscription',
      'subscription_details',
      'preview_mode',
      'currency',
      'automatic_tax',
    ],
    createPreview,
  ),
]
