import { Stripe } from 'stripe'
import { startStripe, type StripeStandIn, type StripeStandInOptions } from '../server.ts'

export const secret = 'whsec_of_the_test'
/** 1 January 2027, 00:00 UTC. */
export const newYear = 1_798_761_600

export interface Received {
  event: Stripe.Event
  raw: string
  signature: string
}

export interface Place {
  standIn: StripeStandIn
  stripe: Stripe
  received: Received[]
  /** The response of the webhook receiver; 200 at first. */
  answerWith(status: number): void
  types(): string[]
  stop(): Promise<void>
}

/** A stand-in with the real SDK in front of it and a webhook receiver behind it. */
export function startPlace(options: StripeStandInOptions = {}): Place {
  const received: Received[] = []
  let status = 200
  const receiver = Bun.serve({
    port: 0,
    async fetch(request) {
      const raw = await request.text()
      const signature = request.headers.get('stripe-signature') ?? ''
      if (status === 200) {
        received.push({ raw, signature, event: JSON.parse(raw) as Stripe.Event })
      }
      return new Response(null, { status })
    },
  })
  const standIn = startStripe({
    startAt: newYear,
    webhooks: { url: `http://127.0.0.1:${receiver.port}/`, secret },
    ...options,
  })
  return {
    standIn,
    stripe: new Stripe('sk_test_place', {
      host: '127.0.0.1',
      port: standIn.port,
      protocol: 'http',
      apiVersion: '2026-10-28.endive',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    received,
    answerWith: (next) => void (status = next),
    types: () => received.map(({ event }) => event.type),
    async stop() {
      await standIn.stop()
      await receiver.stop(true)
    },
  }
}

/** A product, a meter and the two prices of a plan: seats in advance, minutes by tiers in arrears. */
export async function makePlan(stripe: Stripe) {
  const product = await stripe.products.create({ name: 'Team' })
  const meter = await stripe.billing.meters.create({
    display_name: 'Minutes',
    event_name: 'minutes',
    default_aggregation: { formula: 'sum' },
  })
  const seats = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 2_000,
    recurring: { interval: 'month' },
    lookup_key: 'team_seats',
  })
  const minutes = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 100, unit_amount: 0 },
      { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('1.25') },
    ],
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    lookup_key: 'team_minutes',
  })
  return { product, meter, seats, minutes }
}

/** A customer whose default card is the given test card. */
export async function customerWithCard(
  stripe: Stripe,
  card: string,
  more: Stripe.CustomerCreateParams = {},
): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: 'owner@example.com', ...more })
  const { id } = await stripe.paymentMethods.attach(card, { customer: customer.id })
  return stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
}
