import { afterAll, beforeAll, expect, test } from 'bun:test'
import type postgres from 'postgres'
import type { Locale } from '../i18n/message.ts'
import { desktop, openVisit, phone, type Screen, signIn, type Visit } from './support/browser.ts'
import { openDatabase } from './support/database.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

type Theme = 'light' | 'dark'
const cases: [Locale, Screen, Theme][] = [
  ['en', desktop, 'light'],
  ['ru', desktop, 'dark'],
  ['en', phone, 'dark'],
  ['ru', phone, 'light'],
]

const browser = useBrowser()
let sql: postgres.Sql
beforeAll(async () => {
  sql = await openDatabase()
})
afterAll(async () => {
  await setPlan(null)
  await sql.end()
})

/** The plan of the organisation of the flows, with what it has used of its minutes; null is none. */
async function setPlan(planId: string | null, usedMinutes = 0): Promise<void> {
  await sql`delete from subscriptions`
  await sql`delete from quota_limits`
  await sql`delete from quota_uses where name = 'transcribedMinutesPerMonth'`
  if (planId === null) return
  await sql`
    insert into subscriptions (tenant_id, plan_id, plan_version, paid_by, paid_until)
    select id, ${planId}, 1, 'invoice', now() + interval '30 days' from tenants`
  await sql`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    select id, id, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'), ${usedMinutes * 60}
    from tenants`
}

const lineOf = ({ page }: Visit, name: string) => page.locator(`[data-limit=${name}]`)

test.each(cases)('the plan in %s on %o, %s', async (locale, screen, theme) => {
  await setPlan(null)
  const visit = await openVisit(browser, screen, locale, theme)
  const { page, t } = visit
  await signIn(visit, locale, '/organisation/plan')
  // Self-hosted: one sentence, no plan's limit, no notice.
  await page.getByText(t('plan.selfHosted')).waitFor()
  expect(await page.locator('[data-notice=plan]').count()).toBe(0)
  expect(await lineOf(visit, 'transcribedMinutesPerMonth').innerText()).not.toContain(
    t('plan.origin.plan'),
  )
  await expectSound(visit, `plan-own-${locale}-${screen.name}-${theme}`)

  await setPlan('team', 2_500)
  await sql`
    insert into quota_limits (tenant_id, holder_id, name, value, reason, expires_at)
    select id, id, 'members', 1, 'Autumn project', now() + interval '10 days' from tenants`
  await page.reload()
  const minutes = lineOf(visit, 'transcribedMinutesPerMonth')
  await minutes.waitFor()
  expect(await page.locator('[data-plan=team]').innerText()).toContain(t('plan.noCards'))
  expect(await minutes.getAttribute('data-level')).toBe('near')
  const number = (value: number) =>
    new Intl.NumberFormat(locale === 'ru' ? 'ru-RU' : 'en-GB').format(value)
  const words = await minutes.innerText()
  expect(words).toContain(t('plan.used', { used: number(2_500), limit: number(3_000) }))
  expect(words).toContain(t('plan.origin.plan'))
  expect(words).toContain(t('plan.at.transcribedMinutesPerMonth'))
  const members = lineOf(visit, 'members')
  expect(await members.getAttribute('data-level')).toBe('full')
  expect(await members.innerText()).toContain(t('plan.reason', { reason: 'Autumn project' }))
  // The notice stands on every page and leads here.
  const notice = page.locator('[data-notice=plan]')
  await notice.waitFor()
  expect(await notice.innerText()).toContain(
    t('notice.nearly', { what: t('plan.limit.transcribedMinutesPerMonth'), percent: 80 }),
  )
  await page.getByText(t('plan.others')).click()
  await lineOf(visit, 'liveStreams').waitFor()
  await expectSound(visit, `plan-${locale}-${screen.name}-${theme}`)

  await setPlan('free', 300)
  await page.goto(page.url().replace('/organisation/plan', '/meetings'))
  await notice.waitFor()
  expect(await notice.innerText()).toContain(
    t('notice.full', { what: t('plan.limit.transcribedMinutesPerMonth') }),
  )
  await notice.getByRole('link').click()
  await page.waitForURL('**/organisation/plan')
  expect(await lineOf(visit, 'transcribedMinutesPerMonth').getAttribute('data-level')).toBe('full')
  await setPlan(null)
  await visit.context.close()
})
