import { formatDecimal, one, parseDecimal } from '../billing/decimals.ts'
import { invalid } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import type { Params } from '../wire/params.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Price, Tier } from '../wire/types.ts'
import { need, type World } from '../world.ts'

/** An amount in cents and in decimals: one of the two is sent, both are shown; a fraction hides the first. */
function readAmount(
  params: Params,
  key: 'unit_amount' | 'flat_amount',
): { cents: number | null; decimal: string | null } {
  const cents = params.integer(key)
  const text = params.text(`${key}_decimal`)
  if (cents !== null && text !== null) {
    throw invalid(`You may only specify one of these parameters: ${key}, ${key}_decimal.`)
  }
  const value = text === null ? null : parseDecimal(text)
  if (text !== null && value === null) {
    throw invalid(
      `Invalid decimal: ${text}; at most 12 decimal places`,
      params.name(`${key}_decimal`),
    )
  }
  if ((cents ?? 0) < 0 || (value ?? 0n) < 0n) {
    throw invalid('Invalid non-negative integer', params.name(key))
  }
  if (cents !== null) return { cents, decimal: String(cents) }
  if (value === null) return { cents: null, decimal: null }
  return { cents: value % one === 0n ? Number(value / one) : null, decimal: formatDecimal(value) }
}

function readTiers(params: Params): Tier[] {
  const tiers = params.each('tiers').map((tier): Tier => {
    tier.only(['up_to', 'unit_amount', 'unit_amount_decimal', 'flat_amount', 'flat_amount_decimal'])
    const flat = readAmount(tier, 'flat_amount')
    const unit = readAmount(tier, 'unit_amount')
    if (flat.decimal === null && unit.decimal === null) {
      throw invalid('Each tier needs a `unit_amount` or a `flat_amount`.', tier.name('unit_amount'))
    }
    return {
      flat_amount: flat.cents,
      flat_amount_decimal: flat.decimal,
      unit_amount: unit.cents,
      unit_amount_decimal: unit.decimal,
      up_to: tier.needText('up_to') === 'inf' ? null : tier.integer('up_to'),
    }
  })
  if (tiers.length === 0)
    throw invalid('Missing required param: tiers.', 'tiers', 'parameter_missing')
  for (const [at, tier] of tiers.entries()) {
    const isLast = at === tiers.length - 1
    if (isLast !== (tier.up_to === null)) {
      throw invalid('The last tier, and only that, has `up_to` of `inf`.', 'tiers')
    }
    if (!isLast && (tier.up_to ?? 0) <= (tiers[at - 1]?.up_to ?? 0)) {
      throw invalid('Tiers are in ascending order of `up_to`.', 'tiers')
    }
  }
  return tiers
}

function readRecurring(world: World, params: Params): Price['recurring'] {
  const recurring = params.inside('recurring')
  if (!recurring) return null
  recurring.only(['interval', 'interval_count', 'usage_type', 'meter', 'trial_period_days'])
  const usage_type = recurring.choice('usage_type', ['licensed', 'metered']) ?? 'licensed'
  const meter = recurring.text('meter')
  if (usage_type === 'metered' && !meter) {
    throw invalid('Metered prices need a meter.', 'recurring[meter]', 'parameter_missing')
  }
  if (usage_type === 'licensed' && meter) {
    throw invalid('Only metered prices can have a meter.', 'recurring[meter]')
  }
  if (meter && need(world.meters, 'billing meter', meter, 'recurring[meter]').status !== 'active') {
    throw invalid('The meter is not active.', 'recurring[meter]', 'archived_meter')
  }
  return {
    interval: recurring.choice('interval', ['day', 'week', 'month', 'year']) ?? 'month',
    interval_count: recurring.integer('interval_count') ?? 1,
    meter,
    trial_period_days: null,
    usage_type,
  }
}

