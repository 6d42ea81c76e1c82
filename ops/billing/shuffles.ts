import { post } from '../stand-ins/stripe/webhooks/deliver.ts'
import { sign } from '../stand-ins/stripe/webhooks/sign.ts'
import type { StripeEvent } from '../stand-ins/stripe/wire/types.ts'
import { lookupKey } from '../../server/adapters/stripe/lookup-key.ts'
import { customerOf, webhookSecret } from '../../server/modules/billing/payments/test/paying.ts'
import { withClock } from './life/clock.ts'
import { nowOf, openPlace, passTo, type Place, settle, slug } from './life/place.ts'
import { play } from './life/play.ts'
import { tellLife } from './life/story.ts'
import { createRandom, type Random } from './random.ts'

export interface ShufflesOutcome {
  seeds: number
  /** Events of the life, as the provider reports them. */
  events: number
  delivered: number
  forged: number
  faults: string[]
}

/** Simultaneous deliveries, as the provider sends them. */
const atOnce = 8
const forgedShare = 0.1
const plansInTurn = ['team', 'business'] as const

/**
 * Simulates a life up to a month that is not paid, and delivers its webhooks to the API again for each seed: shuffled,
 * up to three times each, some long after the others, mixed with forged ones. Halfway through, the plan is changed at
 * the provider. Whatever the order, the same state must be stored in the end, and each change audited once.
 */
export async function proveShuffles(options: {
  firstMonth: string
  seeds: number
  seed: number
  tell?: (line: string) => void
}): Promise<ShufflesOutcome> {
  const story = tellLife(options.firstMonth)
  const place = await openPlace(story)
  const outcome = { seeds: options.seeds, events: 0, delivered: 0, forged: 0, faults: [] }
  try {
    await withClock(
      () => nowOf(place) * 1_000,
      async () => {
        for (const fact of story.facts) {
          await passTo(place, fact.at)
          await play(place, fact)
          if (fact.what === 'records' && fact.name === 'in grace') return
        }
      },
    )
    place.standIn.webhooks.setMode('hold')
    await deliverAll(place, options, outcome)
    return outcome
  } finally {
    await place.close()
  }
}

async function deliverAll(
  place: Place,
  { seeds, seed, tell }: Parameters<typeof proveShuffles>[0],
  outcome: ShufflesOutcome,
): Promise<void> {
  const told = [...place.standIn.world.events.values()]
  outcome.events = told.length
  const inOrder = new Map<string, string>()
  for (let at = 0; at < seeds; at += 1) {
    const random = createRandom(seed + at)
    const plan = plansInTurn[at % 2] ?? 'team'
    await forget(place)
    const middle = random.upTo(told.length)
    // The first delivery for each plan comes once and in order; the others must end in the same state.
    const isFirst = !inOrder.has(plan)
    const all = isFirst ? told : shuffle(repeated(told, random), random)
    await deliver(place, all.slice(0, middle), random, outcome)
    await settle(place)
    const changed = await changeAtProvider(place, plan)
    await deliver(place, [...changed, ...all.slice(middle)], random, outcome)
    await settle(place)
    const stored = await readStored(place)
    inOrder.set(plan, inOrder.get(plan) ?? stored)
    if (stored !== inOrder.get(plan))
      outcome.faults.push(`seed ${seed + at}: ${stored}, and in order it is ${inOrder.get(plan)}`)
    const changes = all.slice(0, middle).some(concernsCustomer(place)) ? 2 : 1
    const wrong = await wrongRows(place, [...told, ...changed], changes)
    outcome.faults.push(...wrong.map((fault) => `seed ${seed + at}: ${fault}`))
    if ((at + 1) % 20 === 0) tell?.(`${at + 1} of ${seeds} seeds`)
  }
}

/** Resets everything that webhooks have stored. */
async function forget({ installation, tenantId }: Place): Promise<void> {
  const { admin } = installation
  await admin`delete from billing_events where tenant_id = ${tenantId}`
  await admin`
    update subscriptions set plan_id = 'free', paid_by = 'none', status = 'active', external_id = null, seats = null,
      paid_until = null, period_starts_at = null, period_ends_at = null, metered_from = null, cancels_at = null
    where tenant_id = ${tenantId}`
  await admin`update audit_log set action = 'forgotten' where tenant_id = ${tenantId} and action like 'plan.%'`
}

const repeated = (events: readonly StripeEvent[], random: Random): StripeEvent[] =>
  events.flatMap((event) => Array.from({ length: 1 + random.upTo(3) }, () => event))

/** Fisher–Yates shuffle. */
function shuffle<T>(all: T[], random: Random): T[] {
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.upTo(at + 1)
    const [one, two] = [all[at] as T, all[other] as T]
    all[at] = two
    all[other] = one
  }
  return all
}

