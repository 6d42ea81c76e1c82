import { changePlan } from '../../tenants/plans/change-plan.ts'
import { addMember } from '../../server/http/test/members.ts'
import { setUpPayments } from '../../server/main/payments/set-up.ts'
import { openPaying } from '../../server/modules/billing/payments/test/paying.ts'
import { startSpeechStandIn } from '../stand-ins/deepgram/index.ts'
import { stopSharedServices, testPassword } from './installation.ts'

/**
 * An AAM whose organisation pays at a stand-in Stripe, for browser flows. Says where both are in one line of JSON. A line
 * on its input has something happen, and is answered once it has: `exhaust` uses up the minutes of the month, `people` lets an admin and two others in,
 * `trial` puts it on trial of a paid plan; its end ends all. The stand-in's months pass by its own control.
 */
const slug = 'pays'

const speech = startSpeechStandIn({
  script: [
    { speaker: 0, text: 'We have decided to start the pilot on the first of December.' },
    { speaker: 1, text: 'I will send the contract to the supplier by Friday.' },
  ],
})
const paying = await openPaying({
  dashboard: true,
  speech: {
    provider: 'deepgram',
    apiKey: speech.key,
    baseUrl: speech.url,
    media: 'stream',
    language: 'meeting',
  },
})
const { installation, standIn } = paying
// The page for cards is among what `aam billing setup` makes.
const { db, payments } = installation.services
if (payments) await setUpPayments({ db, payments }, null, () => undefined)
await installation.createTenant(slug)

const [tenant] = await installation.admin<{ id: string }[]>`
  select id from tenants where slug = ${slug}`

const orders: Record<string, () => Promise<unknown>> = {
  exhaust: () => installation.admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    select id, id, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'), 300 * 60 from tenants`,
  trial: () =>
    changePlan(db, tenant?.id ?? '', {
      plan: 'team',
      trialUntil: new Date(Date.now() + 14 * 86_400_000),
    }),
  people: () =>
    Promise.all(
      (['admin', 'member', 'viewer'] as const).map((role) =>
        addMember(installation, slug, role, role),
      ),
    ),
}

console.log(
  JSON.stringify({
    url: `http://${slug}.localhost:${installation.port}`,
    stripeUrl: standIn.url,
    email: `owner@${slug}.example`,
    password: testPassword,
  }),
)
for await (const line of console) {
  await orders[line.trim()]?.()
  console.log('done')
}
await paying.close()
await speech.stop()
await stopSharedServices()
process.exit(0)
