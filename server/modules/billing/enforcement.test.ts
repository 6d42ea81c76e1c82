import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../db/tenant.ts'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../ops/test/installation.ts'
import { changeLimits } from '../../../tenants/limits/change-limits.ts'
import { changePlan } from '../../../tenants/plans/change-plan.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { requireCapacity } from '../../../tenants/limits/capacity.ts'
import type { DraftView } from '../scenarios/contract.ts'
import type { SentInvitations } from '../identity/invitations/contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

interface Limited {
  client: Client
  tenantId: string
  set(...settings: string[]): Promise<unknown>
}

async function openLimited(slug: string): Promise<Limited> {
  const client = await openTenant(installation, slug)
  const [row] = await installation.admin<
    { id: string }[]
  >`select id from tenants where slug = ${slug}`
  const tenantId = row?.id ?? ''
  const { db } = installation.services
  return {
    client,
    tenantId,
    set: (...settings) => changeLimits(db, tenantId, null, { set: settings, unset: [] }),
  }
}

const tally = (values: string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

async function invite(client: Client, emails: string[]): Promise<string[]> {
  const sent = await client.post('/invitations', { emails, role: 'member' })
  const { data } = (await sent.json()) as SentInvitations
  return data.map(({ link = '' }) => link.split('#token=')[1] ?? '')
}

const accept = (slug: string, token: string) =>
  installation.request(slug, '/api/v1/auth/invitations/accept', {
    method: 'POST',
    json: { token, name: 'Ivan Petrov', password: testPassword },
  })

test('of two hundred concurrent joins exactly one takes the last seat', async () => {
  const { tenantId, set } = await openLimited('seats')
  await set('members=2')
  const { db } = installation.services
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, () =>
      withTenant(db, systemCtx(tenantId, 'test', newId()), async (tx) => {
        await requireCapacity(tx, 'members')
        const id = newId()
        await tx.sql`
          insert into users (tenant_id, id, email, name, role)
          values (${tenantId}, ${id}, ${`${id}@seats.example`}, 'Somebody', 'member')`
        return 'taken'
      }).catch((error: { code?: string }) => error.code ?? String(error)),
    ),
  )
  expect(tally(outcomes)).toEqual({ taken: 1, member_limit_reached: 199 })
})

test('invitations past the limit are rejected, stay valid and work once there is room', async () => {
  const { client, set } = await openLimited('joining-limit')
  await set('members=3')
  const [one = '', two = '', three = ''] = await invite(client, [
    'a@x.example',
    'b@x.example',
    'c@x.example',
  ])
  const answers = await Promise.all([one, two, three].map((token) => accept(client.slug, token)))
  expect(tally(answers.map(({ status }) => String(status)))).toEqual({ '200': 2, '409': 1 })
  const refusedAt = answers.findIndex(({ status }) => status === 409)
  const problem = await problemOf(answers[refusedAt] ?? new Response())
  expect(problem.code).toBe('member_limit_reached')
  expect(problem.detail).toContain('may have 3 members, and 3 are used')
  await set('members=4')
  expect((await accept(client.slug, [one, two, three][refusedAt] ?? '')).status).toBe(200)
})

test('a returning member takes a seat; current members stay', async () => {
  const { client, set } = await openLimited('back')
  const mel = await addMember(installation, 'back', 'member', 'Mel')
  const change = (status: string) =>
    client.send(`/members/${mel.userId}`, { method: 'PATCH', json: { status } })
  expect((await change('deactivated')).status).toBe(200)
  await set('members=1')
  expect(await refusalOf(await change('active'))).toBe('409 member_limit_reached')
  await set('members=0')
  expect((await client.send('/me')).status).toBe(200)
  await set('members=2')
  expect((await change('active')).status).toBe(200)
})

