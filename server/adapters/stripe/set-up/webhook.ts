import type Stripe from 'stripe'
import type { SetUpChange } from '../../../modules/billing/ports.ts'
import type { SetUpClient } from './client.ts'

/** Events that change an organisation's billing state; each only makes us fetch that state. */
const events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = [
  'checkout.session.completed',
  'customer.deleted',
  'customer.subscription.created',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'customer.subscription.updated',
  'invoice.finalized',
  'invoice.marked_uncollectible',
  'invoice.paid',
  'invoice.payment_action_required',
  'invoice.payment_failed',
  'invoice.voided',
]

export async function setUpWebhook(
  { sdk, call, keyOf }: SetUpClient,
  url: string,
): Promise<SetUpChange> {
  const what = `webhook endpoint ${url}`
  const found = await call('webhookEndpoints.list', async () => {
    for await (const one of sdk.webhookEndpoints.list({ limit: 100 }))
      if (one.url === url) return one
    return null
  })
  if (!found) {
    const made = await call('webhookEndpoints.create', () =>
      sdk.webhookEndpoints.create(
        { url, enabled_events: events, api_version: '2026-10-28.endive' },
        keyOf('webhook'),
      ),
    )
    const { secret } = made
    return { what, did: 'made', id: made.id, ...(secret ? { secret } : {}) }
  }
  const has = new Set(found.enabled_events)
  const isWhole = has.has('*') || events.every((event) => has.has(event))
  if (isWhole && found.status === 'enabled') return { what, did: 'kept', id: found.id }
  // Keeps events that an operator has added.
  const all = has.has('*') ? ['*' as const] : [...has.union(new Set<string>(events))]
  await call('webhookEndpoints.update', () =>
    sdk.webhookEndpoints.update(
      found.id,
      { enabled_events: all as typeof events, disabled: false },
      keyOf('webhook'),
    ),
  )
  return { what, did: 'changed', id: found.id, detail: 'its events' }
}

/** Only sent as thin events. */
const meterEvents = ['v1.billing.meter.error_report_triggered', 'v1.billing.meter.no_meter_found']

/** Where Stripe reports what its meter could not count (https://docs.stripe.com/api/v2/core/event-destinations). */
export async function setUpMeterErrors(
  { sdk, call, keyOf }: SetUpClient,
  url: string,
): Promise<SetUpChange> {
  const what = `event destination ${url}`
  const { eventDestinations: destinations } = sdk.v2.core
  const found = await call('v2.core.eventDestinations.list', async () => {
    const all = destinations.list({ include: ['webhook_endpoint.url'], limit: 100 })
    for await (const one of all)
      if (one.event_payload === 'thin' && one.webhook_endpoint?.url === url) return one
    return null
  })
  if (!found) {
    const made = await call('v2.core.eventDestinations.create', () =>
      destinations.create(
        {
          name: 'AAM meter errors',
          type: 'webhook_endpoint',
          event_payload: 'thin',
          enabled_events: meterEvents,
          webhook_endpoint: { url },
          include: ['webhook_endpoint.signing_secret'],
        },
        keyOf('destination'),
      ),
    )
    const secret = made.webhook_endpoint?.signing_secret
    return { what, did: 'made', id: made.id, ...(secret ? { secret } : {}) }
  }
  const { id, status, enabled_events: has } = found
  const all = [...new Set([...has, ...meterEvents])]
  const isWhole = has.includes('*') || all.length === has.length
  if (isWhole && status === 'enabled') return { what, did: 'kept', id }
  if (!isWhole)
    await call('v2.core.eventDestinations.update', () =>
      destinations.update(id, { enabled_events: all }, keyOf('destination')),
    )
  if (status !== 'enabled')
    await call('v2.core.eventDestinations.enable', () =>
      destinations.enable(id, {}, keyOf('destination/enable')),
    )
  return { what, did: 'changed', id, detail: 'its events' }
}
