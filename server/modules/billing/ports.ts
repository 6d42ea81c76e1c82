import type { Locale } from '../../../plugins/engine/index.ts'
import type { InvoiceStatus } from '../../../plugins/vocabulary.ts'

/** Money in minor units of its currency (ISO 4217), e.g. cents. */
export interface Money {
  minor: number
  currency: string
}

/** A plan with the number of paid seats. */
export interface ChosenPlan {
  planId: string
  planVersion: number
  seats: number
}

/** A subscription in its current state at the provider. */
export interface ExternalSubscription extends ChosenPlan {
  id: string
  /** `unpaid`: the provider has stopped retrying the payment. `incomplete`: not paid for yet. */
  status: 'incomplete' | 'trialing' | 'active' | 'past_due' | 'unpaid' | 'cancelled'
  startedAt: Date
  periodStartsAt: Date
  periodEndsAt: Date
  trialEndsAt: Date | null
  cancelsAt: Date | null
  /** Date of the oldest unpaid invoice; null if there is none. */
  unpaidSince: Date | null
  /** Start of metering beyond the included minutes; null if minutes are not metered. */
  meteredFrom: Date | null
  /** Further active subscriptions, e.g. if two checkout pages were paid in the same second. */
  doubles: readonly string[]
}

export interface ExternalInvoice {
  id: string
  /** The number shown to people; null for a draft. */
  number: string | null
  status: InvoiceStatus
  createdAt: Date
  dueAt: Date | null
  nextAttemptAt: Date | null
  total: Money
  amountDue: Money
  /** Pages of the provider. */
  pageUrl: string | null
  pdfUrl: string | null
  lines: ExternalInvoiceLine[]
}

export interface ExternalInvoiceLine {
  /** What the line charges; `other` is a discount, a tax or an addition by the provider. */
  part: 'seats' | 'minutes' | 'other'
  description: string
  amount: Money
  /** Seats, or transcribed seconds. */
  quantity: number | null
  isProration: boolean
  startsAt: Date
  endsAt: Date
}

/** The cost of a change. */
export interface ExternalPreview {
  /** Charged immediately; a negative amount is credited to the next invoice. */
  dueNow: Money
  /** Monthly price for the current seats, without metered usage. */
  monthBefore: Money | null
  monthAfter: Money | null
  /** Date of the next invoice. */
  nextInvoiceAt: Date | null
  lines: ExternalInvoiceLine[]
  /** The time that proration was calculated for; null if there is nothing to prorate. */
  prorationDate: Date | null
}

/** The result of a report to the meter. `known`: it was already there. `refused`: it will never be accepted. */
export type MeterAnswer =
  | { outcome: 'taken' | 'known' }
  | { outcome: 'refused'; reason: 'too_old' | 'no_customer' | 'other'; detail: string }

/** One report of transcribed seconds to the meter. */
export interface MeterReport {
  id: string
  customerId: string
  at: Date
  seconds: number
}

/** An event from the provider; fetch the object that it is about. */
export interface ProviderEvent {
  id: string
  type: string
  happenedAt: Date
  /** Null for events without a customer, such as a price change. */
  customerId: string | null
  /** Meter errors name no customer, so the reports of all customers must be compared. */
  concernsMeter: boolean
}

/** A version of a plan that is paid by card, as the provider should have it. */
export interface PricedPlan {
  id: string
  version: number
  /** The newest version; older ones remain for existing subscribers. */
  isNewest: boolean
  /** The name on invoices. */
  name: string
  summary: string
  currency: string
  seatMonthMinor: number
  /** Price beyond the included minutes; null if work waits there instead. */
  minutes: { included: number; minorDecimal: string } | null
}

export interface SetUpOptions {
  plans: readonly PricedPlan[]
  /** Webhook URL; null if this installation is not reachable from outside. */
  webhookUrl: string | null
  /** Where the provider's pages return to. */
  returnUrl: string | null
}

/** One object that `setUp` created, changed or kept. */
export interface SetUpChange {
  what: string
  did: 'made' | 'changed' | 'kept' | 'retired'
  id: string
  detail?: string
  /** Secret for verifying webhook signatures; returned only once. */
  secret?: string
}

