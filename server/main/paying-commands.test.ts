import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentOf } from '../../ops/test/aam-process.ts'
import { type CommandOutcome, runCommand } from '../../ops/test/run-command.ts'
import { openTenant } from '../http/test/meetings.ts'
import {
  checkout,
  customerOf,
  enterCard,
  openPaying,
  type PayingInstallation,
  subscribe,
} from '../modules/billing/payments/test/paying.ts'

// Each command is a separate process.
setDefaultTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-paying-'))
let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await paying.close()
})

const aam = (...args: string[]): Promise<CommandOutcome> =>
  runCommand(args, {
    folder,
    env: {
      ...environmentOf(paying.installation.services),
      STRIPE_SECRET_KEY: 'sk_test_installation',
      STRIPE_API_BASE: paying.standIn.url,
    },
  })

const subscriptionsOf = async (slug: string): Promise<{ id: string; status: string }[]> => {
  const customer = await customerOf(paying.installation, slug)
  return (await paying.stripe.subscriptions.list({ customer, status: 'all' })).data
}

test('tenant create starts on the free plan, and the report names organisations without a plan', async () => {
  await paying.installation.createTenant('cli-before')
  await paying.installation.admin`
    delete from subscriptions where tenant_id = (select id from tenants where slug = 'cli-before')`
  const owner = ['--owner-email', 'a@new.example', '--owner-password', 'long enough 1']
  const made = await aam('tenant', 'create', 'cli-new', '--name', 'New', ...owner)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toMatch(/^Created cli-new \([0-9a-f-]{36}\)\.$/)
  const report = await aam('billing', 'report')
  expect(report.out).toMatch(/^cli-new +free@1 +0 of 300/m)
  expect(report.out).toMatch(/^1 without a plan, which nothing limits: cli-before\. “bun aam/m)
})

test('billing override closes an open checkout page and assigns a plan by invoice', async () => {
  const client = await openTenant(paying.installation, 'cli-invoice')
  const url = await checkout(client, 'team')
  const byInvoice = ['--plan', 'enterprise', '--by-invoice', '--paid-until', '2031-02-28']
  const given = await aam('billing', 'override', 'cli-invoice', ...byInvoice)
  expect(given).toMatchObject({ code: 0, err: '' })
  expect(given.out).toContain('by invoice, paid until 2031-02-28')
  await enterCard(url)
  expect(await subscriptionsOf('cli-invoice')).toEqual([])
})

test('billing override is rejected while a card pays, and while Stripe is unreachable', async () => {
  const client = await openTenant(paying.installation, 'cli-card')
  await enterCard(await checkout(client, 'team'))
  const override = () => aam('billing', 'override', 'cli-card', '--plan', 'enterprise')
  const refused = await override()
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toStartWith('This organisation pays for its plan by card.')
  expect(refused.err.split('\n')).toHaveLength(1)
  paying.standIn.world.faults.push({
    path: '/v1/',
    method: null,
    kind: '429',
    left: 3,
    retryAfterSeconds: 60,
  })
  const away = await override()
  paying.standIn.world.faults.length = 0
  expect(away).toMatchObject({ code: 1, out: '' })
  expect(away.err).toMatch(/^Stripe could not be asked \(.+\)\. Say it again later/)
  expect((await subscriptionsOf('cli-card')).map(({ status }) => status)).toEqual(['active'])
})

test('tenant suspend names the subscription that is still charged', async () => {
  const client = await openTenant(paying.installation, 'cli-held')
  await subscribe(client, 'team')
  const [one] = await subscriptionsOf('cli-held')
  const suspended = await aam('tenant', 'suspend', 'cli-held')
  expect(suspended).toMatchObject({ code: 0, err: '' })
  expect(suspended.out).toMatch(/^status +suspended$/m)
  expect(suspended.out.split('\n').at(-1)).toBe(
    `Its card is still charged for team@1: cancel the subscription ${one?.id} at Stripe if it should not be.`,
  )
  expect((await aam('tenant', 'resume', 'cli-held')).out).not.toContain('Stripe')
  const again = await aam('tenant', 'suspend', 'cli-held', '--json')
  expect(JSON.parse(again.out)).toMatchObject({
    status: 'suspended',
    subscription: { id: one?.id, plan: 'team@1' },
  })
})
