import { tiersOf } from '../catalog/prices.ts'
import { usageBetween } from '../catalog/meter-summaries.ts'
import type { InvoiceLine, Price, SubscriptionItem } from '../wire/types.ts'
import type { World } from '../world.ts'
import { amountOf, formatDecimal, one, parseDecimal } from './decimals.ts'
import { dateOf, formatMoney } from './money-text.ts'

export interface Period {
  start: number
  end: number
}

/** A line that is not on an invoice yet, with what the subscription must remember about it. */
export interface DraftLine {
  line: InvoiceLine
  itemId: string
  kind: 'ahead' | 'usage' | 'credit'
}

interface Part {
  quantity: bigint
  unitAmount: bigint
  amountCents: number
  label: string
}

const decimalOf = (text: string | null | undefined): bigint => parseDecimal(text ?? '0') ?? 0n

/** The cost of a quantity: one part, or one per tier that it reaches, each rounded separately. */
export function partsOf(world: World, price: Price, quantity: bigint): Part[] {
  const every = price.recurring
    ? ` / ${price.recurring.interval_count > 1 ? `${price.recurring.interval_count} ` : ''}${price.recurring.interval}`
    : ''
  const part = (size: bigint, unitAmount: bigint, prefix = ''): Part => ({
    quantity: size,
    unitAmount,
    amountCents: amountOf(size, unitAmount),
    label: `(${prefix}at ${formatMoney(unitAmount, price.currency)}${every})`,
  })
  if (price.billing_scheme === 'per_unit') {
    return [part(quantity, decimalOf(price.unit_amount_decimal))]
  }
  const tiers = tiersOf(world, price)
  const isVolume = price.tiers_mode === 'volume'
  const parts: Part[] = []
  let below = 0n
  for (const [at, tier] of tiers.entries()) {
    const upTo = tier.up_to === null ? null : BigInt(tier.up_to) * one
    const isReached = at === 0 || quantity > below
    const isLast = upTo === null || quantity <= upTo
    const prefix = `Tier ${at + 1} `
    if (isVolume ? isLast : isReached) {
      const size = isVolume ? quantity : (isLast ? quantity : upTo) - below
      if (tier.unit_amount_decimal !== null)
        parts.push(part(size, decimalOf(tier.unit_amount_decimal), prefix))
      if (tier.flat_amount_decimal !== null) {
        const flat = decimalOf(tier.flat_amount_decimal)
        parts.push({ ...part(one, flat, `${prefix}flat fee `), quantity: 0n })
      }
    }
    if (isLast) break
    below = upTo
  }
  return parts
}

interface LineInput {
  amountCents: number
  quantity: bigint
  unitAmount: bigint
  description: string
  period: Period
  credited?: { invoice: string; invoice_line_items: string[] } | null
  isProration?: boolean
}

export function newLine(
  world: World,
  item: SubscriptionItem,
  price: Price,
  input: LineInput,
): InvoiceLine {
  const isProration = input.isProration ?? false
  return {
    id: world.id('il', 24),
    object: 'line_item',
    amount: input.amountCents,
    currency: price.currency,
    description: input.description,
    discount_amounts: [],
    discountable: !isProration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: { ...world.subscriptions.get(item.subscription)?.wire.metadata },
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: isProration ? world.id('ii', 24) : null,
        proration: isProration,
        proration_details: { credited_items: input.credited ?? null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period: input.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: formatDecimal(input.unitAmount),
    },
    quantity: Number(input.quantity / one),
    quantity_decimal: formatDecimal(input.quantity),
    subscription: item.subscription,
    subtotal: input.amountCents,
    taxes: [],
  }
}

const nameOf = (world: World, price: Price): string =>
  world.products.get(price.product)?.name ?? price.product

function linesFor(
  world: World,
  item: SubscriptionItem,
  price: Price,
  quantity: bigint,
  period: Period,
): InvoiceLine[] {
  return partsOf(world, price, quantity).map((part) =>
    newLine(world, item, price, {
      ...part,
      description: `${formatDecimal(part.quantity)} × ${nameOf(world, price)} ${part.label}`,
      period,
    }),
  )
}

export const isMetered = (price: Price): boolean => price.recurring?.usage_type === 'metered'

/** The cost of an item charged in advance for a whole period; null for a metered one. */
export const aheadLines = (world: World, item: SubscriptionItem, period: Period): DraftLine[] =>
  isMetered(item.price)
    ? []
    : linesFor(world, item, item.price, BigInt(item.quantity ?? 1) * one, period).map((line) => ({
        line,
        itemId: item.id,
        kind: 'ahead',
      }))

/** The cost of a metered item's usage in a completed period; negative usage counts as zero. */
export function usageLines(
  world: World,
  customer: string,
  item: SubscriptionItem,
  period: Period,
): DraftLine[] {
  const meter = item.price.recurring?.meter
  if (!meter) return []
  const used = usageBetween(world, meter, customer, period.start, period.end)
  return linesFor(world, item, item.price, used < 0n ? 0n : used, period).map((line) => ({
    line,
    itemId: item.id,
    kind: 'usage',
  }))
}

/** A charge for the rest of a period, or a credit for its unused part. */
export function prorationLine(
  world: World,
  item: SubscriptionItem,
  input: { amountCents: number; period: Period; credited?: LineInput['credited'] },
): DraftLine {
  const isCredit = input.credited !== undefined
  const quantity = item.quantity ?? 1
  const what = `${quantity === 1 ? '' : `${quantity} × `}${nameOf(world, item.price)}`
  const line = newLine(world, item, item.price, {
    amountCents: input.amountCents,
    quantity: BigInt(quantity) * one,
    unitAmount: decimalOf(item.price.unit_amount_decimal),
    description: `${isCredit ? 'Unused' : 'Remaining'} time on ${what} after ${dateOf(input.period.start)}`,
    period: input.period,
    credited: input.credited ?? null,
    isProration: true,
  })
  return { line, itemId: item.id, kind: isCredit ? 'credit' : 'ahead' }
}
