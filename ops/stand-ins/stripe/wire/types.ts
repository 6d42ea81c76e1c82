import type { Stripe } from 'stripe'

/** An id where an object could be expanded. */
type Flat<V> = [Extract<V, string>] extends [never] ? V : Exclude<V, object>

/** A list in a response. */
export interface WireList<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
  total_count?: number
}

/** An object of the SDK as it is transferred: ids instead of references, decimals as strings. */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends Stripe.ApiList<infer X>
    ? WireList<Wire<X>>
    : T extends (infer X)[]
      ? Wire<Flat<X>>[]
      : T extends object
        ? { [K in keyof T]: Wire<Flat<T[K]>> }
        : T

export type Product = Wire<Stripe.Product>
export type Price = Wire<Stripe.Price>
export type Tier = Wire<Stripe.Price.Tier>
export type Meter = Wire<Stripe.Billing.Meter>
export type Customer = Wire<Stripe.Customer>
export type TaxId = Wire<Stripe.TaxId>
export type PaymentMethod = Wire<Stripe.PaymentMethod>
export type PaymentIntent = Wire<Stripe.PaymentIntent>
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>
export type Subscription = Wire<Stripe.Subscription>
export type Invoice = Wire<Stripe.Invoice>
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>
export type InvoicePayment = Wire<Stripe.InvoicePayment>
export type CheckoutSession = Wire<Stripe.Checkout.Session>
export type PortalSession = Wire<Stripe.BillingPortal.Session>
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>
export type TestClock = Wire<Stripe.TestHelpers.TestClock>
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>

/** An event as it is stored and sent: a snapshot of its object at that moment. */
export interface StripeEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: object; previous_attributes?: object }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

/** A thin event: the type and the id of the object, without its data. */
export interface ThinEvent {
  id: string
  object: 'v2.core.event'
  created: string
  livemode: false
  type: string
  related_object?: { id: string; type: string; url: string }
  data: object
}

/** Where thin events are sent. */
export interface EventDestination {
  id: string
  object: 'v2.core.event_destination'
  created: string
  description: string
  enabled_events: string[]
  event_payload: 'thin'
  events_from: string[]
  livemode: false
  metadata: Record<string, string>
  name: string
  status: 'enabled' | 'disabled'
  type: 'webhook_endpoint'
  updated: string
  webhook_endpoint: { url: string }
}
