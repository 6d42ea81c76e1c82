import { formatDecimal } from '../billing/decimals.ts'
import { startOfDay } from '../clock/calendar.ts'
import type { Webhooks } from '../webhooks/deliver.ts'
import type { World } from '../world.ts'

/** The readings of each meter: by meter, customer and day in UTC, as exact decimals. */
function usage(world: World): Record<string, Record<string, Record<string, string>>> {
  const sums = new Map<string, bigint>()
  for (const it of world.readings) {
    if (it.cancelled) continue
    const date = new Date(startOfDay(it.timestamp) * 1_000).toISOString().slice(0, 10)
    const key = `${it.eventName}\n${it.customer}\n${date}`
    sums.set(key, (sums.get(key) ?? 0n) + it.value)
  }
  const shown: Record<string, Record<string, Record<string, string>>> = {}
  for (const [key, sum] of sums) {
    const [name = '', customer = '', date = ''] = key.split('\n')
    const days = ((shown[name] ??= {})[customer] ??= {})
    days[date] = formatDecimal(sum)
  }
  return shown
}

/** Everything that a proof may need to see. */
export const stateOf = (world: World, webhooks: Webhooks): object => ({
  now: world.clock.now(),
  usage: usage(world),
  customers: [...world.customers.values()],
  subscriptions: [...world.subscriptions.values()].map(({ wire }) => wire),
  invoices: [...world.invoices.values()],
  pendingLines: world.pendingItems,
  sessions: [...world.sessions.values()],
  prices: [...world.prices.values()],
  products: [...world.products.values()],
  meters: [...world.meters.values()],
  events: [...world.events.values()].map(({ id, type, created }) => ({ id, type, created })),
  thinEvents: [...world.thinEvents.values()],
  heldEvents: webhooks.held.map(({ event }) => ({ id: event.id, type: event.type })),
  deliveries: webhooks.deliveries,
})
