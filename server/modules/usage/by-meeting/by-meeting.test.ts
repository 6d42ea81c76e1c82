import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { StripeStandIn } from '../../../../ops/stand-ins/stripe/server.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { type Client, createMeeting, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { newId } from '../../../platform/ids.ts'
import { reconcileMeter, recentMonths } from '../../billing/index.ts'
import {
  dayAgo,
  type Metered,
  openMetered,
  startMeteredStripe,
  testKey,
} from '../../billing/test/metered.ts'
import type { MeetingUsage, Usage } from '../contract.ts'
import { correctUsage } from '../correct-usage.ts'
import { meetingUsageSql } from './repo.ts'
import { rebuildSums, updateSums } from '../update-sums.ts'

setDefaultTimeout(60_000)

let stripe: StripeStandIn
let installation: TestInstallation
beforeAll(async () => {
  stripe = await startMeteredStripe()
  installation = await openInstallation({
    worker: false,
    stripe: { secretKey: testKey, webhookSecret: null, apiBase: stripe.url },
  })
})
afterAll(async () => {
  await installation.close()
  await stripe.stop()
})

const days = (from: number, to = 0): string => `from=${dayAgo(from)}&to=${dayAgo(to)}`
const read = (client: Client, query: string) => client.get<MeetingUsage>(`/usage/meetings?${query}`)
const correct = ({ tenantId }: Metered, event: string, seconds: number) =>
  correctUsage(installation.services.db, tenantId, event, { seconds, reason: 'Heard twice' })

