import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import { invalid } from '../wire/fault.ts'
import type { Product } from '../wire/types.ts'
import { need } from '../world.ts'

const fields = [
  'active',
  'description',
  'images',
  'marketing_features',
  'metadata',
  'name',
  'statement_descriptor',
  'tax_code',
  'unit_label',
  'url',
  'default_price',
] as const

function createProduct({ world, params }: Call): Product {
  const id = params.text('id') ?? world.id('prod')
  if (world.products.has(id))
    throw invalid('Product already exists.', 'id', 'resource_already_exists')
  const now = world.clock.now()
  const product: Product = {
    id,
    object: 'product',
    active: params.flag('active') ?? true,
    created: now,
    default_price: null,
    description: params.text('description'),
    images: params.texts('images'),
    livemode: false,
    marketing_features: params
      .each('marketing_features')
      .map((it) => ({ name: it.needText('name') })),
    metadata: params.metadata(),
    name: params.needText('name'),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: params.text('statement_descriptor'),
    tax_code: params.text('tax_code'),
    tax_details: null,
    type: 'service',
    unit_label: params.text('unit_label'),
    updated: now,
    url: params.text('url'),
  }
  world.products.set(id, product)
  world.emit('product.created', product)
  return product
}

function updateProduct(call: Call): Product {
  const { world, params } = call
  const product = need(world.products, 'product', first(call))
  world.change('product.updated', product, (it) => {
    if (params.has('active')) it.active = params.flag('active') ?? true
    if (params.has('name')) it.name = params.needText('name')
    if (params.has('description')) it.description = params.text('description')
    if (params.has('unit_label')) it.unit_label = params.text('unit_label')
    if (params.has('default_price')) it.default_price = params.text('default_price')
    it.metadata = params.metadata(it.metadata)
    it.updated = world.clock.now()
  })
  return product
}

function listProducts({ world, params }: Call): object {
  const active = params.flag('active')
  const ids = params.texts('ids')
  const all = newestFirst(world.products.values()).filter(
    (it) => (active === null || it.active === active) && (ids.length === 0 || ids.includes(it.id)),
  )
  return page('/v1/products', createdWithin(all, params), params)
}

function deleteProduct(call: Call): object {
  const product = need(call.world.products, 'product', first(call))
  if ([...call.world.prices.values()].some((price) => price.product === product.id)) {
    throw invalid('This product cannot be deleted because it has one or more user-created prices.')
  }
  call.world.products.delete(product.id)
  call.world.emit('product.deleted', product)
  return { id: product.id, object: 'product', deleted: true }
}

/** The account that a key belongs to; enough to test a key. */
const account = {
  id: 'acct_1StandIn00000000',
  object: 'account',
  business_type: 'company',
  charges_enabled: true,
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  email: 'billing@example.com',
  payouts_enabled: true,
  type: 'standard',
}

export const productRoutes = [
  route('GET', '/v1/account', [], () => account),
  route('POST', '/v1/products', [...fields, 'id'], createProduct),
  route('GET', '/v1/products', [...listFields, 'active', 'created', 'ids', 'url'], listProducts),
  route('GET', '/v1/products/:id', [], (call) => need(call.world.products, 'product', first(call))),
  route('POST', '/v1/products/:id', fields, updateProduct),
  route('DELETE', '/v1/products/:id', [], deleteProduct),
]
