import type { Locale } from '../../../plugins/engine/index.ts'

/** Money in minor units of its currency (ISO 4217), e.g. cents. */
export interface Money {
  minor: number
  currency: string
}

/** A plan with the people that are paid for. */
export interface ChosenPlan {
  planId: string
  planVersion: number
  seats: number
}

/** A subscription as the provider has it now. */
export interface ExternalSubscription extends ChosenPlan {
  id: string
  /** `unpaid`: the provider has given up asking for the money. `incomplete`: never paid for so far. */
  status: 'incomplete' | 'trialing' | 'active' | 'past_due' | 'unpaid' | 'cancelled'
  startedAt: Date
  periodStartsAt: Date
  periodEndsAt: Date
  trialEndsAt: Date | null
  cancelsAt: Date | null
  /** Since when the oldest invoice waits that nobody has paid; null where none does. */
  unpaidSince: Date | null
  /** From when on what is beyond the included minutes is metered; null where it is not. */
  meteredFrom: Date | null
  /** Others that are in force beside it, as where two pages were paid in the same second. */
  doubles: readonly string[]
}

export interface ExternalInvoice {
  id: string
  /** As people read it; null for a draft. */
  number: string | null
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
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
  /** What it is for; `other` is a discount, a tax or what the provider added. */
  part: 'seats' | 'minutes' | 'other'
  description: string
  amount: Money
  /** Seats, or transcribed seconds. */
  quantity: number | null
  isProration: boolean
  startsAt: Date
  endsAt: Date
}

/** What a change would cost. */
export interface ExternalPreview {
  /** Taken at once; below nought it is kept for the next invoice. */
  dueNow: Money
  /** What a month costs with the seats of now, before what is metered. */
  monthBefore: Money | null
  monthAfter: Money | null
  /** When the next invoice is made. */
  nextInvoiceAt: Date | null
  lines: ExternalInvoiceLine[]
  /** The moment that what is left of the month was reckoned up for; null where nothing is left of anything. */
  prorationDate: Date | null
}

/** How a report to the meter ended. `known`: it was there already. `refused`: it is never accepted. */
export type MeterAnswer =
  | { outcome: 'taken' | 'known' }
  | { outcome: 'refused'; reason: 'too_old' | 'no_customer' | 'other'; detail: string }

/** One report to the meter of transcribed seconds. */
export interface MeterReport {
  id: string
  customerId: string
  at: Date
  seconds: number
}

/** What the provider says happened; what it is about is to be fetched. */
export interface ProviderEvent {
  id: string
  type: string
  happenedAt: Date
  /** Null for what concerns no customer, such as a price. */
  customerId: string | null
  /** Meter errors name no customer: everybody's reports are to be compared. */
  concernsMeter: boolean
}

/** One version of a plan that is paid by card, as the provider is to know it. */
export interface PricedPlan {
  id: string
  version: number
  /** The newest version: others are for who has them. */
  isNewest: boolean
  /** As invoices call it. */
  name: string
  summary: string
  currency: string
  seatMonthMinor: number
  /** What is beyond the included minutes; null where work waits there. */
  minutes: { included: number; minorDecimal: string } | null
}

export interface SetUpOptions {
  plans: readonly PricedPlan[]
  /** Where the provider is to send what happens; null where nobody outside reaches us. */
  webhookUrl: string | null
  /** Where its pages lead back to. */
  returnUrl: string | null
}

/** What `setUp` did with one of its things. */
export interface SetUpChange {
  what: string
  did: 'made' | 'changed' | 'kept' | 'retired'
  id: string
  detail?: string
  /** Signs what the provider sends; it is told once. */
  secret?: string
}

/**
 * Whoever takes payments by card. All throw `PaymentDeclined` for a card that was not charged, `PaymentsUnavailable` when
 * the provider cannot be asked now and asking again later is harmless, and `PaymentsRefused` for what it will not do.
 * `key` of a write: repeating it with the same key has no second effect.
 */
export interface Payments {
  createCustomer(
    about: { tenantId: string; name: string; email: string | null; locale: Locale },
    key: string,
  ): Promise<string>
  /** The one that is not over, else the last that was; null where there was none. */
  readSubscription(customerId: string): Promise<ExternalSubscription | null>
  /** The page where an owner enters a card and subscribes. Months begin on the first, in UTC. */
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
  /** Ends pages where somebody could still subscribe. */
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
   * Charges the difference at once, or keeps the credit for the next invoice: as of now, or of the moment of a preview.
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
   * Ends it at once. What was used beyond the included minutes is charged, unless another subscription charges it
   * (`isDouble`). What is left of the month may become a credit.
   */
  endNow(
    end: { subscriptionId: string; isCredited: boolean; isDouble?: boolean },
    key: string,
  ): Promise<void>
  /** Newest first, 20 at a time. */
  listInvoices(
    customerId: string,
    after: string | null,
  ): Promise<{ invoices: ExternalInvoice[]; hasMore: boolean }>
  report(report: MeterReport): Promise<MeterAnswer>
  /** Seconds that the meter holds of a customer, by day (UTC), from the first day up to, without, the last one. */
  sumMeter(customerId: string, from: Date, to: Date): Promise<Map<string, number>>
  /** Makes what the plans need, and leaves alone what is as it should be; a second time it has nothing to do. */
  setUp(options: SetUpOptions): AsyncIterable<SetUpChange>
  /** Null for what was not signed with our secret, or too long ago. */
  readEvent(body: Uint8Array, signature: string | null): Promise<ProviderEvent | null>
}

/** The card was not charged; `reason` is the provider's code for it, e.g. `insufficient_funds`. */
export class PaymentDeclined extends Error {
  override readonly name = 'PaymentDeclined'
  constructor(readonly reason: string) {
    super('the card was declined')
  }
}

/** `retryAfterMs` is what the provider asks for; null where it says nothing. */
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
 * Why the provider will not do it. `customer_gone` and `gone`: what it was to be done with is not there any more;
 * `overtaken`: somebody else has opened another checkout; `not_set_up`: `aam billing setup` has yet to make the prices;
 * `other_account`: this account has never had the customer, so the key is of another one.
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
    /** As the provider names it. */
    readonly providerCode: string | null = null,
  ) {
    super(message)
  }
}

/** Something at the provider is not as AAM needs it, and only a person may change it; the message says how. */
export class SetUpRefused extends Error {
  override readonly name = 'SetUpRefused'
}
