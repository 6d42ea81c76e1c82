import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type postgres from 'postgres'
import type { Usage } from '../../server/modules/usage/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import { callApi, laptop, openVisit, phone, type Screen, signIn } from './support/browser.ts'
import { openDatabase } from './support/database.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

type Theme = 'light' | 'dark'
const cases: [Locale, Screen, Theme][] = [
  ['en', laptop, 'light'],
  ['ru', laptop, 'dark'],
  ['en', phone, 'dark'],
  ['ru', phone, 'light'],
]

const browser = useBrowser()
let sql: postgres.Sql
beforeAll(async () => {
  sql = await openDatabase()
  await addUsage()
})
afterAll(async () => {
  await sql.end()
})

/**
 * Seventy days of use by three people, one of whom is gone, for a client with a long name. The newest
 * dozen is of this moment, so that the month holds some on its first day as well.
 */
async function addUsage(): Promise<void> {
  await sql`
    insert into clients (tenant_id, id, name, folded_name)
    select id, ${clientId}, ${clientName}, lower(${clientName}) from tenants where slug = 'demo'`
  await sql`
    with added as (
      insert into usage_events (tenant_id, id, source_key, kind, at, user_id, client_id, scenario_id, provider, seconds,
        input_tokens, output_tokens, cost_micro_usd)
      select t.id, gen_random_uuid(), 'flow:' || n, case when n % 2 = 0 then 'transcription' else 'model' end,
        now() - case when n > 12 then n else 0 end * interval '6 hours',
        case when n % 5 = 0 then ${Bun.randomUUIDv7()}::uuid when n % 3 > 0 then u.id end,
        case when n % 3 = 0 then ${clientId}::uuid end, case when n % 4 = 0 then 'general-minutes' else 'client-status' end,
        case when n % 2 = 0 then 'deepgram:nova-3' else 'openai:gpt-5-mini' end,
        case when n % 2 = 0 then 600 + n * 7 % 3000 end, case when n % 2 = 1 then 9000 + n end,
        case when n % 2 = 1 then 800 end, case when n % 2 = 1 and n % 7 > 0 then 12000 + n * 50 end
      from tenants t join users u on u.tenant_id = t.id and u.role = 'owner', generate_series(1, 280) as n
      where t.slug = 'demo'
      returning tenant_id, id)
    insert into usage_pending (tenant_id, event_id) select tenant_id, id from added`
  await sql`
    insert into usage_snapshots (tenant_id, day, name, value)
    select id, current_date, 'storedBytes', 48700000000 from tenants where slug = 'demo'
    union all select id, current_date, 'seats', 14 from tenants where slug = 'demo'
    on conflict (tenant_id, name, day) do update set value = excluded.value`
}

const clientId = Bun.randomUUIDv7()
const clientName = 'Nordwind und Partner Beratungsgesellschaft für Logistik'

describe.each(cases)('in %s on %o, %s', (locale, screen, theme) => {
  const mark = `${locale}-${screen.name}-usage`

  test('shows what was used, by what is chosen, and keeps the choice in the address', async () => {
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/usage')
    await page.getByText(t('usage.words')).waitFor()
    await page.locator('.usage-table tbody tr').first().waitFor()
    await expectSound(visit, mark)
    const { forecast } = await callApi<Usage>(page, 'GET', '/usage')
    expect(forecast?.transcribedSeconds).toBeGreaterThan(0)
    expect(await page.locator('.usage-chart svg').getAttribute('aria-label')).toContain(
      t('usage.speech'),
    )

    await page.getByLabel(t('usage.by'), { exact: true }).selectOption('client')
    await page.getByRole('rowheader', { name: clientName }).waitFor()
    await page.getByRole('rowheader', { name: t('usage.noClient') }).waitFor()
    await page.getByLabel(t('usage.period'), { exact: true }).selectOption('year')
    await page.getByText(t('usage.cost'), { exact: true }).first().waitFor()
    await page.getByRole('radio', { name: t('usage.cost') }).check({ force: true })
    await until(async () => page.url().includes('by=client'))
    expect(new URL(page.url()).search).toBe('?by=client&period=year&show=cost')
    await page.reload()
    await page.getByRole('rowheader', { name: clientName }).waitFor()
    expect(await page.getByRole('radio', { name: t('usage.cost') }).isChecked()).toBe(true)
    await expectSound(visit, `${mark}-year`)

    await page.getByLabel(t('usage.by'), { exact: true }).selectOption('person')
    await page.getByRole('rowheader', { name: t('usage.goneMember') }).waitFor()
    await page.locator('.usage-table tbody tr').last().scrollIntoViewIfNeeded()
    await expectSound(visit, `${mark}-people`)

    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: t('usage.download') }).click()
    const name = (await file).suggestedFilename()
    expect(name).toMatch(/^usage-by-person-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.csv$/)

    await page.getByLabel(t('usage.period'), { exact: true }).selectOption('days')
    await page.getByLabel(t('usage.from'), { exact: true }).fill('2020-01-01')
    await page.getByLabel(t('usage.to'), { exact: true }).fill('2020-01-31')
    await page.getByText(t('usage.empty.title')).waitFor()
    await expectSound(visit, `${mark}-empty`)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })
})
