import { invalid } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import type { Params } from '../wire/params.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Customer } from '../wire/types.ts'
import { need, type World } from '../world.ts'
import { attach } from './payment-methods.ts'
import { cancelNow } from './subscription-end.ts'

const taxExempt = ['none', 'exempt', 'reverse'] as const

function readAddress(params: Params): Customer['address'] {
  const address = params.inside('address')
  if (!address) return null
  address.only(['city', 'country', 'line1', 'line2', 'postal_code', 'state'])
  return {
    city: address.text('city'),
    country: address.text('country'),
    line1: address.text('line1'),
    line2: address.text('line2'),
    postal_code: address.text('postal_code'),
    state: address.text('state'),
  }
}

/** Creates a customer, and its default card if one is given. */
export function addCustomer(world: World, params: Params): Customer {
  const test_clock = params.text('test_clock')
  if (test_clock) need(world.testClocks, 'test clock', test_clock, 'test_clock')
  const id = world.id('cus')
  const customer: Customer = {
    id,
    object: 'customer',
    address: readAddress(params),
    balance: 0,
    created: (test_clock ? world.clocks.get(test_clock) : undefined)?.now() ?? world.clock.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.text('description'),
    discount: null,
    email: params.text('email'),
    invoice_prefix: id.slice(-8),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: params.metadata(),
    name: params.text('name'),
    next_invoice_sequence: 1,
    phone: params.text('phone'),
    preferred_locales: params.texts('preferred_locales'),
    shipping: null,
    tax_exempt: params.choice('tax_exempt', taxExempt) ?? 'none',
    test_clock,
  }
  world.customers.set(id, customer)
  world.emit('customer.created', customer)
  const paymentMethod = params.text('payment_method')
  if (paymentMethod) attach(world, paymentMethod, id)
  setDefaultMethod(world, params, customer)
  return customer
}

function setDefaultMethod(world: World, params: Params, customer: Customer): void {
  const settings = params.inside('invoice_settings')
  if (!settings?.has('default_payment_method')) return
  const method = settings.text('default_payment_method')
  if (method && world.paymentMethods.get(method)?.customer !== customer.id) {
    throw invalid(
      `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
      'invoice_settings[default_payment_method]',
      'resource_missing',
    )
  }
  customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: method }
}

function updateCustomer(call: Call): Customer {
  const { world, params } = call
  const customer = need(world.customers, 'customer', first(call))
  world.change('customer.updated', customer, (it) => {
    for (const key of ['email', 'name', 'phone', 'description'] as const) {
      if (params.has(key)) it[key] = params.text(key)
    }
    if (params.has('address')) it.address = readAddress(params)
    if (params.has('preferred_locales')) it.preferred_locales = params.texts('preferred_locales')
    if (params.has('tax_exempt')) {
      it.tax_exempt = params.choice('tax_exempt', taxExempt)
    }
    it.metadata = params.metadata(it.metadata)
    setDefaultMethod(world, params, it)
  })
  return customer
}

function listCustomers({ world, params }: Call): object {
  const email = params.text('email')
  const clock = params.text('test_clock')
  // As Stripe does: customers of test clocks are listed only on request.
  const all = newestFirst(world.customers.values()).filter(
    (it) => (!email || it.email === email) && (it.test_clock ?? null) === clock,
  )
  return page('/v1/customers', createdWithin(all, params), params)
}

function deleteCustomer(call: Call): object {
  const { world } = call
  const customer = need(world.customers, 'customer', first(call))
  for (const { wire } of world.subscriptions.values()) {
    if (wire.customer === customer.id && wire.ended_at === null) cancelNow(world, wire.id)
  }
  world.customers.delete(customer.id)
  world.deletedCustomers.add(customer.id)
  world.emit('customer.deleted', customer)
  return { id: customer.id, object: 'customer', deleted: true }
}

function getCustomer(call: Call): object {
  const id = first(call)
  if (call.world.deletedCustomers.has(id)) return { id, object: 'customer', deleted: true }
  return need(call.world.customers, 'customer', id)
}

const fields = [
  'address',
  'description',
  'email',
  'invoice_settings',
  'metadata',
  'name',
  'phone',
  'preferred_locales',
  'tax_exempt',
] as const

export const customerRoutes = [
  route('POST', '/v1/customers', [...fields, 'payment_method', 'test_clock'], (call) =>
    addCustomer(call.world, call.params),
  ),
  route('GET', '/v1/customers', [...listFields, 'created', 'email', 'test_clock'], listCustomers),
  route('GET', '/v1/customers/:id', [], getCustomer),
  route('POST', '/v1/customers/:id', fields, updateCustomer),
  route('DELETE', '/v1/customers/:id', [], deleteCustomer),
]
