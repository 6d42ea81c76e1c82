import { copyOf } from './wire/copy.ts'
import { Agenda } from './clock/agenda.ts'
import type { Fault } from './wire/ordered-fault.ts'
import type { Purchase } from './billing/purchase.ts'
import { shortenLists } from './wire/shorten-lists.ts'
import { missing } from './wire/fault.ts'
import type {
  CheckoutSession,
  Customer,
  Invoice,
  InvoiceLine,
  InvoicePayment,
  Meter,
  PaymentIntent,
  PaymentMethod,
  PortalConfiguration,
  PortalSession,
  Price,
  Product,
  StripeEvent,
  Subscription,
  SubscriptionItem,
  TaxId,
  TestClock,
  ThinEvent,
  EventDestination,
  WebhookEndpoint,
} from './wire/types.ts'

export const apiVersion = '2026-10-28.endive'

/** What was charged in advance for an item, the basis for credits of unused time. */
export interface Debit {
  amountCents: number
  start: number
  end: number
  invoiceId: string | null
  lineIds: string[]
}

export interface SubscriptionRecord {
  wire: Subscription
  /** By item. */
  debits: Map<string, Debit>
  /** Since when an item's usage is unbilled. */
  usageSince: Map<string, number>
  /** Incremented for each scheduled period end; tasks of an older generation do nothing. */
  generation: number
  /** Called when the invoice of a pending update is paid. */
  applyPending: (() => void) | null
}

export interface PendingItem {
  customer: string
  subscription: string
  line: InvoiceLine
}

export interface MeterReading {
  identifier: string
  meterId: string
  eventName: string
  customer: string
  value: bigint
  timestamp: number
  receivedAt: number
  cancelled: boolean
}

export interface Settings {
  /** What happens to a subscription when the last retry fails. */
  afterRetries: 'cancel' | 'unpaid' | 'past_due'
  /** Days between the attempts to collect an invoice. */
  retryDays: number[]
  upcomingDays: number
  /** How long the invoice of an ended period stays a draft, and accepts usage of that period. */
  draftHours: number
  /** Meter events carry timestamps of a server that does not know how far the clock was advanced. */
  shiftMeterTimestamps: boolean
  latencyMs: number
  /** Meters count events with a delay: sums and invoices include them after this time. */
  meterDelaySeconds: number
}

const startingSettings = (): Settings => ({
  afterRetries: 'cancel',
  retryDays: [3, 5, 7],
  upcomingDays: 7,
  draftHours: 1,
  shiftMeterTimestamps: false,
  latencyMs: 0,
  meterDelaySeconds: 0,
})