/**
 * A provider of card payments. All methods throw `PaymentDeclined` when a card was not charged, `PaymentsUnavailable`
 * when the provider cannot be reached and a retry is safe, and `PaymentsRefused` when it rejects the request. `key` of
 * a write: repeating a call with the same key has no second effect.
 */
export interface Payments {
  createCustomer(
    about: { tenantId: string; name: string; email: string | null; locale: Locale },
    key: string,
  ): Promise<string>
  /** The active subscription, else the last ended one; null if there was none. */
  readSubscription(customerId: string): Promise<ExternalSubscription | null>
  /** The page where an owner enters a card and subscribes. Billing months start on the first, in UTC. */
  openCheckout(
    order: {
      customerId: string
      tenantId: string
      chosen: ChosenPlan
      locale: Locale
      successUrl: string
      cancelUrl: string
    },
    key: string,
  ): Promise<{ url: string }>
  /** Expires open checkout pages, so that nobody can subscribe on them. */
  closeCheckouts(customerId: string): Promise<void>
  /** The page for cards, tax ids, addresses, coupons and PDFs. */
  openPortal(visit: {
    customerId: string
    locale: Locale
    returnUrl: string
  }): Promise<{ url: string }>
  previewChange(change: {
    customerId: string | null
    subscriptionId: string | null
    chosen: ChosenPlan
  }): Promise<ExternalPreview>
  /**
   * Charges the difference immediately or credits it to the next invoice; prorates as of now, or of a preview's time.
   */
  changePlan(
    change: { subscriptionId: string; chosen: ChosenPlan; prorationDate?: Date | null },
    key: string,
  ): Promise<void>
  setSeats(change: { subscriptionId: string; seats: number }, key: string): Promise<void>
  setCancellation(
    change: { subscriptionId: string; isCancelled: boolean },
    key: string,
  ): Promise<void>
  /**
   * Ends the subscription immediately. Charges usage beyond the included minutes unless another subscription charges it
   * (`isDouble`). Unused time may be credited.
   */
  endNow(
    end: { subscriptionId: string; isCredited: boolean; isDouble?: boolean },
    key: string,
  ): Promise<void>
  /** Newest first, 20 per page. */
  listInvoices(
    customerId: string,
    after: string | null,
  ): Promise<{ invoices: ExternalInvoice[]; hasMore: boolean }>
  report(report: MeterReport): Promise<MeterAnswer>
  /** Metered seconds of a customer by day (UTC), from `from` (inclusive) to `to` (exclusive). */
  sumMeter(customerId: string, from: Date, to: Date): Promise<Map<string, number>>
  /** Creates what the plans need and keeps what is already correct; idempotent. */
  setUp(options: SetUpOptions): AsyncIterable<SetUpChange>
  /** Returns null if the signature is not ours or is too old. */
  readEvent(body: Uint8Array, signature: string | null): Promise<ProviderEvent | null>
}

/** The card was not charged; `reason` is the provider's code for it, e.g. `insufficient_funds`. */
export class PaymentDeclined extends Error {
  override readonly name = 'PaymentDeclined'
  constructor(readonly reason: string) {
    super('the card was declined')
  }
}

/** `retryAfterMs` is the delay that the provider asks for; null if it gives none. */
export class PaymentsUnavailable extends Error {
  override readonly name = 'PaymentsUnavailable'
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
  }
}

/**
 * Why the provider rejects a request. `customer_gone` and `gone`: the object no longer exists; `overtaken`: another
 * checkout was opened meanwhile; `not_set_up`: `aam billing setup` has not created the prices yet; `other_account`: the
 * customer never existed in this account, so the key belongs to another one.
 */
export type RefusalCode =
  | 'customer_gone'
  | 'gone'
  | 'overtaken'
  | 'not_set_up'
  | 'other_account'
  | 'other'

export class PaymentsRefused extends Error {
  override readonly name = 'PaymentsRefused'
  constructor(
    message: string,
    readonly code: RefusalCode,
    /** The provider's own code. */
    readonly providerCode: string | null = null,
  ) {
    super(message)
  }
}

/** Something at the provider is misconfigured and only a person may change it; the message says how. */
export class SetUpRefused extends Error {
  override readonly name = 'SetUpRefused'
}