test('of two hundred concurrent scenario drafts exactly one takes the last place', async () => {
  const { client, set } = await openLimited('scenarios-limit')
  await set('ownScenarios=1')
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) => client.post('/scenarios', { id: `own-${at}` })),
  )
  const codes = await Promise.all(
    answers.map(async (answer) => (answer.status === 201 ? 'made' : refusalOf(answer))),
  )
  expect(tally(codes)).toEqual({ made: 1, '409 scenario_limit_reached': 199 })
  const made = answers.find(({ status }) => status === 201) ?? new Response()
  const { id } = (await made.json()) as DraftView
  expect((await client.send(`/scenarios/${id}/draft`, { method: 'DELETE' })).status).toBe(204)
  expect((await client.post('/scenarios', { id: 'another' })).status).toBe(201)
})

test('a scenario with only deprecated versions frees its place until it is edited again', async () => {
  const { client, tenantId, set } = await openLimited('deprecated-limit')
  const made = await client.post('/scenarios', { id: 'older' })
  const { files, digest } = (await made.json()) as DraftView
  await installation.admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash, origin, state, body_digest, words)
    select ${tenantId}, 'older', '1.0.0', repeat('a', 64), 'own', 'deprecated', ${digest},
      jsonb_build_object('title', title, 'description', title, 'sections', '[]'::jsonb)
    from scenarios where tenant_id = ${tenantId} and id = 'older'`
  await installation.admin`
    update scenarios set draft_digest = null where tenant_id = ${tenantId} and id = 'older'`
  await set('ownScenarios=1')
  expect((await client.post('/scenarios', { id: 'newer' })).status).toBe(201)
  const save = () => client.send('/scenarios/older/draft', { method: 'PUT', json: { files } })
  expect(await refusalOf(await save())).toBe('409 scenario_limit_reached')
  await set('ownScenarios=2')
  expect((await save()).status).toBe(200)
  // Editing continues after the limit was lowered.
  await set('ownScenarios=0')
  expect((await save()).status).toBe(200)
})

test('rejects a retention longer than the plan allows, and keeps what was set before', async () => {
  const { client, tenantId } = await openLimited('retention-limit')
  const change = (json: object) => client.send('/settings/retention', { method: 'PATCH', json })
  expect((await change({ media: 24 * 200 })).status).toBe(200)
  await changePlan(installation.services.db, tenantId, { plan: 'free' })
  expect((await change({ transcript: 24 * 90 })).status).toBe(200)
  const problem = await problemOf(await change({ media: 24 * 91, results: null }))
  expect(problem).toMatchObject({ status: 422, code: 'retention_limit_reached' })
  expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/media', '/results'])
  expect(problem.detail).toContain('90 days')
  expect(await client.get('/settings/retention')).toMatchObject({
    media: 24 * 200,
    transcript: 24 * 90,
    results: null,
  })
})

test('rejects a per-person value for an organisation-wide limit', async () => {
  const { client, tenantId } = await openLimited('person-limit')
  const email = `owner@${client.slug}.example`
  const set = changeLimits(installation.services.db, tenantId, email, {
    set: ['members=3'],
    unset: [],
  })
  await expect(set).rejects.toThrow('limit of an organisation')
  const lines = await changeLimits(installation.services.db, tenantId, email, {
    set: [],
    unset: [],
  })
  expect(lines.map(({ name }) => name)).not.toContain('members')
  expect(lines.map(({ name }) => name)).toContain('transcribedMinutesPerMonth')
})

test('rejects a feature that the plan lacks; without a plan all features are available', async () => {
  const { client, tenantId } = await openLimited('features')
  const exported = () => client.send('/audit/export?format=json')
  const provide = () =>
    client.send('/settings/providers/speech', {
      method: 'PUT',
      json: { baseUrl: null, key: 'a-key-of-our-own-0123456789' },
    })
  expect((await exported()).status).toBe(200)
  await changePlan(installation.services.db, tenantId, { plan: 'free' })
  expect(await refusalOf(await exported())).toBe('403 not_in_plan')
  expect(await refusalOf(await provide())).toBe('403 not_in_plan')
  await changePlan(installation.services.db, tenantId, { plan: 'business' })
  expect((await exported()).status).toBe(200)
  expect((await provide()).status).toBe(200)
  // Existing things stay, and their keys can be replaced.
  await changePlan(installation.services.db, tenantId, { plan: 'free' })
  expect((await provide()).status).toBe(200)
})
