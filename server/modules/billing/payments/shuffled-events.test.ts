import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { release } from '../../../../ops/stand-ins/stripe/control/release.ts'
import type { Waiting } from '../../../../ops/stand-ins/stripe/webhooks/deliver.ts'
import { type Client, openTenant } from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { syncBilling } from './sync.ts'
import {
  advance,
  failsLater,
  idOf,
  openPaying,
  type PayingInstallation,
  subscribe,
  takeCard,
  webhookSecret,
} from './test/paying.ts'

setDefaultTimeout(120_000)

const seeds = 100
const slug = 'lives'

let paying: PayingInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  paying = await openPaying({ worker: false, tells: false })
  paying.standIn.webhooks.fixed.push({
    url: `http://127.0.0.1:${paying.installation.port}/webhooks/stripe`,
    secret: webhookSecret,
    enabledEvents: ['*'],
    isEnabled: true,
  })
  paying.standIn.webhooks.setMode('hold')
  client = await openTenant(paying.installation, slug)
  tenantId = await idOf(paying.installation, slug)
})
afterAll(() => paying.close())

/** What a `billing.sync` job does. */
const sync = () => {
  const { db, payments } = paying.installation.services
  return syncBilling({ db, payments }, systemCtx(tenantId, 'test', newId()))
}

/** A life of a subscription, from its page to a month that is not paid. */
async function live(): Promise<void> {
  await subscribe(client, 'team')
  await client.post('/billing/plan', { planId: 'business' })
  await client.post('/billing/plan', { planId: 'free' })
  await client.post('/billing/resume')
  const turn = new Date()
  turn.setUTCMonth(turn.getUTCMonth() + 1, 2)
  await advance(paying, turn)
  await client.post('/billing/plan', { planId: 'team' })
  await takeCard(paying, slug, failsLater)
  turn.setUTCMonth(turn.getUTCMonth() + 1, 2)
  await advance(paying, turn)
}

const standing = async () => {
  const [row] = await paying.installation.admin`
    select plan_id, plan_version, paid_by, status, trial_ends_at, paid_until, period_starts_at, period_ends_at,
      external_id, seats, cancels_at, metered_from
    from subscriptions where tenant_id = ${tenantId}`
  return { ...row }
}

/** As if nothing had been told yet. */
async function forget(): Promise<void> {
  const { admin } = paying.installation
  await admin`delete from billing_events where tenant_id = ${tenantId}`
  await admin`
    update subscriptions set plan_id = 'free', paid_by = 'none', status = 'active', external_id = null, seats = null,
      paid_until = null, period_ends_at = null, metered_from = null, cancels_at = null where tenant_id = ${tenantId}`
}

/** Delivers all held events, which stay held; jobs run beside, some of them at the same time. */
async function deliver(held: readonly Waiting[], seed: number): Promise<void> {
  const { webhooks } = paying.standIn
  webhooks.held = [...held]
  await release(webhooks, { forge: 'wrong_secret', limit: 2 })
  const syncs: Promise<unknown>[] = []
  const duplicates = seed % 2
  const some = 8 + (seed % 9)
  while (webhooks.held.length > 0) {
    const sent = await release(webhooks, { order: 'shuffled', seed, duplicates, limit: some })
    expect(sent.every(({ status }) => status === 200)).toBe(true)
    syncs.push(sync())
    if (syncs.length % 3 === 0) await Promise.all(syncs)
  }
  await Promise.all(syncs)
  await sync()
}

test('a life’s events, shuffled, doubled and forged over 100 seeds, end as they do in order', async () => {
  await live()
  await sync()
  const { webhooks } = paying.standIn
  const held = [...webhooks.held]
  const mine = new Set(held.map(({ event }) => event.id))
  expect(mine.size).toBeGreaterThan(20)
  const inOrder = await standing()
  expect(inOrder).toMatchObject({ plan_id: 'team', status: 'past_due', paid_by: 'card' })
  let kept: number | null = null
  for (let seed = 0; seed < seeds; seed += 1) {
    await forget()
    await deliver(shuffle(held, seed), seed)
    expect(await standing()).toEqual(inOrder)
    const rows = await paying.installation.admin<{ id: string; done: boolean }[]>`
      select event_id as id, done_at is not null as done from billing_events where tenant_id = ${tenantId}`
    expect(rows.every(({ id, done }) => done && mine.has(id))).toBe(true)
    kept ??= rows.length
    expect(rows.length).toBe(kept)
  }
})

/** Fisher and Yates, from a seed. */
function shuffle<T>(all: readonly T[], seed: number): T[] {
  const shuffled = [...all]
  let state = seed + 1
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    state = (state * 48_271) % 2_147_483_647
    const other = state % (at + 1)
    const [one, two] = [shuffled[at] as T, shuffled[other] as T]
    shuffled[at] = two
    shuffled[other] = one
  }
  return shuffled
}
