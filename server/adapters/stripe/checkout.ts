import type Stripe from 'stripe'
import { type ChosenPlan, type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import { periodOf } from '../../../tenants/limits/limit-list.ts'
import type { StripeClient } from './client.ts'
import type { PriceBook } from './prices.ts'

type Checkout = Pick<Payments, 'openCheckout' | 'closeCheckouts'>

export function createCheckout({ sdk, call }: StripeClient, book: PriceBook): Checkout {
  const listOpen = async (customer: string): Promise<Stripe.Checkout.Session[]> => {
    const asked = { customer, status: 'open' as const, limit: 100 }
    return (await call('checkout.sessions.list', () => sdk.checkout.sessions.list(asked))).data
  }
  /** A session that was paid or expired meanwhile can no longer be ended, which is fine. */
  const expire = async ({ id }: Stripe.Checkout.Session): Promise<void> => {
    try {
      await call('checkout.sessions.expire', () => sdk.checkout.sessions.expire(id))
    } catch (error) {
      if (!(error instanceof PaymentsRefused)) throw error
    }
  }
  return {
    async openCheckout(order, key) {
      const { customerId, chosen } = order
      const prices = await book.pricesOf(chosen)
      const asked = sessionOf(order, [
        { price: prices.seat.id, quantity: chosen.seats },
        ...(prices.minute ? [{ price: prices.minute.id }] : []),
      ])
      const made = await call('checkout.sessions.create', (keyed) =>
        sdk.checkout.sessions.create(asked, keyed(key)),
      )
      // Two open sessions could both be paid: the last one stays, whoever opened it.
      const [last = made, ...others] = (await listOpen(customerId)).sort(newestFirst)
      for (const other of others) await expire(other)
      if (last.id !== made.id && last.metadata?.['order'] !== nameOf(chosen))
        throw new PaymentsRefused('another checkout was opened', 'overtaken')
      return { url: urlOf(last) }
    },
    async closeCheckouts(customerId) {
      for (const one of await listOpen(customerId)) await expire(one)
    },
  }
}

/** Billing months are calendar months in UTC, so the first one is prorated. */
function sessionOf(
  {
    customerId,
    tenantId,
    chosen,
    locale,
    successUrl,
    cancelUrl,
  }: Parameters<Payments['openCheckout']>[0],
  items: Stripe.Checkout.SessionCreateParams.LineItem[],
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'subscription',
    customer: customerId,
    client_reference_id: tenantId,
    line_items: items,
    locale,
    success_url: successUrl,
    cancel_url: cancelUrl,
    allow_promotion_codes: true,
    expires_at: endOfPage(Date.now()),
    metadata: { order: nameOf(chosen) },
    subscription_data: {
      billing_cycle_anchor: nextMonth(),
      proration_behavior: 'create_prorations',
      metadata: { aam_organisation: tenantId },
    },
  }
}

/** The start of the next month, in seconds since 1970. */
export const nextMonth = (): number => periodOf('month', new Date()).endsAt.getTime() / 1_000

const [shortestMs, longestMs] = [31 * 60_000, 23 * 3_600_000]

/**
 * Until when a page can be paid, in seconds since 1970. A page that outlived the month would start its first period in
 * the past; Stripe keeps each open for half an hour at least and a day at most.
 */
export const endOfPage = (nowMs: number): number => {
  const turnMs = periodOf('month', new Date(nowMs)).endsAt.getTime()
  return Math.floor(Math.max(nowMs + shortestMs, Math.min(nowMs + longestMs, turnMs)) / 1_000)
}

const nameOf = ({ planId, planVersion, seats }: ChosenPlan): string =>
  `${planId}@${planVersion}/${seats}`

const newestFirst = (a: Stripe.Checkout.Session, b: Stripe.Checkout.Session): number =>
  b.created - a.created || (a.id < b.id ? 1 : -1)

function urlOf({ url }: Stripe.Checkout.Session): string {
  if (url === null) throw new PaymentsRefused('a checkout without a page', 'other')
  return url
}
