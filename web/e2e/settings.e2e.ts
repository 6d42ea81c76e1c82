import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type postgres from 'postgres'
import type { SettingsView } from '../../server/modules/settings/contract.ts'
import type { RetentionView } from '../../server/modules/settings/retention/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { talkedMeeting, until } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  credentials,
  laptop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { openAdd } from './support/steps.ts'
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
})
afterAll(async () => {
  await sql.end()
})

const accentOf = ({ page }: Visit): Promise<string> =>
  page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--accent').trim(),
  )

/** A PNG of one colour, drawn by the browser itself. */
async function drawPicture({ page }: Visit, colour: string): Promise<Buffer> {
  const address = await page.evaluate((fill) => {
    const canvas = document.createElement('canvas')
    canvas.width = 400
    canvas.height = 300
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    pen.fillStyle = fill
    pen.fillRect(0, 0, 400, 300)
    return canvas.toDataURL('image/png')
  }, colour)
  return Buffer.from(address.split(',')[1] ?? '', 'base64')
}

/** The retention of every organisation is due. The queue gets its job at once: the reconciler looks every 15 s only. */
async function letHourCome(): Promise<void> {
  await sql`update retention_rules set due_at = now()`
  await sql`
    with due as (
      update pending_jobs set due_at = now() - interval '1 minute' where job = 'retention.carry-out'
      returning tenant_id, id, job, payload
    )
    insert into outbox (tenant_id, id, kind, name, payload) select tenant_id, id, 'job', job, payload from due`
}

/** As if the hours had passed: what belongs to the meeting is so old now. */
async function grow(meetingId: string, hours: number): Promise<void> {
  const age = `${hours} hours`
  await sql`update transcripts set created_at = now() - ${age}::interval where meeting_id = ${meetingId}`
  await sql`
    update runs set created_at = now() - ${age}::interval, finished_at = now() - ${age}::interval
    where meeting_id = ${meetingId}`
}

/** A recording beside the result, as old as it is. */
async function addRecording(meetingId: string): Promise<void> {
  const mediaId = Bun.randomUUIDv7()
  await sql`
    insert into media (tenant_id, id, meeting_id, file_name, kind, content_type, size_bytes, object_key, ingested_at,
      created_at)
    select tenant_id, ${mediaId}, id, 'talk.mp3', 'audio', 'audio/mpeg', 1000, 'none', now(), now() - interval '73 hours'
    from meetings where id = ${meetingId}`
  await sql`update meetings set current_media_id = ${mediaId} where id = ${meetingId}`
}