test('the rows of a range add up to the meter’s sum, page by page', async () => {
  const metered = await openMetered(installation, stripe, 'pages')
  const { client, use, tenantId } = metered
  for (let at = 0; at < 7; at += 1) await use(100 + at, { daysAgo: 5 + at })
  await use(1_000, { daysAgo: 6, reported: false })
  await metered.report()
  const pages: MeetingUsage[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: MeetingUsage = await read(
      client,
      `${days(20)}&limit=3${cursor && `&cursor=${cursor}`}`,
    )
    pages.push(page)
    cursor = page.nextCursor
  }
  expect(pages.map(({ data }) => data.length)).toEqual([3, 3, 2])
  const rows = pages.flatMap(({ data }) => data)
  expect(rows.map(({ at }) => at)).toEqual(
    rows
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  )
  expect(new Set(rows.map(({ id }) => id)).size).toBe(8)
  const held = Object.values(metered.held()).reduce((sum, one) => sum + one, 0)
  expect(pages[0]?.totals).toEqual({ seconds: 1_721, meteredSeconds: held })
  expect(held).toBe(721)
  const paid = await read(client, `${days(20)}&metered=true&limit=100`)
  expect(paid.data.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(held)
  expect(paid.totals).toEqual({ seconds: held, meteredSeconds: held })
  expect((await read(client, days(7, 6))).totals.seconds).toBe(1_203)
  // Reconciled usage is reported under the same rows.
  const { db, payments } = installation.services
  if (payments) await reconcileMeter({ db, payments }, tenantId, recentMonths())
  expect((await read(client, days(20))).totals.meteredSeconds).toBe(1_721)
})

test('finds metered usage without scanning unreported ledger rows', async () => {
  const { tenantId, client } = await openMetered(installation, stripe, 'unreported')
  await installation.admin`
    with added as (
      insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds)
      select ${tenantId}, gen_random_uuid(), 'transcription:' || n, 'transcription', now() - make_interval(secs => n),
        'deepgram:nova-3', 60 from generate_series(1, 5000) as n returning id)
    insert into usage_pending (tenant_id, event_id) select ${tenantId}, id from added`
  await installation.admin`analyze usage_events`
  await installation.admin`analyze meter_reports`
  const plan = await withTenant(installation.services.db, { tenantId }, (tx) =>
    tx.sql.unsafe<{ 'QUERY PLAN': PlanNode[] }[]>(
      `explain (analyze, format json) ${meetingUsageSql(true, true)}`,
      [tenantId, dayAgo(5), dayAgo(0), 21, null] as never[],
    ),
  )
  expect(rowsRead(plan[0]?.['QUERY PLAN'], 'usage_events')).toBe(0)
  expect((await read(client, `${days(5)}&metered=true`)).data).toEqual([])
  expect((await read(client, days(5))).data).toHaveLength(20)
})

interface PlanNode {
  'Relation Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
}

/** Rows of a table that a query plan has read. */
function rowsRead(node: unknown, table: string): number {
  if (typeof node !== 'object' || node === null) return 0
  const { 'Actual Rows': rows = 0, 'Actual Loops': loops = 0, ...rest } = node as PlanNode
  const removed = rest['Rows Removed by Filter'] ?? 0
  const own = rest['Relation Name'] === table ? (rows + removed) * loops : 0
  return Object.values(node).reduce((all: number, one) => all + rowsRead(one, table), own)
}

test('shows titles of existing meetings and none of deleted ones', async () => {
  const { client, use } = await openMetered(installation, stripe, 'titles')
  const { id } = await createMeeting(client, { title: 'Kick-off' })
  const [known, gone] = [await use(60), await use(61)]
  await installation.admin`update usage_events set meeting_id = ${id} where id = ${known}`
  await installation.admin`update usage_events set meeting_id = ${newId()} where id = ${gone}`
  const { data } = await read(client, days(0))
  expect(data.map(({ title }) => title)).toEqual([null, 'Kick-off'])
  expect(data[1]?.meetingId).toBe(id)
  const csv = await client.send(`/usage/meetings?${days(0)}&format=csv`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const lines = (await csv.text()).trim().split('\r\n')
  expect(lines[0]).toEndWith('at,meeting,meetingId,seconds,isMetered,id,corrects')
  expect(lines[2]).toContain(`Kick-off,${id},60,true,${known},`)
})

test('requires the right to see billing, and hides other organisations’ rows', async () => {
  const { client, use } = await openMetered(installation, stripe, 'mine')
  await use(60)
  const other = await openTenant(installation, 'not-mine')
  expect((await read(other, days(0))).data).toEqual([])
  const page = await read(client, `${days(0)}&limit=1`)
  expect(page.data).toHaveLength(1)
  const member = await addMember(installation, 'mine', 'member', 'Mel')
  const asMember = await installation.request('mine', '/api/v1/usage/meetings', {
    token: member.token,
  })
  expect(await refusalOf(asMember)).toBe('403 forbidden')
  expect((await installation.request('mine', '/api/v1/usage/meetings')).status).toBe(401)
  expect(await refusalOf(await client.send('/usage/meetings?cursor=abc'))).toBe(
    '422 invalid_request',
  )
  expect(await refusalOf(await client.send('/usage/meetings?from=2026-11-05&to=2026-11-01'))).toBe(
    '422 invalid_request',
  )
})

test('a correction is a separate row that sums and limits include', async () => {
  const metered = await openMetered(installation, stripe, 'corrected')
  const { client, tenantId, use } = metered
  const { db } = installation.services
  const event = await use(600, { daysAgo: 2 })
  await metered.report()
  await updateSums(db, tenantId)
  const closed = () => client.get<Usage>(`/usage?${days(2, 1)}`)
  const before = (await closed()).totals
  expect(await correct(metered, event, 480)).toMatchObject({
    before: 600,
    after: 480,
    difference: -120,
    isMetered: true,
  })
  expect(await correct(metered, event, 480)).toMatchObject({ id: null, difference: 0 })
  expect(await correct(metered, event, 500)).toMatchObject({ before: 480, difference: 20 })
  await updateSums(db, tenantId)
  expect((await closed()).totals).toEqual(before)
  expect((await client.get<Usage>(`/usage?${days(0)}`)).totals.transcribedSeconds).toBe(-100)
  await rebuildSums(db, tenantId)
  expect((await client.get<Usage>(`/usage?${days(2)}`)).totals.transcribedSeconds).toBe(500)
  const { data, totals } = await read(client, days(2))
  expect(totals.seconds).toBe(500)
  expect(data.map(({ seconds, corrects }) => ({ seconds, corrects }))).toEqual([
    { seconds: 20, corrects: event },
    { seconds: -120, corrects: event },
    { seconds: 600, corrects: null },
  ])
  const lines = await installation.admin<{ data: object }[]>`
    select data from audit_log where tenant_id = ${tenantId} and action = 'usage.corrected' order by id`
  expect(lines[0]?.data).toMatchObject({
    unit: 'seconds',
    before: 600,
    after: 480,
    reason: 'Heard twice',
  })
})

test('the meter follows a correction within the month', async () => {
  const metered = await openMetered(installation, stripe, 'followed')
  const event = await metered.use(600)
  await metered.report()
  expect(await correct(metered, event, 480)).toMatchObject({
    isMetered: true,
    manualSettlement: null,
  })
  expect(await correct(metered, event, 500)).toMatchObject({
    difference: 20,
    manualSettlement: null,
  })
  expect(await metered.report()).toBe('2 sent')
  expect(metered.held()).toEqual({ [dayAgo(0)]: 500 })
  expect((await read(metered.client, days(0))).totals).toEqual({
    seconds: 500,
    meteredSeconds: 500,
  })
})

/** The plan's included minutes, in seconds. */
const included = 15_000 * 60

test('a correction of an invoiced month names the amount to credit and is not reported to the meter', async () => {
  const metered = await openMetered(installation, stripe, 'invoiced')
  const daysAgo = new Date().getUTCDate()
  const month = dayAgo(daysAgo).slice(0, 7)
  const event = await metered.use(included + 600, { daysAgo })
  await metered.report()
  const manualSettlement = (minor: number) => ({
    manualSettlement: { month, reason: 'invoiced', amount: { minor, currency: 'usd' } },
  })
  expect(await correct(metered, event, included + 300)).toMatchObject(manualSettlement(-18))
  expect(await correct(metered, event, 60)).toMatchObject(manualSettlement(-18))
  expect(await correct(metered, event, 0)).toMatchObject(manualSettlement(0))
  expect(await correct(metered, event, included + 50)).toMatchObject(manualSettlement(3))
  expect(await metered.report()).toBe('0 sent')
  const { db, payments } = installation.services
  if (payments) await reconcileMeter({ db, payments }, metered.tenantId, recentMonths())
  expect(metered.held()).toEqual({ [dayAgo(daysAgo)]: included + 600 })
  const [line] = await installation.admin<{ data: object }[]>`
    select data from audit_log where tenant_id = ${metered.tenantId} and action = 'usage.corrected' order by id`
  expect(line?.data).toMatchObject({
    billedMonth: month,
    meterNotTold: 'invoiced',
    owedMinor: -18,
    currency: 'usd',
  })
})

test('a correction after a subscription has ended uses that time’s price', async () => {
  const metered = await openMetered(installation, stripe, 'over')
  const event = await metered.use(included + 600)
  await metered.report()
  await changePlan(installation.services.db, metered.tenantId, { plan: 'free' })
  await installation.admin`
    update subscriptions set metered_from = null where tenant_id = ${metered.tenantId}`
  expect(await correct(metered, event, included + 100)).toMatchObject({
    isMetered: true,
    manualSettlement: { reason: 'subscription_over', amount: { minor: -30, currency: 'usd' } },
  })
  expect(await metered.report()).toBe('0 sent')
  // Another subscription is not charged less for an overcharge of the previous one.
  await installation.admin`
    update subscriptions set plan_id = 'business', metered_from = now() where tenant_id = ${metered.tenantId}`
  expect(await correct(metered, event, included)).toMatchObject({
    manualSettlement: { reason: 'subscription_over', amount: { minor: -6, currency: 'usd' } },
  })
  expect(await metered.report()).toBe('0 sent')
})

test('concurrent corrections of one event are neither lost nor doubled', async () => {
  const metered = await openMetered(installation, stripe, 'raced')
  const event = await metered.use(600)
  await Promise.all([480, 480, 480, 480].map((right) => correct(metered, event, right)))
  expect((await read(metered.client, days(0))).totals.seconds).toBe(480)
})

test('rejects invalid corrections, and reports no unmetered event to the meter', async () => {
  const metered = await openMetered(installation, stripe, 'refusing')
  const { db } = installation.services
  const event = await metered.use(60, { reported: false })
  await installation.admin`
    update subscriptions set metered_from = null where tenant_id = ${metered.tenantId}`
  const { id } = await correct(metered, event, 50)
  expect(await metered.reports()).toEqual([])
  await expect(correct(metered, id ?? '', 0)).rejects.toThrow('is a correction')
  await expect(correct(metered, newId(), 0)).rejects.toThrow('no event')
  const cost = { costMicroUsd: 5, reason: 'x' }
  await expect(correctUsage(db, metered.tenantId, event, cost)).rejects.toThrow('call to a model')
})
