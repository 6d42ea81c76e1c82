import { invalid, StripeFault } from '../wire/fault.ts'
import { listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { PaymentMethod } from '../wire/types.ts'
import { need, type World } from '../world.ts'
import { brandOf, cardNames, refuseCard } from './cards.ts'

/** Creates a payment method from a card number. */
export function createCard(
  world: World,
  number: string,
  owner: { email?: string | null } = {},
): PaymentMethod {
  const method: PaymentMethod = {
    id: world.id('pm', 24),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: {
        city: null,
        country: null,
        line1: null,
        line2: null,
        postal_code: null,
        state: null,
      },
      email: owner.email ?? null,
      name: null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: brandOf(number),
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: brandOf(number),
      exp_month: 12,
      exp_year: 2040,
      fingerprint: `stand-in-${number.slice(-6)}`,
      funding: 'credit',
      generated_from: null,
      last4: number.slice(-4),
      networks: { available: [brandOf(number)], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.clock.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  }
  world.paymentMethods.set(method.id, method)
  world.cardNumbers.set(method.id, number)
  return method
}

/** A payment method by its id, or a new one by the name of a test card. */
function find(world: World, id: string, param: string): PaymentMethod {
  const number = cardNames[id]
  return number ? createCard(world, number) : need(world.paymentMethods, 'PaymentMethod', id, param)
}

/** Attaches a payment method to a customer; a card that is always declined is rejected. */
export function attach(world: World, id: string, customerId: string): PaymentMethod {
  need(world.customers, 'customer', customerId, 'customer')
  const method = find(world, id, 'payment_method')
  if (method.customer && method.customer !== customerId) {
    throw invalid('The payment method you provided has already been attached to a customer.')
  }
  const refusal = refuseCard(world.cardNumbers.get(method.id), 'attach')
  if (refusal) throw new StripeFault(402, { type: 'card_error', ...refusal })
  if (method.customer === customerId) return method
  method.customer = customerId
  world.emit('payment_method.attached', method)
  return method
}

function detach(call: Call): PaymentMethod {
  const { world } = call
  const method = need(world.paymentMethods, 'PaymentMethod', first(call))
  if (!method.customer) {
    throw invalid('The payment method you provided is not attached to a customer.')
  }
  const customer = world.customers.get(method.customer)
  if (customer?.invoice_settings.default_payment_method === method.id) {
    world.change('customer.updated', customer, (it) => {
      it.invoice_settings = { ...it.invoice_settings, default_payment_method: null }
    })
  }
  world.change('payment_method.detached', method, (it) => void (it.customer = null))
  return method
}

function createMethod({ world, params }: Call): PaymentMethod {
  params.choice('type', ['card'])
  const card = params.inside('card')
  const token = card?.text('token')
  const number = token ? cardNames[token.replace(/^tok_/, 'pm_card_')] : card?.needText('number')
  if (!number) throw invalid(`No such token: '${token}'`, 'card[token]', 'resource_missing')
  return createCard(world, number.replace(/\D/g, ''))
}

function listMethods(call: Call, customer: string | null): object {
  const all = newestFirst(call.world.paymentMethods.values()).filter(
    (it) => customer !== null && it.customer === customer,
  )
  return page('/v1/payment_methods', all, call.params)
}

export const paymentMethodRoutes = [
  route(
    'POST',
    '/v1/payment_methods',
    ['type', 'card', 'billing_details', 'metadata'],
    createMethod,
  ),
  route('GET', '/v1/payment_methods', [...listFields, 'customer', 'type'], (call) =>
    listMethods(call, call.params.text('customer')),
  ),
  route('GET', '/v1/customers/:id/payment_methods', [...listFields, 'type'], (call) =>
    listMethods(call, first(call)),
  ),
  route('GET', '/v1/payment_methods/:id', [], (call) => find(call.world, first(call), 'id')),
  route('POST', '/v1/payment_methods/:id/attach', ['customer'], (call) =>
    attach(call.world, first(call), call.params.needText('customer')),
  ),
  route('POST', '/v1/payment_methods/:id/detach', [], detach),
]