describe.each(cases)('in %s on %o, %s', (locale, screen, theme) => {
  const mark = `${locale}-${screen.name}`

  test('name, logo and colour are changed, kept while they are typed, and seen on the sign-in page', async () => {
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/settings')
    const before = await callApi<SettingsView>(page, 'GET', '/settings')
    await page.getByRole('heading', { name: t('settings.logo') }).waitFor()
    await page.getByText(t('joining.noMail')).waitFor()
    await expectSound(visit, `${mark}-settings`)

    // What is typed outlasts a reload, and a wrong name is told at its field.
    const name = `Nordwind und Partner Beratungsgesellschaft ${mark}`
    await page.fill('input[name=organisation]', name)
    await until(() =>
      page.evaluate(() => JSON.stringify(localStorage).includes('settings.general')),
    )
    await page.reload()
    await page.getByText(t('kept.words')).waitFor()
    expect(await page.inputValue('input[name=organisation]')).toBe(name)
    await page.fill('input[name=organisation]', '  ')
    const save = page.locator('section[aria-labelledby=settings-general] button[type=submit]')
    await save.click()
    await page.getByText(t('settings.needName')).waitFor()
    await page.fill('input[name=organisation]', name)
    const [scenario] = await page.selectOption('select[name=scenario]', 'client-status')
    await save.click()
    await page.locator('.toast').waitFor()
    await page.reload()
    await page.waitForSelector('input[name=organisation]')
    expect(await page.getByText(t('kept.words')).count()).toBe(0)
    expect(await page.inputValue('input[name=organisation]')).toBe(name)

    // The scenario is chosen already when a meeting is added.
    await openAdd(visit, 'text')
    const proposed = page.locator('dialog').getByLabel(t('add.scenario'))
    await until(async () => (await proposed.inputValue()) === scenario)
    await page.goto(`${baseUrl()}/organisation/settings`)
    await page.waitForSelector('input[name=colour]')

    // A colour that cannot be read on light pages.
    await page.fill('input[name=colour]', 'ffe0')
    await page.getByRole('button', { name: t('settings.colourSave') }).click()
    await page.getByText(t('settings.colourFault')).waitFor()
    await page.fill('input[name=colour]', 'FFE000')
    await page.getByText(t('settings.mendedLight')).waitFor()
    await expectSound(visit, `${mark}-colour`)
    await page.getByRole('button', { name: t('settings.colourSave') }).click()
    await until(async () => !['#2f5d50', '#7fc2a9'].includes(await accentOf(visit)))
    const accent = await accentOf(visit)
    if (theme === 'dark') expect(accent).toBe('#ffe000')

    // What is no picture, and then one.
    const pick = page.locator('input[type=file]')
    await pick.setInputFiles({
      name: 'logo.png',
      mimeType: 'image/png',
      buffer: Buffer.from('hello'),
    })
    await page.getByText(t('fault.not_a_picture')).waitFor()
    const buffer = await drawPicture(visit, '#8a2be2')
    await pick.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer })
    await page.locator('.sidebar .brand-logo').waitFor({ state: 'attached' })
    await expectSound(visit, `${mark}-logo`)

    const stranger = await openVisit(browser, screen, locale, theme)
    await stranger.page.goto(baseUrl(), { waitUntil: 'commit' })
    // The colour is there with the first thing that is painted.
    await stranger.page.waitForSelector('.brand-name')
    expect(await accentOf(stranger)).toBe(accent)
    expect(await stranger.page.locator('.brand-name').textContent()).toBe(name)
    // It is in the page before the picture has arrived.
    await stranger.page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('.brand-logo')?.naturalWidth === 256,
    )
    await expectSound(stranger, `${mark}-sign-in`)
    await stranger.page.goto(`${baseUrl()}/join`)
    await stranger.page.getByText(t('ask.words')).waitFor()
    await stranger.page.click('button[type=submit]')
    await stranger.page.getByText(t('ask.need')).waitFor()
    await stranger.page.fill('input[name=email]', 'anna+1@acme.example')
    await stranger.page.click('button[type=submit]')
    await stranger.page.getByText(t('fault.plus_address')).waitFor()
    await stranger.page.fill('input[name=email]', 'anna@acme.example')
    await stranger.page.click('button[type=submit]')
    await stranger.page.getByText(t('ask.done.title')).waitFor()
    await expectSound(stranger, `${mark}-asked`)
    expect(stranger.complaints).toEqual([])
    await stranger.context.close()

    await page.getByRole('button', { name: t('settings.logoRemove') }).click()
    await page.locator('.sidebar .brand-mark').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: t('settings.colourOwn') }).click()
    await until(async () => ['#2f5d50', '#7fc2a9'].includes(await accentOf(visit)))
    const { name: own, defaultScenario } = before
    await callApi(page, 'PATCH', '/settings', { name: own, defaultScenario })
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })

  test('what would go is seen before it is saved, goes by the worker, and leaves its quotes', async () => {
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await signIn(visit, locale)
    const id = await talkedMeeting(visit, `Kept ${mark}`, { id: 'general-minutes' })
    await page.goto(`${baseUrl()}/organisation/settings/retention`)
    await page.getByText(t('retention.none')).waitFor()
    await page.getByRole('button', { name: t('retention.look') }).click()
    await page.getByText(t('retention.nothing')).waitFor()

    const group = page.getByRole('group', { name: t('retention.transcript'), exact: true })
    await group.getByText(t('retention.limited')).click()
    await page.fill('input[name=transcript-number]', '0')
    await page.getByRole('button', { name: t('retention.look') }).click()
    await group.getByRole('alert').waitFor()
    await expectSound(visit, `${mark}-retention-fault`)
    await page.fill('input[name=transcript-number]', '3')
    await until(() =>
      page.evaluate(() => JSON.stringify(localStorage).includes('settings.retention')),
    )
    await page.reload()
    await page.getByText(t('kept.words')).waitFor()
    expect(await page.inputValue('input[name=transcript-number]')).toBe('3')
    await page.getByRole('button', { name: t('retention.look') }).click()
    await page.getByText(t('retention.goesNone')).waitFor()
    await page.getByRole('button', { name: t('action.cancel') }).click()

    await grow(id, 73)
    await page.getByRole('button', { name: t('retention.look') }).click()
    await page.locator('.going li').waitFor()
    await expectSound(visit, `${mark}-retention-ask`)
    await page.getByRole('button', { name: t('retention.saveDelete') }).click()
    // Whoever signed in a while ago confirms first that it is them.
    const asked = page.locator('dialog input[type=password]')
    await until(async () => (await asked.count()) > 0 || (await page.locator('.toast').count()) > 0)
    if ((await asked.count()) > 0) {
      await asked.fill(credentials().password)
      await page.keyboard.press('Enter')
    }
    await page.getByText(t('retention.next', { when: '' }).split(':')[0] ?? '').waitFor()
    await expectSound(visit, `${mark}-retention`)

    // The hour has come.
    await letHourCome()
    await until(async () => {
      const [row] =
        await sql`select 1 from transcripts where meeting_id = ${id} and expired_at is not null`
      return row !== undefined
    })
    await page.goto(`${baseUrl()}/meetings/${id}`)
    await page.locator('.evidence-chip').first().waitFor()
    if (screen.isPhone) await page.click('#pane-tab-transcript')
    await page.locator('.transcript-none').waitFor()
    expect((await page.locator('.transcript-none').textContent()) ?? '').toStartWith(
      t('transcript.expired', { when: '' }).slice(0, 20),
    )
    await expectSound(visit, `${mark}-transcript-gone`)

    // The rest of the meeting says as much of itself.
    await addRecording(id)
    const all = { transcript: null, media: 24, results: 24 }
    await callApi<RetentionView>(page, 'PATCH', '/settings/retention', all)
    await letHourCome()
    await until(async () => {
      const [row] = await sql`
        select 1 from runs r join media d on d.meeting_id = r.meeting_id
        where r.meeting_id = ${id} and r.expired_at is not null and d.expired_at is not null`
      return row !== undefined
    })
    await page.goto(`${baseUrl()}/meetings/${id}`)
    await page.getByText(t('player.fault.expired')).waitFor()
    await page.getByText(t('meeting.resultExpired', { when: '' }).slice(0, 20)).waitFor()
    await expectSound(visit, `${mark}-all-gone`)
    const none = { media: null, transcript: null, results: null }
    await callApi<RetentionView>(page, 'PATCH', '/settings/retention', none)
    await page.goto(`${baseUrl()}/organisation/audit?area=organisation`)
    await page.getByText(t('did.retention.carried_out')).first().waitFor()
    await expectSound(visit, `${mark}-audit`)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })
})
