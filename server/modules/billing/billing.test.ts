import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { changeLimits } from '../../../tenants/limits/change-limits.ts'
import { changePlan } from '../../../tenants/plans/change-plan.ts'
import { plans } from '../../../tenants/plans/index.ts'
import { type Client, openTenant, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { BillingView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

const idOf = async (slug: string): Promise<string> => {
  const [row] = await installation.admin<
    { id: string }[]
  >`select id from tenants where slug = ${slug}`
  return row?.id ?? ''
}

const read = (client: Client) => client.get<BillingView>('/billing')
const limitOf = ({ limits }: BillingView, name: string) => limits.find((one) => one.name === name)
const useOf = ({ usage }: BillingView, name: string) => usage.find((one) => one.name === name)

test('an organisation without a plan is self-hosted and has no plan limits', async () => {
  const client = await openTenant(installation, 'own')
  const billing = await read(client)
  expect(billing).toMatchObject({
    subscription: null,
    lapsed: null,
    warnings: [],
    provider: 'none',
  })
  expect(billing.plan).toMatchObject({ id: 'self-hosted', name: { ru: 'Своя установка' } })
  expect(billing.limits.map(({ origin }) => origin)).not.toContain('plan')
  expect(limitOf(billing, 'transcribedMinutesPerMonth')).toMatchObject({ limit: null })
  expect(useOf(billing, 'members')).toEqual({ name: 'members', used: 1, startsAgainAt: null })
  const { startsAgainAt } = useOf(billing, 'transcribedMinutesPerMonth') ?? {}
  expect(startsAgainAt).toMatch(/-01T00:00:00.000Z$/)
})

test('an operator’s override takes precedence over the plan, and the plan over the default, until it ends', async () => {
  const client = await openTenant(installation, 'chosen')
  const tenantId = await idOf('chosen')
  const { db } = installation.services
  await changePlan(db, tenantId, { plan: 'team' })
  await changeLimits(db, tenantId, null, {
    set: ['members=40', 'ownScenarios=none'],
    unset: [],
    reason: 'Autumn project',
    until: new Date(Date.now() + 3_600_000),
  })
  const billing = await read(client)
  expect(billing.plan).toMatchObject({ id: 'team', version: 1 })
  expect(limitOf(billing, 'storedBytes')).toMatchObject({
    limit: plans.newest('team')?.limits.storedBytes as number,
    origin: 'plan',
    reason: null,
  })
  expect(limitOf(billing, 'members')).toMatchObject({ limit: 40, origin: 'override' })
  expect(limitOf(billing, 'ownScenarios')).toMatchObject({ limit: null, reason: 'Autumn project' })
  expect(limitOf(billing, 'apiKeys')).toMatchObject({ limit: 1_000, origin: 'default' })
  await installation.admin`
    update quota_limits set expires_at = now() where tenant_id = ${tenantId}`
  expect(limitOf(await read(client), 'members')).toMatchObject({
    limit: 25,
    origin: 'plan',
    until: null,
  })
  const lines = await installation.admin`
    select action from audit_log where tenant_id = ${tenantId} and actor_kind = 'system' order by id`
  expect(lines.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['plan.changed', 'limit.set']),
  )
})

test('shows when an unpaid plan ends and which limits apply afterwards', async () => {
  const client = await openTenant(installation, 'by-invoice')
  const tenantId = await idOf('by-invoice')
  await changePlan(installation.services.db, tenantId, {
    plan: 'business',
    paidUntil: new Date('2027-02-01T00:00:00Z'),
  })
  const billing = await read(client)
  expect(billing.subscription).toMatchObject({
    planId: 'business',
    paidBy: 'invoice',
    paidUntil: '2027-02-01T00:00:00.000Z',
    endsAt: '2027-02-15T00:00:00.000Z',
  })
  await installation.admin`
    update subscriptions set paid_until = now() - interval '20 days' where tenant_id = ${tenantId}`
  const lapsed = await read(client)
  expect(lapsed).toMatchObject({ lapsed: 'unpaid', plan: { id: 'free' } })
  expect(lapsed.subscription?.planId).toBe('business')
})

test('is available to owners, admins and keys with the scope', async () => {
  const owner = await openTenant(installation, 'seen')
  const admin = await addMember(installation, 'seen', 'admin', 'Ada')
  expect((await admin.send('/billing')).status).toBe(200)
  for (const role of ['author', 'member', 'viewer'] as const) {
    const one = await addMember(installation, 'seen', role, `By${role}`)
    expect(await refusalOf(await one.send('/billing'))).toBe('403 forbidden')
  }
  expect((await installation.request('seen', '/api/v1/billing')).status).toBe(401)
  const made = await owner.post('/api-keys', { name: 'Reports', scopes: ['billing:read'] })
  const { key } = (await made.json()) as { key: string }
  expect((await installation.request('seen', '/api/v1/billing', { token: key })).status).toBe(200)
  const other = await owner.post('/api-keys', { name: 'Else', scopes: ['meetings:read'] })
  const { key: blind } = (await other.json()) as { key: string }
  const refused = await installation.request('seen', '/api/v1/billing', { token: blind })
  expect(await refusalOf(refused)).toBe('403 scope_missing')
})