/** Transfers a lookup key from the price that holds it, or rejects the request. */
function claimLookupKey(world: World, params: Params, own?: Price): void {
  const key = params.text('lookup_key')
  if (!key) return
  const holder = [...world.prices.values()].find((it) => it.lookup_key === key && it !== own)
  if (!holder) return
  if (!params.flag('transfer_lookup_key')) {
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key.`,
      'lookup_key',
      'resource_already_exists',
    )
  }
  world.change('price.updated', holder, (it) => void (it.lookup_key = null))
}

function productOf({ world, params }: Call): string {
  const data = params.inside('product_data')
  if (!data) return need(world.products, 'product', params.needText('product'), 'product').id
  const now = world.clock.now()
  const id = world.id('prod')
  const product = {
    ...emptyProduct,
    id,
    created: now,
    updated: now,
    name: data.needText('name'),
    metadata: data.metadata(),
  }
  world.products.set(id, product)
  world.emit('product.created', product)
  return id
}

const emptyProduct = {
  object: 'product' as const,
  active: true,
  default_price: null,
  description: null,
  images: [],
  livemode: false,
  marketing_features: [],
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: 'service' as const,
  unit_label: null,
  url: null,
}

function createPrice(call: Call): Price {
  const { world, params } = call
  const recurring = readRecurring(world, params)
  const billing_scheme = params.choice('billing_scheme', ['per_unit', 'tiered']) ?? 'per_unit'
  const isTiered = billing_scheme === 'tiered'
  const unit = readAmount(params, 'unit_amount')
  if (!isTiered && unit.decimal === null) {
    throw invalid('Missing required param: unit_amount.', 'unit_amount', 'parameter_missing')
  }
  if (!isTiered && params.has('tiers')) {
    throw invalid('Tiers need `billing_scheme` of `tiered`.', 'tiers')
  }
  const tiers = isTiered ? readTiers(params) : null
  const tiers_mode = params.choice('tiers_mode', ['graduated', 'volume'])
  if (isTiered && !tiers_mode) {
    throw invalid('Missing required param: tiers_mode.', 'tiers_mode', 'parameter_missing')
  }
  const currency = params.needText('currency').toLowerCase()
  claimLookupKey(world, params)
  const price: Price = {
    id: world.id('price', 24),
    object: 'price',
    active: params.flag('active') ?? true,
    billing_scheme,
    created: world.clock.now(),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.text('lookup_key'),
    metadata: params.metadata(),
    nickname: params.text('nickname'),
    product: productOf(call),
    recurring,
    tax_behavior:
      params.choice('tax_behavior', ['exclusive', 'inclusive', 'unspecified']) ?? 'unspecified',
    tiers_mode,
    transform_quantity: null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: unit.cents,
    unit_amount_decimal: unit.decimal,
  }
  world.prices.set(price.id, price)
  if (tiers) world.hidden.set(price.id, { tiers })
  world.emit('price.created', price)
  return price
}

export const tiersOf = (world: World, price: Price): Tier[] =>
  (world.hidden.get(price.id)?.tiers as Tier[] | undefined) ?? []

function updatePrice(call: Call): Price {
  const { world, params } = call
  const price = need(world.prices, 'price', first(call))
  claimLookupKey(world, params, price)
  world.change('price.updated', price, (it) => {
    if (params.has('active')) it.active = params.flag('active') ?? true
    if (params.has('lookup_key')) it.lookup_key = params.text('lookup_key')
    if (params.has('nickname')) it.nickname = params.text('nickname')
    it.metadata = params.metadata(it.metadata)
  })
  return price
}

function listPrices({ world, params }: Call): object {
  const keys = params.texts('lookup_keys')
  if (keys.length > 10) throw invalid('You can filter by at most 10 lookup keys.', 'lookup_keys')
  const active = params.flag('active')
  const product = params.text('product')
  const recurring = params.inside('recurring')
  const all = newestFirst(world.prices.values()).filter(
    (it) =>
      (active === null || it.active === active) &&
      (keys.length === 0 || keys.includes(it.lookup_key ?? '')) &&
      (!product || it.product === product) &&
      (!recurring?.text('meter') || it.recurring?.meter === recurring.text('meter')) &&
      (!recurring?.text('usage_type') || it.recurring?.usage_type === recurring.text('usage_type')),
  )
  return page('/v1/prices', createdWithin(all, params), params)
}

const changeable = [
  'active',
  'lookup_key',
  'metadata',
  'nickname',
  'tax_behavior',
  'transfer_lookup_key',
] as const

const creatable = [
  ...changeable,
  'billing_scheme',
  'currency',
  'product',
  'product_data',
  'recurring',
  'tiers',
  'tiers_mode',
  'unit_amount',
  'unit_amount_decimal',
] as const

export const priceRoutes = [
  route('POST', '/v1/prices', creatable, createPrice),
  route(
    'GET',
    '/v1/prices',
    [...listFields, 'active', 'created', 'currency', 'lookup_keys', 'product', 'recurring', 'type'],
    listPrices,
  ),
  route('GET', '/v1/prices/:id', [], (call) => need(call.world.prices, 'price', first(call))),
  route('POST', '/v1/prices/:id', changeable, updatePrice),
]
