import { Stripe } from 'stripe'
import {
  type PricedPlan,
  PaymentsRefused,
  type SetUpChange,
  SetUpRefused,
} from '../../../modules/billing/ports.ts'
import { priceMark } from '../lookup-key.ts'
import type { SetUpClient } from './client.ts'
import { isAsWanted, productOf, type WantedPrice, wantedPrices } from './plan-prices.ts'

/** Stripe accepts this many lookup keys in one request. */
const keysAtOnce = 10

/** Creates a product for each plan and prices for each of its versions. */
export async function* setUpPlans(
  client: SetUpClient,
  plans: readonly PricedPlan[],
  meterId: string,
): AsyncGenerator<SetUpChange> {
  const wanted = plans.flatMap(wantedPrices)
  const found = await findPrices(client, wanted)
  const byPlan = Map.groupBy(plans, ({ id }) => id)
  for (const [planId, versions] of byPlan) {
    const newest = versions.find(({ isNewest }) => isNewest)
    if (!newest) continue
    yield await setUpProduct(client, idOf(planId), newest)
    for (const price of versions.flatMap(wantedPrices)) {
      const before = found.get(price.lookupKey)
      yield await setUpPrice(client, price, before, { product: idOf(planId), meterId })
    }
    yield* retirePrices(client, idOf(planId))
  }
  yield* retireProducts(client, new Set([...byPlan.keys()].map(idOf)))
}

const productPrefix = 'aam_'
const idOf = (planId: string): string => `${productPrefix}${planId}`
/** Distinguishes our products from others of the account, whatever their ids. */
const productMark = { aam: 'plan' }

async function findPrices(
  { sdk, call }: SetUpClient,
  wanted: readonly WantedPrice[],
): Promise<Map<string, Stripe.Price>> {
  const found = new Map<string, Stripe.Price>()
  for (let at = 0; at < wanted.length; at += keysAtOnce) {
    const keys = wanted.slice(at, at + keysAtOnce).map(({ lookupKey }) => lookupKey)
    const { data } = await call('prices.list', () =>
      sdk.prices.list({ lookup_keys: keys, limit: 100, expand: ['data.tiers'] }),
    )
    for (const price of data) if (price.lookup_key) found.set(price.lookup_key, price)
  }
  return found
}

async function setUpProduct(
  { sdk, call, keyOf }: SetUpClient,
  id: string,
  { name, summary }: PricedPlan,
): Promise<SetUpChange> {
  const what = `product ${name}`
  const wanted = { name: `AAM ${name}`, description: summary }
  const found = await call('products.retrieve', () => sdk.products.retrieve(id)).catch(
    (error: unknown) => {
      if (error instanceof PaymentsRefused && error.code === 'gone') return null
      throw error
    },
  )
  if (!found) {
    await call('products.create', () =>
      sdk.products.create({ id, ...wanted, metadata: productMark }, keyOf(id)),
    )
    return { what, did: 'made', id }
  }
  const isSame =
    found.active &&
    found.name === wanted.name &&
    found.description === wanted.description &&
    found.metadata.aam === productMark.aam
  if (isSame) return { what, did: 'kept', id }
  await call('products.update', () =>
    sdk.products.update(id, { ...wanted, active: true, metadata: productMark }, keyOf(id)),
  )
  return { what, did: 'changed', id }
}

async function setUpPrice(
  { sdk, call, keyOf }: SetUpClient,
  wanted: WantedPrice,
  found: Stripe.Price | undefined,
  { product, meterId }: { product: string; meterId: string },
): Promise<SetUpChange> {
  const what = `price ${wanted.lookupKey}`
  if (found) refuseForeign(found, wanted, product)
  if (found && isAsWanted(found, wanted, { product, meterId })) {
    const detail = wanted.isNewest ? {} : { detail: 'for who has it' }
    if (found.active) return { what, did: 'kept', id: found.id, ...detail }
    await call('prices.update', () =>
      sdk.prices.update(found.id, { active: true }, keyOf(wanted.lookupKey)),
    )
    return { what, did: 'changed', id: found.id, detail: 'in use again' }
  }
  const made = await call('prices.create', () =>
    sdk.prices.create(
      { ...toParams(wanted, meterId), product, transfer_lookup_key: true },
      keyOf(wanted.lookupKey),
    ),
  )
  const detail = found ? { detail: `in place of ${found.id}, which stays for who has it` } : {}
  return { what, did: 'made', id: made.id, ...detail }
}

/** Never takes over an object of somebody else that has our name. */
function refuseForeign(found: Stripe.Price, wanted: WantedPrice, product: string): void {
  if (productOf(found) === product || found.metadata[priceMark]) return
  throw new SetUpRefused(
    `The price ${found.id} at Stripe has the lookup key ${wanted.lookupKey}, but belongs to the product ${productOf(found)}, which AAM did not make. Remove the lookup key from that price in Stripe's dashboard (Product catalogue → the product → Edit price) and run setup again.`,
  )
}

function toParams(wanted: WantedPrice, meter: string): Stripe.PriceCreateParams {
  const common = {
    currency: wanted.currency,
    lookup_key: wanted.lookupKey,
    metadata: { [priceMark]: wanted.lookupKey },
  }
  if (!wanted.tiers)
    return {
      ...common,
      unit_amount: wanted.unitAmount ?? 0,
      recurring: { interval: 'month', usage_type: 'licensed' },
    }
  return {
    ...common,
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: wanted.tiers.map(({ upTo, unitAmountDecimal }) => ({
      up_to: upTo ?? 'inf',
      unit_amount_decimal: Stripe.Decimal.from(unitAmountDecimal),
    })),
    recurring: { interval: 'month', usage_type: 'metered', meter },
  }
}

/** Deactivates prices whose lookup key was transferred. */
async function* retirePrices(
  { sdk, call, keyOf }: SetUpClient,
  product: string,
): AsyncGenerator<SetUpChange> {
  const replaced = await call('prices.list', async () => {
    const all = []
    for await (const price of sdk.prices.list({ product, active: true, limit: 100 }))
      if (price.metadata[priceMark] && !price.lookup_key) all.push(price)
    return all
  })
  for (const { id, metadata } of replaced) {
    await call('prices.update', () => sdk.prices.update(id, { active: false }, keyOf(id)))
    yield { what: `price ${metadata[priceMark]}`, did: 'retired', id, detail: 'for who has it' }
  }
}

/** Deactivates plans that are no longer sold. */
async function* retireProducts(
  { sdk, call, keyOf }: SetUpClient,
  wanted: ReadonlySet<string>,
): AsyncGenerator<SetUpChange> {
  const old = await call('products.list', async () => {
    const all = []
    for await (const product of sdk.products.list({ active: true, limit: 100 }))
      if (product.metadata.aam === productMark.aam && !wanted.has(product.id)) all.push(product)
    return all
  })
  for (const { id, name } of old) {
    await call('products.update', () => sdk.products.update(id, { active: false }, keyOf(id)))
    yield { what: `product ${name}`, did: 'retired', id }
  }
}
