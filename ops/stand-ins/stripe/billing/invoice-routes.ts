import { invalid, StripeFault } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Invoice } from '../wire/types.ts'
import { need, needOwnCustomer } from '../world.ts'
import { collect, methodFor } from './collect.ts'
import { finalize } from './finalize.ts'
import { paid } from './payment-outcome.ts'
import { voidInvoice } from './subscription-start.ts'

const the = (call: Call): Invoice => need(call.world.invoices, 'invoice', first(call))

function listInvoices({ world, params }: Call): object {
  const customer = params.text('customer')
  needOwnCustomer(world, customer)
  const subscription = params.text('subscription')
  const status = params.choice('status', ['draft', 'open', 'paid', 'uncollectible', 'void'])
  const all = newestFirst(world.invoices.values()).filter(
    (it) =>
      (!customer || it.customer === customer) &&
      (!subscription || it.parent?.subscription_details?.subscription === subscription) &&
      (!status || it.status === status),
  )
  return page('/v1/invoices', createdWithin(all, params), params)
}

function payInvoice(call: Call): Invoice {
  const { world, params } = call
  const invoice = the(call)
  if (invoice.status === 'paid')
    throw invalid('Invoice is already paid', undefined, 'invoice_already_paid')
  if (invoice.status === 'draft') finalize(world, invoice)
  if (invoice.status !== 'open') {
    throw invalid(`This invoice is ${invoice.status} and can not be paid.`)
  }
  if (invoice.amount_due === 0 || params.flag('paid_out_of_band')) {
    paid(world, invoice, { isAttempt: false })
    return invoice
  }
  const method = params.text('payment_method') ?? methodFor(world, invoice)
  const fault = collect(world, invoice, method)
  if (fault) throw new StripeFault(fault.type === 'card_error' ? 402 : 400, fault)
  return invoice
}

function finalizeInvoice(call: Call): Invoice {
  const invoice = the(call)
  if (invoice.status !== 'draft') {
    throw invalid('This invoice is already finalized.', undefined, 'invoice_not_editable')
  }
  finalize(call.world, invoice)
  if (invoice.amount_due === 0) paid(call.world, invoice, { isAttempt: false })
  return invoice
}

function voidOne(call: Call): Invoice {
  const invoice = the(call)
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalid(`You can only pass in open invoices. This invoice isn't open.`)
  }
  voidInvoice(call.world, invoice)
  return invoice
}

function updateInvoice(call: Call): Invoice {
  const { params } = call
  const invoice = the(call)
  call.world.change('invoice.updated', invoice, (it) => {
    it.metadata = params.metadata(it.metadata ?? {})
    if (params.has('description')) it.description = params.text('description')
    if (params.has('auto_advance')) it.auto_advance = params.flag('auto_advance') ?? false
  })
  return invoice
}

export const invoiceRoutes = [
  route(
    'GET',
    '/v1/invoices',
    [...listFields, 'created', 'customer', 'status', 'subscription', 'collection_method'],
    listInvoices,
  ),
  route('GET', '/v1/invoices/:id', [], the),
  route('GET', '/v1/invoices/:id/lines', listFields, (call) =>
    page(`/v1/invoices/${first(call)}/lines`, the(call).lines.data, call.params),
  ),
  route(
    'POST',
    '/v1/invoices/:id/pay',
    ['payment_method', 'paid_out_of_band', 'off_session'],
    payInvoice,
  ),
  route('POST', '/v1/invoices/:id/finalize', ['auto_advance'], finalizeInvoice),
  route('POST', '/v1/invoices/:id/void', [], voidOne),
  route('POST', '/v1/invoices/:id', ['auto_advance', 'description', 'metadata'], updateInvoice),
  route('GET', '/v1/payment_intents/:id', [], (call) =>
    need(call.world.paymentIntents, 'payment_intent', first(call)),
  ),
]
