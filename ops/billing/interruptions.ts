import { withTenant } from '../../db/tenant.ts'
import { readPrice } from '../../server/adapters/stripe/lookup-key.ts'
import { type Client, clientOf } from '../../server/http/test/meetings.ts'
import { addMember } from '../../server/http/test/members.ts'
import { seatsOf } from '../../server/modules/billing/payments/sync.ts'
import {
  checkout,
  enterCard,
  idOf,
  openPaying,
  type PayingInstallation,
  webhookSecret,
} from '../../server/modules/billing/payments/test/paying.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { changeLimits } from '../../tenants/limits/change-limits.ts'
import { findFreePort } from '../../server/jobs/test/redis-server.ts'
import { faultKinds } from '../stand-ins/stripe/wire/ordered-fault.ts'
import { eventually, requestTo, testPassword } from '../test/installation.ts'
import { type Killable, spawnKillableApi, spawnWorker } from './killable.ts'
import { createRandom, type Random } from './random.ts'
import { memberStatuses } from '../../plugins/vocabulary.ts'

export interface InterruptionsOutcome {
  kills: number
  /** What owners did, by whether they received a response. */
  answered: number
  unanswered: number
  /** Subscriptions that were started, and ended or are still active. */
  subscriptions: number
  webhooks: number
  faults: string[]
}

interface Owner {
  slug: string
  tenantId: string
  members: string[]
}

interface Place extends PayingInstallation {
  port: number
  random: Random
  owners: Owner[]
  outcome: InterruptionsOutcome
  isOver: boolean
}

const longestLifeMs = 6_000
const settlesWithinMs = 150_000

/**
 * Owners subscribe, change plans, cancel, resume, and add and remove people, while API and workers are killed at
 * random moments and the provider sometimes fails or does not confirm what it has done. At the end, nobody is the
 * provider's customer twice, nobody has two subscriptions, and what is stored equals what the provider has, seats
 * included.
 */
export async function proveInterruptions(options: {
  kills: number
  seed: number
  organisations?: number
  tell?: (line: string) => void
}): Promise<InterruptionsOutcome> {
  const paying = await openPaying({ worker: false, sendsWebhooks: false })
  const place: Place = {
    ...paying,
    port: await findFreePort(),
    random: createRandom(options.seed),
    owners: [],
    outcome: { kills: 0, answered: 0, unanswered: 0, subscriptions: 0, webhooks: 0, faults: [] },
    isOver: false,
  }
  paying.standIn.webhooks.fixed.push({
    url: `http://127.0.0.1:${place.port}/webhooks/stripe`,
    secret: webhookSecret,
    enabledEvents: ['*'],
    isEnabled: true,
  })
  try {
    for (let at = 0; at < (options.organisations ?? 5); at += 1)
      place.owners.push(await openOwner(place, `changed-${at}`))
    return await run(place, options)
  } finally {
    await paying.close()
  }
}

async function openOwner({ installation }: Place, slug: string): Promise<Owner> {
  await installation.createTenant(slug)
  const tenantId = await idOf(installation, slug)
  const set = ['requestsPerMinute=none', 'members=none']
  await changeLimits(installation.services.db, tenantId, null, { set, unset: [] })
  const members: string[] = []
  for (const name of ['Ann', 'Bob', 'Cem', 'Dee'])
    members.push((await addMember(installation, slug, 'member', name)).userId)
  return { slug, tenantId, members }
}

/** Signs in at the API that is killed repeatedly; its tokens stay valid at the next one. */
async function signIn({ port }: Place, { slug }: Owner): Promise<Client> {
  const request = requestTo(port)
  const token = await eventually(async () => {
    const json = { email: `owner@${slug}.example`, password: testPassword }
    const signedIn = await request(slug, '/api/v1/auth/login', { method: 'POST', json }).catch(
      () => null,
    )
    return signedIn?.ok && ((await signedIn.json()) as { accessToken: string }).accessToken
  }, 60_000)
  return clientOf({ request }, slug, token)
}

/** Before anything is killed: on a busy machine an API may never live long enough for it. */
async function signInAll(place: Place): Promise<{ owner: Owner; client: Client }[]> {
  const api = startApi(place)
  await api.started
  const signedIn = await Promise.all(
    place.owners.map(async (owner) => ({ owner, client: await signIn(place, owner) })),
  )
  await api.kill('SIGKILL')
  return signedIn
}

async function run(
  place: Place,
  { kills, tell }: Parameters<typeof proveInterruptions>[0],
): Promise<InterruptionsOutcome> {
  const { outcome, standIn, random } = place
  const signedIn = await signInAll(place)
  const acting = signedIn.map(({ owner, client }) => act(place, owner, client))
  const killing = async (start: () => Killable): Promise<void> => {
    while (outcome.kills < kills) {
      outcome.kills += 1
      if (random.chance(0.5)) disturb(place)
      const one = start()
      if (random.chance(0.9)) await Promise.race([one.started, Bun.sleep(20_000)])
      await Bun.sleep(random.upTo(longestLifeMs))
      await one.kill('SIGKILL')
      if (outcome.kills % 10 === 0) tell?.(`${outcome.kills} of ${kills} kills`)
    }
  }
  await Promise.all([killing(() => startApi(place)), killing(() => startWorker(place))])
  place.isOver = true
  standIn.world.faults.length = 0
  const last = [startApi(place), startWorker(place)]
  try {
    await Promise.all([...acting, ...last.map(({ started }) => started)])
    await standIn.webhooks.settled()
    const isSettled = async (): Promise<boolean> => (await differences(place)).length === 0
    await eventually(isSettled, settlesWithinMs).catch(() => undefined)
    outcome.faults = await differences(place)
  } finally {
    await Promise.all(last.map((one) => one.kill('SIGTERM')))
  }
  outcome.subscriptions = standIn.world.subscriptions.size
  outcome.webhooks = standIn.webhooks.deliveries.length
  return outcome
}

