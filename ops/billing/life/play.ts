import { withTenant } from '../../../db/tenant.ts'
import { createMeeting } from '../../../server/http/test/meetings.ts'
import { listPricedPlans } from '../../../server/main/payments/set-up.ts'
import type { PricedPlan } from '../../../server/modules/billing/ports.ts'
import {
  checkout,
  customerOf,
  enterCard,
  failsLater,
  switchCard,
} from '../../../server/modules/billing/payments/test/paying.ts'
import { correctUsage } from '../../../server/modules/usage/index.ts'
import { systemCtx } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import { enteringTranscription } from '../../../db/usage-ledger.ts'
import { doJob, nowOf, type Place, settle, slug } from './place.ts'
import type { Fact } from './story.ts'

/** Performs an event of the story through the API or as the worker would. */
export async function play(place: Place, fact: Fact): Promise<void> {
  const { client } = place
  if (fact.what === 'subscribes') await enterCard(await checkout(client, fact.plan))
  else if (fact.what === 'changes plan') await ask(place, '/billing/plan', { planId: fact.plan })
  else if (fact.what === 'cancels') await ask(place, '/billing/plan', { planId: 'free' })
  else if (fact.what === 'resumes') await ask(place, '/billing/resume')
  else if (fact.what === 'has members') await haveMembers(place, fact.count)
  else if (fact.what === 'records') await record(place, fact)
  else if (fact.what === 'corrects') await correct(place, fact)
  else if (fact.what === 'has a card')
    await switchCard(place, slug, fact.works ? 'pm_card_visa' : failsLater)
  else if (fact.what === 'pays') await payAll(place)
  else await sellAnew(place)
  await settle(place)
}

async function ask({ client }: Place, path: string, body?: object): Promise<void> {
  const response = await client.post(path, body)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
}

async function haveMembers(place: Place, count: number): Promise<void> {
  const { admin } = place.installation
  await admin`delete from users where tenant_id = ${place.tenantId} and role = 'viewer'`
  await admin`
    insert into users (tenant_id, id, email, name, role)
    select ${place.tenantId}, gen_random_uuid(), 'v' || n || '@life.example', 'V', 'viewer'
    from generate_series(1, ${count - 1}::int) n`
  await doJob(place, 'billing.sync')
}

/** The rows that the worker writes for a newly transcribed recording. */
async function record(place: Place, fact: Fact & { what: 'records' }): Promise<void> {
  const { client, installation, tenantId } = place
  const meeting = await createMeeting(client, { title: fact.name })
  const id = newId()
  const ctx = systemCtx(tenantId, 'proof', newId())
  await withTenant(installation.services.db, ctx, async (tx) => {
    tx.outboxUsed = true
    await tx.sql`
      insert into transcripts (tenant_id, id, meeting_id, source, provider, object_key, segment_count, word_count,
        duration_ms, created_at)
      values (${tenantId}, ${id}, ${meeting.id}, 'speech', 'deepgram:nova-3', ${`${id}.json`}, 1, 1, ${fact.ms},
        ${new Date(nowOf(place) * 1_000)})`
    const used = enteringTranscription(tx, id, { isOwnKey: false, wasKept: false, seconds: null })
    await tx.sql`with ${used} select 1`
  })
  place.recordings.set(fact.name, id)
  // As if workers were unavailable for a while.
  if (fact.toldAfter) place.tellsAgainAt = nowOf(place) + fact.toldAfter
}

/** Corrections get the database's current time, which is not that of the story, so they are moved. */
async function correct(place: Place, fact: Fact & { what: 'corrects' }): Promise<void> {
  const { installation, tenantId } = place
  const { db } = installation.services
  const event = place.recordings.get(fact.name) ?? ''
  const right = { seconds: fact.seconds, reason: 'As the story has it' }
  const { id } = await correctUsage(db, tenantId, event, right)
  const at = new Date(nowOf(place) * 1_000)
  await installation.admin`update usage_events set at = ${at} where tenant_id = ${tenantId} and id = ${id}`
  await installation.admin`update meter_reports set at = ${at} where tenant_id = ${tenantId} and id = ${id}`
}

async function payAll(place: Place): Promise<void> {
  const customer = await customerOf(place.installation, slug)
  const { data } = await place.stripe.invoices.list({ customer, status: 'open', limit: 100 })
  for (const { id } of data) await place.stripe.invoices.pay(id ?? '')
}

/** A new version of each plan, with other prices and other included minutes. */
export const newPrices = (): PricedPlan[] =>
  listPricedPlans().flatMap((plan) => [
    { ...plan, isNewest: false },
    {
      ...plan,
      version: plan.version + 1,
      seatMonthMinor: plan.seatMonthMinor * 3 + 1,
      minutes: plan.minutes && { included: 60, minorDecimal: '60' },
    },
  ])

async function sellAnew({ installation }: Place): Promise<void> {
  const { payments } = installation.services
  if (!payments) throw new Error('nobody takes payments')
  for (const wanted of ['made', 'kept']) {
    const done = []
    const plans = newPrices()
    for await (const one of payments.setUp({ plans, webhookUrl: null, returnUrl: null }))
      done.push(one)
    const isAsWanted = done.some(({ what, did }) => /_v2_/.test(what) && did === wanted)
    const isStill = wanted === 'made' || done.every(({ did }) => did === 'kept')
    if (!isAsWanted || !isStill) throw new Error(`set up: ${JSON.stringify(done)}`)
  }
}
