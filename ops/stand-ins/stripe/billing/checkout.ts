import { day } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import { Params } from '../wire/params.ts'
import type { Call } from '../wire/router.ts'
import type { CheckoutSession, Invoice } from '../wire/types.ts'
import { need, type World } from '../world.ts'
import { addCustomer } from './customers.ts'
import { isMetered } from './lines.ts'
import { buildInvoice } from './new-invoice.ts'
import { attach, createCard } from './payment-methods.ts'
import { readItem, readNew } from './subscription-params.ts'
import { buildSubscription, type ItemSpec, type NewSubscription } from './subscription-new.ts'
import { startSubscription } from './subscription-start.ts'
import type { Purchase } from './purchase.ts'

function specOf(world: World, purchase: Purchase, customer: string): NewSubscription {
  const spec = readNew(world, customer, purchase.data)
  return { ...spec, items: purchase.items.map((item) => readLineItem(world, item)) }
}

/** Checkout does not assume a quantity. */
function readLineItem(world: World, item: Params): ItemSpec {
  item.only(['price', 'quantity', 'adjustable_quantity', 'tax_rates'])
  const spec = readItem(world, item)
  if (spec.quantity === null && !isMetered(spec.price)) {
    throw invalid(`Quantity is required. Add \`quantity\` to \`${item.prefix}\``, item.prefix)
  }
  return spec
}

/** What the buyer sees: the first invoice, as it would be now. */
export function firstInvoice(world: World, session: CheckoutSession): Invoice {
  const purchase = world.purchases.get(session.id)
  if (!purchase) throw new Error(`session ${session.id} sells nothing`)
  const { record, lines } = buildSubscription(
    world,
    specOf(world, purchase, session.customer ?? ''),
  )
  return buildInvoice(world, {
    record,
    lines: lines.map(({ line }) => line),
    reason: 'subscription_create',
    period: { start: record.wire.start_date, end: record.wire.start_date },
    waits: false,
  })
}

/** Opens a session. What it sells is computed at once, so that a mistake is rejected here. */
export function createSession({ world, params }: Call): CheckoutSession {
  const mode = params.choice('mode', ['subscription', 'setup', 'payment'])
  if (mode !== 'subscription') {
    throw invalid('This stand-in sells subscriptions only: `mode` must be `subscription`.', 'mode')
  }
  const customer = params.text('customer')
  if (customer) need(world.customers, 'customer', customer, 'customer')
  params.needText('success_url')
  if (customer && params.has('customer_email')) {
    throw invalid(
      'You may only specify one of these parameters: customer, customer_email.',
      'customer',
    )
  }
  const data = params.inside('subscription_data') ?? new Params({}, 'subscription_data')
  data.only(subscriptionData)
  const items = params.each('line_items')
  const now = world.clockOf(customer).now()
  const expiresAt = params.integer('expires_at') ?? now + day
  if (expiresAt < now + 30 * 60 || expiresAt > now + day) {
    throw invalid('`expires_at` must be between 30 minutes and 24 hours from now.', 'expires_at')
  }
  const session = newSession(world, params, customer, expiresAt)
  const { id } = session
  world.purchases.set(id, { items, data })
  const invoice = firstInvoice(world, session)
  session.amount_subtotal = invoice.subtotal
  session.amount_total = invoice.total
  session.currency = invoice.currency
  world.sessions.set(id, session)
  world.hidden.set(id, { line_items: lineItemsOf(world, session) })
  world.clockOf(customer).at(expiresAt, () => {
    if (session.status === 'open') expire(world, session)
  })
  return session
}

function newSession(
  world: World,
  params: Params,
  customer: string | null,
  expiresAt: number,
): CheckoutSession {
  const id = world.id('cs_test', 58)
  return {
    ...unused,
    id,
    object: 'checkout.session',
    allow_promotion_codes: params.flag('allow_promotion_codes'),
    amount_subtotal: 0,
    amount_total: 0,
    automatic_tax: {
      enabled: params.inside('automatic_tax')?.flag('enabled') ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    billing_address_collection: params.choice('billing_address_collection', ['auto', 'required']),
    cancel_url: params.address('cancel_url'),
    client_reference_id: params.text('client_reference_id'),
    created: world.clockOf(customer).now(),
    currency: null,
    customer,
    customer_creation: customer ? null : 'always',
    customer_email: params.text('customer_email'),
    expires_at: expiresAt,
    livemode: false,
    locale: params.text('locale') as CheckoutSession['locale'],
    metadata: params.metadata(),
    mode: 'subscription',
    payment_method_collection: params.choice('payment_method_collection', ['always']) ?? 'always',
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    status: 'open',
    success_url: params.address('success_url'),
    ui_mode: 'hosted_page',
    url: `${world.baseUrl}/checkout/${id}`,
  }
}

function lineItemsOf(world: World, session: CheckoutSession): object {
  const items = world.purchases.get(session.id)?.items ?? []
  const data = items.map((item) => {
    const spec = readItem(world, item)
    const amount = (spec.price.unit_amount ?? 0) * (spec.quantity ?? 1)
    return {
      id: world.id('li', 24),
      object: 'item',
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: spec.price.currency,
      description: world.products.get(spec.price.product)?.name ?? null,
      metadata: {},
      price: spec.price,
      quantity: spec.quantity,
    }
  })
  const url = `/v1/checkout/sessions/${session.id}/line_items`
  return { object: 'list', data, has_more: false, url }
}

/** Closes an open session. */
export function expire(world: World, session: CheckoutSession): CheckoutSession {
  session.status = 'expired'
  session.url = null
  world.emit('checkout.session.expired', session)
  return session
}

/** Pays an open session with a card: either everything happens, or a fault tells the buyer why nothing did. */
export function paySession(world: World, session: CheckoutSession, cardNumber: string): void {
  if (session.status !== 'open') throw invalid('The session is not open.')
  const purchase = world.purchases.get(session.id)
  if (!purchase) throw invalid('The session sells nothing.')
  const customer = session.customer ?? customerFor(world, session)
  const method = createCard(world, cardNumber, {
    email: world.customers.get(customer)?.email ?? null,
  })
  attach(world, method.id, customer)
  const spec = { ...specOf(world, purchase, customer), defaultPaymentMethod: method.id }
  const { wire } = startSubscription(world, spec, 'error_if_incomplete')
  session.customer = customer
  session.customer_details = {
    address: null,
    business_name: null,
    email: world.customers.get(customer)?.email ?? null,
    individual_name: null,
    name: world.customers.get(customer)?.name ?? null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
  session.subscription = wire.id
  session.invoice = wire.latest_invoice
  session.payment_status = session.amount_total === 0 ? 'no_payment_required' : 'paid'
  session.status = 'complete'
  session.url = null
  world.emit('checkout.session.completed', session)
}

function customerFor(world: World, session: CheckoutSession): string {
  return addCustomer(world, new Params({ email: session.customer_email ?? '' })).id
}

/** Where the buyer is redirected after paying. */
export const successUrl = (session: CheckoutSession): string =>
  (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id)

const subscriptionData = [
  'billing_cycle_anchor',
  'billing_mode',
  'default_tax_rates',
  'description',
  'metadata',
  'proration_behavior',
  'trial_end',
  'trial_period_days',
] as const

const unused = {
  adaptive_pricing: null,
  after_expiration: null,
  allowed_payment_method_types: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer_account: null,
  customer_details: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  submit_type: null,
  subscription: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  wallet_options: null,
}
