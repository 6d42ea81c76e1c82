import { StripeFault } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { CheckoutSession } from '../wire/types.ts'
import { need, needOwnCustomer } from '../world.ts'
import { createSession, expire } from './checkout.ts'

function expireOne(call: Call): CheckoutSession {
  const session = need(call.world.sessions, 'checkout.session', first(call))
  if (session.status !== 'open') {
    throw new StripeFault(400, {
      type: 'invalid_request_error',
      message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    })
  }
  return expire(call.world, session)
}

function listSessions({ world, params }: Call): object {
  const customer = params.text('customer')
  needOwnCustomer(world, customer)
  const subscription = params.text('subscription')
  const status = params.choice('status', ['open', 'complete', 'expired'])
  const all = newestFirst(world.sessions.values()).filter(
    (it) =>
      (!customer || it.customer === customer) &&
      (!subscription || it.subscription === subscription) &&
      (!status || it.status === status),
  )
  return page('/v1/checkout/sessions', createdWithin(all, params), params)
}

const creatable = [
  'allow_promotion_codes',
  'automatic_tax',
  'billing_address_collection',
  'cancel_url',
  'client_reference_id',
  'customer',
  'customer_email',
  'customer_update',
  'expires_at',
  'line_items',
  'locale',
  'metadata',
  'mode',
  'payment_method_collection',
  'payment_method_types',
  'saved_payment_method_options',
  'subscription_data',
  'success_url',
  'tax_id_collection',
  'ui_mode',
] as const

const path = '/v1/checkout/sessions'
export const checkoutRoutes = [
  route('POST', path, creatable, createSession),
  route(
    'GET',
    path,
    [...listFields, 'created', 'customer', 'status', 'subscription'],
    listSessions,
  ),
  route('GET', `${path}/:id`, [], (call) =>
    need(call.world.sessions, 'checkout.session', first(call)),
  ),
  route('POST', `${path}/:id`, ['metadata'], (call) => {
    const session = need(call.world.sessions, 'checkout.session', first(call))
    session.metadata = call.params.metadata(session.metadata ?? {})
    return session
  }),
  route('POST', `${path}/:id/expire`, [], expireOne),
]
