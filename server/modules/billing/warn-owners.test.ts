import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { changeLimits } from '../../../tenants/limits/change-limits.ts'
import { changePlan } from '../../../tenants/plans/change-plan.ts'
import { readQueueWeights } from '../../../tenants/plans/queue-weights.ts'
import { type Client, openTenant } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { JobCtx } from '../../jobs/define-job.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { limitNames, limitOf } from '../../../tenants/limits/limit-list.ts'
import { addSpending } from '../../../tenants/limits/usage-counts.ts'
import { createLog } from '../../platform/log.ts'
import { renderMail } from '../mail/index.ts'
import { enqueueWarning } from './enqueue-warning.ts'
import type { BillingView } from './contract.ts'
import { warnOwners } from './warn-owners.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

async function openWarned(slug: string) {
  const client: Client = await openTenant(installation, slug)
  const [row] = await installation.admin<
    { id: string }[]
  >`select id from tenants where slug = ${slug}`
  const tenantId = row?.id ?? ''
  const { db, sealer } = installation.services
  const inTenant = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> =>
    withTenant(db, systemCtx(tenantId, 'test', newId()), work)
  return {
    client,
    tenantId,
    set: (...settings: string[]) => changeLimits(db, tenantId, null, { set: settings, unset: [] }),
    /** Spends an amount in cents; returns whether mail was queued. */
    spend: (cents: number) =>
      inTenant(async (tx) => {
        const { warning } = await addSpending(tx, null, cents * 10_000)
        await enqueueWarning(tx, warning)
        const asked = await tx.sql`
          select 1 from outbox where tenant_id = ${tenantId} and name = 'limit.warn'`
        return asked.length > 0
      }),
    warn: async (withMailer = true): Promise<unknown> => {
      const ctx: JobCtx = {
        ...systemCtx(tenantId, 'test', newId()),
        jobId: newId(),
        held: {},
        queuedAt: new Date(),
        attempt: 1,
        isFinalAttempt: false,
        signal: new AbortController().signal,
        log: createLog('silent'),
      }
      const deps = { db, sealer, mailer: withMailer ? {} : null }
      return warnOwners.handle(deps, ctx, { organisationId: tenantId })
    },
    letters: async (): Promise<string[]> => {
      const rows = await installation.admin<{ recipient: string }[]>`
        select recipient from mails where tenant_id = ${tenantId} and kind = 'limit-warning' order by id`
      return rows.map(({ recipient }) => recipient)
    },
  }
}

test('owners get one message per threshold and month; other members get none', async () => {
  const { client, spend, warn, letters, set } = await openWarned('warned')
  await addMember(installation, 'warned', 'owner', 'Olga')
  await addMember(installation, 'warned', 'admin', 'Ada')
  await set('modelCentsPerMonth=100')
  expect(await spend(79)).toBe(false)
  expect(await spend(1)).toBe(true)
  expect(await warn()).toBe('modelCentsPerMonth 80')
  expect((await letters()).sort()).toEqual(['olga@warned.example', 'owner@warned.example'])
  expect(await spend(5)).toBe(false)
  expect(await warn()).toBe('nothing new')
  expect((await client.get<BillingView>('/billing')).warnings).toEqual([
    { name: 'modelCentsPerMonth', threshold: 80 },
  ])
  expect(await spend(20)).toBe(true)
  await Promise.all([warn(), warn(), warn()])
  expect(await letters()).toHaveLength(4)
  expect((await client.get<BillingView>('/billing')).warnings).toEqual([
    { name: 'modelCentsPerMonth', threshold: 100 },
  ])
})

test('reaching several thresholds at once sends one message; without a mail server none is queued', async () => {
  const { spend, warn, letters, set } = await openWarned('at-once')
  await set('modelCentsPerMonth=100')
  expect(await spend(150)).toBe(true)
  expect(await warn(false)).toBe('modelCentsPerMonth 100')
  expect(await warn()).toBe('nothing new')
  expect(await letters()).toEqual([])
})

test('the message explains the consequence in both languages, for every limit', () => {
  const named = limitNames.filter((name) => limitOf(name).warns)
  expect(named).toContain('transcribedMinutesPerMonth')
  for (const name of named) {
    for (const threshold of [80, 100]) {
      const data = { organisation: 'Acme', name, threshold }
      const [en, ru] = [
        renderMail('limit-warning', 'en', data),
        renderMail('limit-warning', 'ru', data),
      ]
      expect(en.text).toContain(limitOf(name).unit.en)
      expect(en.text).toContain('Organisation → Plan')
      expect(ru.text).toContain(limitOf(name).unit.ru)
      expect(en.text).not.toContain('past it is refused')
      expect(ru.text).not.toContain('сверх него')
      expect(en.subject).toContain(threshold === 80 ? '80 %' : 'used up')
    }
  }
})

test('if owners have capped the minutes, the message says that recordings wait at the cap', () => {
  const data = {
    organisation: 'Acme',
    name: 'transcribedMinutesPerMonth',
    threshold: 100,
    price: { minorDecimal: '3.6', currency: 'usd' },
    cap: { minor: 5_000, currency: 'usd', minutes: 16_388 },
  } as const
  const en = renderMail('limit-warning', 'en', data)
  const ru = renderMail('limit-warning', 'ru', data)
  for (const { text } of [en, ru]) expect(text).toMatch(/\$50\.00|50,00\s\$/)
  expect(en.text).toContain('recordings wait')
  expect(ru.text).toContain('записи ждут')
})

test('if minutes are paid for, the message states the price per minute', async () => {
  const minutes = {
    organisation: 'Acme',
    name: 'transcribedMinutesPerMonth',
    threshold: 100,
  } as const
  const price = { minorDecimal: '3.6', currency: 'usd' }
  const en = renderMail('limit-warning', 'en', { ...minutes, price })
  const ru = renderMail('limit-warning', 'ru', { ...minutes, price })
  expect(en.text).toContain('From now on, each further minute costs $0.036')
  expect(en.text).not.toContain('recordings wait')
  expect(ru.text).toContain('Теперь каждая следующая минута стоит 0,036\u00a0$')
  expect(ru.text).not.toContain('сами продолжаются')
})

test('workers give a plan its higher weight while it is active', async () => {
  const { tenantId } = await openWarned('weighty')
  const { db } = installation.services
  const weight = async () => (await readQueueWeights(db)).get(tenantId)
  expect(await weight()).toBeUndefined()
  await changePlan(db, tenantId, { plan: 'business', trialUntil: new Date(Date.now() + 60_000) })
  expect(await weight()).toBe(4)
  await installation.admin`
    update subscriptions set trial_ends_at = now() where tenant_id = ${tenantId}`
  expect(await weight()).toBeUndefined()
  await changePlan(db, tenantId, {
    plan: 'business',
    paidUntil: new Date(Date.now() + 86_400_000),
  })
  expect(await weight()).toBe(4)
  await installation.admin`update subscriptions set cancels_at = now() where tenant_id = ${tenantId}`
  expect(await weight()).toBeUndefined()
})