/** The state of the stand-in; nothing outlives the process. */
export class World {
  settings = startingSettings()
  offset = 0
  /** Base URL of the hosted pages; known once the server listens. */
  baseUrl = ''
  /** Finalises and collects a draft whose hour is over. Set by the server: collecting may itself make new drafts. */
  collectDraft: (invoice: Invoice) => void = () => {
    throw new Error('no server collects drafts')
  }
  readonly products = new Map<string, Product>()
  readonly prices = new Map<string, Price>()
  readonly meters = new Map<string, Meter>()
  readonly readings: MeterReading[] = []
  /** When each identifier of a meter event was last accepted. */
  readonly identifiers = new Map<string, number>()
  /** Deleted customers, which Stripe still returns. */
  readonly deletedCustomers = new Set<string>()
  readonly customers = new Map<string, Customer>()
  readonly taxIds = new Map<string, TaxId>()
  readonly paymentMethods = new Map<string, PaymentMethod>()
  /** The number of each card, which decides whether charges succeed. */
  readonly cardNumbers = new Map<string, string>()
  readonly paymentIntents = new Map<string, PaymentIntent>()
  readonly invoicePayments = new Map<string, InvoicePayment>()
  readonly subscriptions = new Map<string, SubscriptionRecord>()
  readonly invoices = new Map<string, Invoice>()
  /** The invoices of each subscription, so that the cost does not grow with the number of customers. */
  readonly invoicesOf = new Map<string, Invoice[]>()
  readonly pendingItems: PendingItem[] = []
  /** Usage that a draft counts again when it is finalised, by its id. */
  readonly usageOnDrafts = new Map<
    string,
    { item: SubscriptionItem; period: { start: number; end: number } }[]
  >()
  /** What each checkout session starts when it is paid. */
  readonly purchases = new Map<string, Purchase>()
  readonly sessions = new Map<string, CheckoutSession>()
  readonly portalSessions = new Map<string, PortalSession>()
  readonly portalConfigurations = new Map<string, PortalConfiguration>()
  readonly testClocks = new Map<string, TestClock>()
  readonly endpoints = new Map<string, WebhookEndpoint>()
  readonly destinations = new Map<string, EventDestination>()
  readonly endpointSecrets = new Map<string, string>()
  readonly events = new Map<string, StripeEvent>()
  readonly thinEvents = new Map<string, ThinEvent>()
  /** Fields that are shown only when expanded, by the object's id. */
  readonly hidden = new Map<string, Record<string, unknown>>()
  readonly faults: Fault[] = []
  readonly clocks = new Map<string, Agenda>()
  readonly clock: Agenda
  /** The current request, for events. */
  request: { id: string | null; idempotency_key: string | null } = noRequest
  onEvent: (event: StripeEvent | ThinEvent) => void = () => {}
  private count = 0

  constructor(
    readonly seed: string,
    startAt: number | null,
  ) {
    this.clock = new Agenda(() => (startAt ?? Math.floor(Date.now() / 1_000)) + this.offset)
  }

  id(prefix: string, length = 14): string {
    this.count += 1
    const tail = this.count.toString(36).toUpperCase().padStart(6, '0')
    return `${prefix}_${(this.seed + '0'.repeat(length)).slice(0, length - 6)}${tail}`
  }

  clockOf(customerId: string | null | undefined): Agenda {
    const clockId = customerId ? this.customers.get(customerId)?.test_clock : null
    return (clockId ? this.clocks.get(clockId) : undefined) ?? this.clock
  }

  emit(type: string, object: object, previous?: object): void {
    const owner = object as { id?: string; object?: string; customer?: string | null }
    const customer = owner.object === 'customer' ? owner.id : owner.customer
    const event: StripeEvent = {
      id: this.id('evt', 24),
      object: 'event',
      api_version: apiVersion,
      created: this.clockOf(customer).now(),
      data: {
        object: shown(object),
        ...(previous ? { previous_attributes: previous } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      request: this.request,
      type,
    }
    this.events.set(event.id, event)
    this.onEvent(event)
  }

  /** Changes an object and, if anything differs, emits an event with the previous values. */
  change<T extends object>(type: string, object: T, apply: (object: T) => void): void {
    const before = copyOf(object)
    apply(object)
    const previous = Object.fromEntries(
      Object.entries(before).filter(
        ([key, value]) =>
          JSON.stringify(value) !== JSON.stringify((object as Record<string, unknown>)[key]),
      ),
    )
    if (Object.keys(previous).length > 0) this.emit(type, object, previous)
  }
}

/** A snapshot of an object, as events show it. */
function shown(object: object): object {
  const copy = copyOf(object)
  shortenLists(copy)
  return copy
}

export const noRequest = { id: null, idempotency_key: null }

/** Lists of the account's own customers, including deleted ones; Stripe rejects ids that it never issued. */
export function needOwnCustomer(world: World, id: string | null): void {
  if (id !== null && !world.customers.has(id) && !world.deletedCustomers.has(id))
    throw missing('customer', id, 'customer')
}

/** Returns the object with an id, or rejects the request as Stripe does. */
export function need<T>(map: Map<string, T>, kind: string, id: string, param = 'id'): T {
  const found = map.get(id)
  if (!found) throw missing(kind, id, param)
  return found
}
