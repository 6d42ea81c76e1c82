import { describe, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright-core'
import type { KeyList } from '../../server/modules/identity/keys/contract.ts'
import type { Key } from '../i18n/index.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  credentials,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { findCovered } from './support/measure-layout.ts'
import { expectSoundInBothThemes } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const laptop: Screen = { ...desktop, width: 1366, height: 768 }
const cases: [Locale, Screen][] = [
  ['en', laptop],
  ['ru', laptop],
  ['en', phone],
  ['ru', phone],
]

const browser = useBrowser()

const confirm = (page: Page): Promise<void> =>
  page.click('dialog[open] .dialog-foot .button:last-child')

const closed = (page: Page): Promise<void> =>
  page.locator('dialog[open]').waitFor({ state: 'detached' })

async function choose(visit: Visit, actions: Key, name: string, entry: Key): Promise<void> {
  const { page, t } = visit
  await page
    .getByRole('button', { name: t(actions, { name }), exact: true })
    .first()
    .click()
  await page.getByRole('menuitem', { name: t(entry) }).click()
  await page.waitForSelector('dialog[open]')
}

/** Sets how much a key may do in one area. */
const setLevel = (visit: Visit, area: Key, level: Key): Promise<void> =>
  visit.page
    .getByRole('group', { name: visit.t(area), exact: true })
    .getByText(visit.t(level), { exact: true })
    .click()

/** Reads a new key from the dialog that shows it, and closes that. */
async function takeKey({ page, t }: Visit): Promise<string> {
  const secret = await page.getByLabel(t('shownKey.example')).inputValue()
  const [, key = ''] = /Bearer (aam_\w+)"/.exec(secret) ?? []
  await page.getByRole('button', { name: t('shownKey.done') }).click()
  await closed(page)
  return key
}

/** What the API answers a program that holds a key and no session. */
const callWithKey = (page: Page, key: string, path: string, body?: object): Promise<number> =>
  page.evaluate(
    async ([key, path, body]) => {
      const response = await fetch(`/api/v1${String(path)}`, {
        method: body ? 'POST' : 'GET',
        credentials: 'omit',
        headers: { authorization: `Bearer ${String(key)}`, 'content-type': 'application/json' },
        ...(body ? { body: String(body) } : {}),
      })
      return response.status
    },
    [key, path, body ? JSON.stringify(body) : null] as const,
  )

const rowOf = async (page: Page, secret: string): Promise<Locator> => {
  const { data } = await callApi<KeyList>(page, 'GET', '/api-keys?limit=100')
  const found = data.find(({ prefix }) => secret.startsWith(prefix))
  return page.locator(`[data-key="${found?.id}"]`)
}

/** The time of day at which a key ends, as the page words it. */
async function endOf(page: Page, secret: string): Promise<RegExp> {
  const { data } = await callApi<KeyList>(page, 'GET', '/api-keys?limit=100')
  const end = data.find(({ prefix }) => secret.startsWith(prefix))?.expiresAt ?? ''
  const time = await page.evaluate(
    (iso) => new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
    end,
  )
  return new RegExp(`, ${time}$`)
}

async function openAudit(visit: Visit, query = ''): Promise<void> {
  await visit.page.goto(`${baseUrl()}/organisation/audit${query}`)
  await visit.page.locator('.audit-table').waitFor()
}

describe.each(cases)('in %s on %o', (locale, screen) => {
  const mark = `${locale}-${screen.name}`
  const name = `Archive ${mark}`

  test('a key is made, used, replaced and revoked, and the audit tells all of it', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/keys')
    const add = page.getByRole('button', { name: t('apiKeys.add') })
    await page.getByText(t('service.words')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-keys-first`)

    await add.click()
    await confirm(page)
    await page.getByText(t('newKey.needName')).waitFor()
    await page.getByText(t('newKey.needScopes')).waitFor()
    await page.fill('dialog input[name=name]', name)
    // What is typed is kept when the dialog is closed by the way.
    await page.keyboard.press('Escape')
    await closed(page)
    await add.click()
    expect(await page.inputValue('dialog input[name=name]')).toBe(name)
    await page.getByRole('button', { name: t('scopes.preset.import') }).click()
    await page.fill('dialog textarea[name=ranges]', '127.0.0.1\n::1 somewhere')
    await confirm(page)
    await page.getByText(t('newKey.badRange', { what: 'somewhere' })).waitFor()
    // What is wrong scrolls into view inside the dialog; head and foot stay.
    expect(await page.evaluate(() => document.querySelector('dialog[open]')?.scrollTop)).toBe(0)
    await expectSoundInBothThemes(visit, `${mark}-new-key`)
    expect(await findCovered(page)).toEqual([])
    await page.fill('dialog textarea[name=ranges]', '127.0.0.1\n::1')
    await confirm(page)

    await page.getByText(t('shownKey.once')).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(t('shownKey.stay')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-shown-key`)
    const first = await takeKey(visit)
    expect(await callWithKey(page, first, '/meetings')).toBe(200)
    const meeting = { title: `Of ${name}`, scenario: { id: 'general-minutes' } }
    expect(await callWithKey(page, first, '/meetings', meeting)).toBe(201)
    expect(await callWithKey(page, first, '/members')).toBe(403)
    const row = await rowOf(page, first)
    await until(
      async () => {
        await page.reload()
        await row.waitFor()
        return row.innerText()
      },
      (text) => /127\.0\.0\.1|::1/.test(text),
    )

    await choose(visit, 'apiKeys.actions', name, 'replaceKey.act')
    await page.selectOption('dialog select[name=overlap]', '1')
    await expectSoundInBothThemes(visit, `${mark}-replace-key`)
    await confirm(page)
    await page.getByText(t('shownKey.once')).waitFor()
    const second = await takeKey(visit)
    await row.getByText(t('apiKeys.state.replaced')).waitFor()
    await row.getByText(await endOf(page, first)).waitFor()
    expect(await callWithKey(page, first, '/meetings')).toBe(200)
    expect(await callWithKey(page, second, '/meetings')).toBe(200)

    const replacing = await rowOf(page, second)
    await replacing.getByRole('button').click()
    await page.getByRole('menuitem', { name: t('revokeKey.act') }).click()
    await page.getByText(t('revokeKey.words')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-revoke-key`)
    await confirm(page)
    await closed(page)
    expect(await callWithKey(page, second, '/meetings')).toBe(401)
    await page.locator('.former-keys summary').click()
    await replacing.getByText(t('apiKeys.state.revoked')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-keys`)

    await openAudit(visit, '?area=keys')
    for (const words of [
      t('did.key.created'),
      t('did.key.rotated'),
      t('did.key.revoked'),
      t('change.overlap', { count: 1 }),
    ])
      await page.getByText(words, { exact: true }).first().waitFor()
    expect(await page.locator('[data-action="meeting.created"]').count()).toBe(0)
    await page.getByRole('button', { name: t('meetings.filter.clear') }).click()
    const made = page.locator('[data-action="meeting.created"]', { hasText: `Of ${name}` })
    await made.getByText(t('audit.byKey', { name })).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-audit`)
    await page.getByText(t('change.reason.scope_missing')).first().waitFor()
    expect(await findCovered(page)).toEqual([])
    await made.getByRole('link', { name: `Of ${name}` }).click()
    await page.getByRole('heading', { name: `Of ${name}` }).waitFor()
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)

  test('a service account is added, gets a key, and takes its keys with it', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale, '/organisation/keys')
    const account = `Importer ${mark}`
    await page.getByRole('button', { name: t('service.add') }).click()
    await confirm(page)
    await page.getByText(t('service.needName')).waitFor()
    await page.fill('dialog input[name=name]', account)
    await page.selectOption('dialog select[name=role]', 'author')
    await page.getByText(t('role.author.words')).waitFor()
    await expectSoundInBothThemes(visit, `${mark}-new-account`)
    await confirm(page)
    await page.locator('.account', { hasText: account }).waitFor()

    await choose(visit, 'service.actions', account, 'service.newKey')
    await page.getByText(t('newKey.ownerServiceHint')).waitFor()
    await page.fill('dialog input[name=name]', `Key of ${account}`)
    await setLevel(visit, 'scopes.area.directory', 'scopes.write')
    await page.selectOption('dialog select[name=expiry]', '')
    await page.getByText(t('newKey.noExpiryHint')).waitFor()
    await confirm(page)
    const key = await takeKey(visit)
    expect(await callWithKey(page, key, '/clients', { name: `By ${account}` })).toBe(201)

    await choose(visit, 'service.actions', account, 'service.change')
    await page.selectOption('dialog select[name=role]', 'viewer')
    await page.fill('dialog input[name=name]', `${account} 2`)
    await confirm(page)
    await closed(page)
    expect(await callWithKey(page, key, '/clients', { name: 'x' })).toBe(403)
    await choose(visit, 'service.actions', `${account} 2`, 'service.deactivate')
    await page.getByText(t('service.deactivateWords', { count: 1 })).waitFor()
    await confirm(page)
    await closed(page)
    const row = await rowOf(page, key)
    await row.getByText(t('apiKeys.state.paused')).waitFor()
    await row.scrollIntoViewIfNeeded()
    await expectSoundInBothThemes(visit, `${mark}-accounts`)
    expect(await callWithKey(page, key, '/clients')).toBe(401)
    await choose(visit, 'service.actions', `${account} 2`, 'service.reactivate')
    await confirm(page)
    await closed(page)
    expect(await callWithKey(page, key, '/clients')).toBe(200)

    await openAudit(visit)
    const changed = page.locator('[data-action="service_account.changed"]')
    const pair = { from: t('role.author'), to: t('role.viewer') }
    await changed.getByText(t('change.pair', pair)).first().waitFor()
    await changed.getByText(t('change.status.deactivated')).first().waitFor()
    await page
      .getByRole('combobox', { name: t('audit.person') })
      .selectOption({ label: `${account} 2` })
    await page.waitForFunction(
      (name) =>
        [...document.querySelectorAll('.audit-who')].every((who) =>
          who.textContent?.startsWith(name),
        ),
      `${account} 2`,
    )
    await page.locator('[data-action="access.refused"]').waitFor()
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

test.each<[Locale, Screen]>([
  ['en', laptop],
  ['ru', phone],
])(
  'in %s the audit says in words what was before and after',
  async (locale, screen) => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    const add = (path: string, body: object) => callApi<{ id: string }>(page, 'POST', path, body)
    const [one, two] = [`Umbra ${locale}`, `Penumbra ${locale}`]
    const { id: from } = await add('/clients', { name: one })
    const { id: to } = await add('/clients', { name: two })
    const scenario = { id: 'general-minutes' }
    const { id } = await add('/meetings', { title: 'Old title', scenario, clientId: from })
    await callApi(page, 'PATCH', `/meetings/${id}`, {
      title: `Pair ${locale}`,
      clientId: to,
      spokenLanguage: 'ru',
    })
    await callApi(page, 'PATCH', '/me', { timeZone: 'Europe/Berlin' })
    await callApi(page, 'PATCH', '/me', { timeZone: null })
    await openAudit(visit)
    const changed = (field: Key, before: string, after: string): string =>
      t('change.field', { field: t(field), from: before, to: after })
    const meeting = page.locator('[data-action="meeting.changed"]', { hasText: `Pair ${locale}` })
    for (const words of [
      t('change.fieldChanged', { field: t('changed.title') }),
      changed('changed.clientId', one, two),
      changed('changed.spokenLanguage', t('change.spokenSame'), t('language.ru')),
    ])
      await meeting.getByText(words, { exact: true }).waitFor()
    expect(await page.getByText('Old title').count()).toBe(0)
    await page
      .locator('[data-action="user.changed"]')
      .getByText(changed('changed.timeZone', 'Europe/Berlin', t('change.timeZoneOwn')))
      .first()
      .waitFor()
    await expectSoundInBothThemes(visit, `${locale}-${screen.name}-audit-pairs`)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  },
  120_000,
)

test('the audit is read on, filtered by day, and taken along', async () => {
  const visit = await openVisit(browser, laptop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', '/organisation/audit')
  for (let at = 0; at < 60; at++) await callApi(page, 'POST', '/clients', { name: `Many ${at}` })
  await openAudit(visit)
  await page.getByRole('button', { name: t('action.showMore') }).click()
  await page.waitForFunction(() => document.querySelectorAll('.audit-table tbody tr').length > 50)
  const rows = page.locator('.audit-table tbody tr')
  const shown = await rows.allInnerTexts()
  expect(shown.filter((text) => text.includes('Many ')).length).toBeGreaterThanOrEqual(60)
  await page.getByLabel(t('audit.toDay')).fill('2020-01-01')
  await page.getByText(t('audit.none.title')).waitFor()
  await expectSoundInBothThemes(visit, 'audit-none')
  await page.getByLabel(t('audit.toDay')).fill('2099-01-01')
  await page.getByLabel(t('audit.fromDay')).fill('2020-01-01')
  await rows.first().waitFor()
  await page
    .getByRole('combobox', { name: t('audit.area') })
    .selectOption({ label: t('audit.area.directory') })
  await page.waitForFunction(
    () => !document.querySelector('.audit-table tr[data-action^="session."]'),
  )
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: t('audit.download') }).click()
  await page.getByRole('menuitem', { name: t('audit.csv') }).click()
  const path = await (await download).path()
  const csv = await Bun.file(path).text()
  expect(csv).toContain('Many 59')
  expect(csv).not.toContain('session.opened')
  await page.getByRole('button', { name: t('meetings.filter.clear') }).click()
  await until(
    async () => {
      await page.reload()
      await rows.first().waitFor()
      return page.locator('[data-action="audit.exported"]').count()
    },
    (count) => count > 0,
  )
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('an old sign-in confirms who it is before a key is made', async () => {
  const visit = await openVisit(browser, laptop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', '/organisation/keys')
  // Nobody waits for a quarter of an hour: the first answer is what an old sign-in gets.
  await page.route(
    '**/api/v1/api-keys',
    (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'step_up_needed', detail: 'Confirm that it is you.' }),
      }),
    { times: 1 },
  )
  await page.getByRole('button', { name: t('apiKeys.add') }).click()
  await page.fill('dialog input[name=name]', 'Stepped up')
  await page.getByRole('button', { name: t('scopes.preset.read') }).click()
  await confirm(page)
  await page.getByRole('heading', { name: t('stepUp.title') }).waitFor()
  await page.fill('input[name=step-up-password]', credentials().password)
  await page.keyboard.press('Enter')
  const key = await takeKey(visit)
  expect(await callWithKey(page, key, '/members')).toBe(200)
  await visit.context.close()
}, 120_000)

test('a member has keys of their own, and no audit', async () => {
  const owner = await openVisit(browser, laptop, 'en')
  await signIn(owner, 'en')
  const sent = await callApi<{ data: { link: string }[] }>(owner.page, 'POST', '/invitations', {
    emails: ['keyholder@demo.example'],
    role: 'member',
  })
  const visit = await openVisit(browser, phone, 'en')
  const { page, t } = visit
  await page.goto(sent.data[0]?.link ?? '')
  await page.fill('input[name=name]', 'Kim')
  await page.fill('input[name=new-password]', 'zebra kiln ostrich')
  await page.click('button[type=submit]')
  await page.waitForSelector('.nav')
  await page.goto(`${baseUrl()}/organisation/keys`)
  await page.getByText(t('apiKeys.none.title')).waitFor()
  await expectSoundInBothThemes(visit, 'member-keys-none')
  expect(await page.getByRole('link', { name: t('organisation.audit') }).count()).toBe(0)
  expect(await page.getByText(t('service.title')).count()).toBe(0)
  await page.getByRole('button', { name: t('apiKeys.add') }).click()
  expect(await page.locator('dialog select[name=owner]').count()).toBe(0)
  await page.fill('dialog input[name=name]', 'Mine')
  await page.getByRole('button', { name: t('scopes.preset.full'), exact: true }).click()
  await confirm(page)
  const key = await takeKey(visit)
  expect(await callWithKey(page, key, '/audit')).toBe(403)
  await page.getByText('Mine').first().waitFor()
  await expectSoundInBothThemes(visit, 'member-keys')
  await page.goto(`${baseUrl()}/organisation/audit`)
  await page.getByText(t('organisation.notForYou.title')).first().waitFor()
  expect(visit.complaints).toEqual([])
  for (const one of [owner, visit]) await one.context.close()
}, 120_000)