const environmentOf = ({ standIn }: Place): Record<string, string> => ({
  STRIPE_SECRET_KEY: 'sk_test_installation',
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_BASE: standIn.url,
})

const spawnedBy = (place: Place) => ({
  services: place.installation.services,
  environment: environmentOf(place),
})
const startApi = (place: Place): Killable => spawnKillableApi(spawnedBy(place), place.port)
const startWorker = (place: Place): Killable => spawnWorker(spawnedBy(place), 'billing')

function disturb({ standIn, random }: Place): void {
  standIn.world.settings.latencyMs = random.upTo(40)
  standIn.world.faults.push({
    path: random.oneOf(['/v1/checkout', '/v1/subscriptions', '/v1/customers', '/v1/']),
    method: random.chance(0.7) ? 'POST' : null,
    kind: random.oneOf(faultKinds),
    left: 1 + random.upTo(3),
    retryAfterSeconds: 1,
  })
}

/** An owner does one thing after another, and does not always learn the outcome. */
async function act(place: Place, owner: Owner, client: Client): Promise<void> {
  const { random, outcome } = place
  const deeds: (() => Promise<unknown>)[] = [
    () => subscribe(place, client),
    () => client.post('/billing/plan', { planId: random.oneOf(['team', 'business']) }),
    () => client.post('/billing/plan', { planId: 'free' }),
    () => client.post('/billing/resume'),
    () => changeMember(place, client, owner),
    () => changeMember(place, client, owner),
    () => endAtProvider(place, owner),
  ]
  while (!place.isOver) {
    try {
      await random.oneOf(deeds)()
      outcome.answered += 1
    } catch {
      outcome.unanswered += 1
      await Bun.sleep(250)
    }
    await Bun.sleep(random.upTo(150))
  }
}

/** Sometimes on two pages at once, and pays on both. */
async function subscribe({ random }: Place, client: Client): Promise<void> {
  const plans = random.chance(0.3) ? ['team', 'business'] : [random.oneOf(['team', 'business'])]
  await Promise.all(plans.map(async (plan) => enterCard(await checkout(client, plan))))
}

/** Sometimes somebody ends a subscription in the provider's dashboard, so that another can start. */
async function endAtProvider({ random, standIn, stripe }: Place, { tenantId }: Owner) {
  const one = [...standIn.world.subscriptions.values()].find(
    ({ wire }) => wire.metadata['aam_organisation'] === tenantId && isInForce(wire.status),
  )
  if (one && random.chance(0.3)) await stripe.subscriptions.cancel(one.wire.id)
}

const changeMember = ({ random }: Place, client: Client, { members }: Owner) =>
  client.send(`/members/${random.oneOf(members)}`, {
    method: 'PATCH',
    json: { status: random.oneOf(memberStatuses) },
  })

const isInForce = (status: string): boolean => !['canceled', 'incomplete_expired'].includes(status)

/** Differences between what is stored and what the provider has, and duplicates at the provider. */
async function differences(place: Place): Promise<string[]> {
  const { installation, standIn, owners } = place
  const faults: string[] = []
  for (const { tenantId, slug } of owners) {
    const customers = [...standIn.world.customers.values()].filter(
      ({ metadata }) => metadata['aam_organisation'] === tenantId,
    )
    if (customers.length > 1) faults.push(`${slug} is ${customers.length} customers`)
    const inForce = [...standIn.world.subscriptions.values()]
      .map(({ wire }) => wire)
      .filter(({ customer, status }) => customer === customers[0]?.id && isInForce(status))
    if (inForce.length > 1) faults.push(`${slug} has ${inForce.length} subscriptions`)
    const { seat, plan } = readItems(inForce[0])
    const seats = await withTenant(
      installation.services.db,
      systemCtx(tenantId, 'proof', newId()),
      seatsOf,
    )
    const isLeaving = inForce[0]?.cancel_at_period_end ?? false
    const [row] = await installation.admin`
      select plan_id, external_id, seats, cancels_at is not null as leaves from subscriptions
      where tenant_id = ${tenantId}`
    const wanted = {
      plan_id: plan ?? 'free',
      external_id: inForce[0]?.id ?? null,
      seats: isLeaving ? (seat ?? null) : inForce[0] ? seats : null,
      leaves: isLeaving,
    }
    if (JSON.stringify({ ...row }) !== JSON.stringify(wanted) || (seat ?? null) !== wanted.seats)
      faults.push(`${slug}: ${JSON.stringify([row, wanted, seat])}`)
  }
  const undone = await installation.admin`select 1 from billing_events where done_at is null`
  if (undone.length > 0) faults.push(`${undone.length} events are not done`)
  return faults
}

function readItems(subscription: Parameters<typeof isOurs>[0] | undefined): {
  seat?: number
  plan?: string
} {
  const item = subscription && isOurs(subscription)
  if (!item) return {}
  const plan = readPrice(item.price as never)?.planId
  return { ...(item.quantity === undefined ? {} : { seat: item.quantity }), ...(plan && { plan }) }
}

const isOurs = (subscription: {
  items: { data: { price: object; quantity?: number }[] }
  cancel_at_period_end: boolean
}) =>
  subscription.items.data.find(({ price }) => readPrice(price as never)?.part === 'seat') ?? null