async function deliver(
  place: Place,
  events: readonly StripeEvent[],
  random: Random,
  outcome: ShufflesOutcome,
): Promise<void> {
  for (let at = 0; at < events.length; at += atOnce) {
    const some = events.slice(at, at + atOnce)
    const forged = some.filter(() => random.chance(forgedShare))
    const jobs = random.chance(0.2) ? settle(place) : undefined
    const answers = await Promise.all([
      ...some.map((event) => send(place, JSON.stringify(event, null, 2), 200)),
      ...forged.map((event) => forge(place, event, random.upTo(4))),
    ])
    await jobs
    outcome.delivered += some.length
    outcome.forged += forged.length
    outcome.faults.push(...answers.flatMap((fault) => fault ?? []))
  }
}

async function send(
  { installation }: Place,
  body: string,
  wanted: number,
  headers?: Record<string, string>,
): Promise<string | null> {
  const url = `http://127.0.0.1:${installation.port}/webhooks/stripe`
  const status = await post({ url, secret: webhookSecret }, body, headers)
  return status === wanted ? null : `a webhook was answered ${status} instead of ${wanted}`
}

/** A different event, so that storing it would be noticed: wrongly signed, altered, too old or unsigned. */
function forge(place: Place, event: StripeEvent, kind: number): Promise<string | null> {
  const body = JSON.stringify({ ...event, id: `evt_forged_${event.id.slice(-8)}` })
  const now = Math.floor(Date.now() / 1_000)
  const signatures = [
    sign(body, `${webhookSecret}_`, now),
    sign(JSON.stringify(event), webhookSecret, now),
    sign(body, webhookSecret, now - 302),
  ]
  const signature = signatures[kind]
  return send(place, body, 400, signature === undefined ? {} : { 'stripe-signature': signature })
}

/** As in the provider's dashboard; returns the events of that change. */
async function changeAtProvider(
  place: Place,
  planId: (typeof plansInTurn)[number],
): Promise<StripeEvent[]> {
  const { stripe, standIn, installation } = place
  const known = new Set(standIn.world.events.keys())
  const customer = await customerOf(installation, slug)
  const [subscription] = (await stripe.subscriptions.list({ customer })).data
  const [seat, minute] = subscription?.items.data ?? []
  const price = (part: 'seat' | 'minute') => lookupKey({ planId, planVersion: 1, part })
  const keys = [price('seat'), price('minute')]
  const prices = (await stripe.prices.list({ lookup_keys: keys })).data
  const idOf = (key: string): string => prices.find((one) => one.lookup_key === key)?.id ?? ''
  const items = [
    { id: seat?.id ?? '', price: idOf(price('seat')), quantity: seat?.quantity ?? 1 },
    ...(minute
      ? [{ id: minute.id, deleted: true }]
      : planId === 'business'
        ? [{ price: idOf(price('minute')) }]
        : []),
  ]
  await stripe.subscriptions.update(subscription?.id ?? '', { items, proration_behavior: 'none' })
  standIn.webhooks.held = []
  return [...standIn.world.events.values()].filter(({ id }) => !known.has(id))
}

async function readStored({ installation, tenantId }: Place): Promise<string> {
  const [row] = await installation.admin`
    select plan_id, plan_version, paid_by, status, trial_ends_at, paid_until, period_starts_at, period_ends_at,
      external_id, seats, cancels_at, metered_from
    from subscriptions where tenant_id = ${tenantId}`
  return JSON.stringify(row)
}

const concernsCustomer = ({ standIn }: Place) => {
  const { customers } = standIn.world
  return ({ data }: StripeEvent): boolean => {
    const about = data.object as { id?: string; customer?: string }
    return customers.has(about.customer ?? about.id ?? '')
  }
}

/** Each of the customer's events must be stored once and processed, with no others, and one audit row per change. */
async function wrongRows(
  place: Place,
  events: readonly StripeEvent[],
  changes: number,
): Promise<string[]> {
  const { installation, tenantId } = place
  const wanted = events.filter(concernsCustomer(place)).map(({ id }) => id)
  const rows = await installation.admin<{ id: string; done: boolean }[]>`
    select event_id as id, done_at is not null as done from billing_events where tenant_id = ${tenantId}`
  const kept = rows.map(({ id }) => id).sort()
  const lines = await installation.admin<{ line: string }[]>`
    select (data->>'from') || ' to ' || (data->>'to') as line from audit_log
    where tenant_id = ${tenantId} and action like 'plan.%' order by id`
  const faults: string[] = []
  if (kept.join() !== wanted.sort().join())
    faults.push(`${kept.length} events are kept, ${wanted.length} came`)
  if (rows.some(({ done }) => !done)) faults.push('an event is not done')
  if (lines.length !== changes) faults.push(`audited ${lines.map(({ line }) => line).join(', ')}`)
  return faults
}
