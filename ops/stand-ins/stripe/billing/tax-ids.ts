import { listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { TaxId } from '../wire/types.ts'
import { need } from '../world.ts'

function createTaxId(call: Call): TaxId {
  const { world, params } = call
  const customer = need(world.customers, 'customer', first(call))
  const taxId: TaxId = {
    id: world.id('txi', 24),
    object: 'tax_id',
    country: null,
    created: world.clockOf(customer.id).now(),
    customer: customer.id,
    customer_account: null,
    livemode: false,
    owner: { type: 'customer', customer: customer.id, customer_account: null },
    type: params.needText('type') as TaxId['type'],
    value: params.needText('value'),
    verification: { status: 'pending', verified_address: null, verified_name: null },
  }
  world.taxIds.set(taxId.id, taxId)
  world.emit('customer.tax_id.created', taxId)
  return taxId
}

function listTaxIds(call: Call): object {
  const customer = need(call.world.customers, 'customer', first(call))
  const own = newestFirst(call.world.taxIds.values()).filter((it) => it.customer === customer.id)
  return page(`/v1/customers/${customer.id}/tax_ids`, own, call.params)
}

function deleteTaxId(call: Call): object {
  const taxId = need(call.world.taxIds, 'tax ID', call.ids[1] ?? '')
  call.world.taxIds.delete(taxId.id)
  call.world.emit('customer.tax_id.deleted', taxId)
  return { id: taxId.id, object: 'tax_id', deleted: true }
}

const path = '/v1/customers/:customer/tax_ids'
export const taxIdRoutes = [
  route('POST', path, ['type', 'value'], createTaxId),
  route('GET', path, listFields, listTaxIds),
  route('DELETE', `${path}/:id`, [], deleteTaxId),
]
