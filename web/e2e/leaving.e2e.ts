import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import type { Locale } from '../i18n/message.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
} from './support/browser.ts'
import { expectSoundInBothThemes } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const cases: [Locale, Screen][] = [
  ['en', desktop],
  ['ru', phone],
]

const confirm = (page: Page): Promise<void> =>
  page.click('dialog[open] .dialog-foot .button:last-child')

describe.each(cases)('in %s on %o', (locale, screen) => {
  test('keys that somebody who leaves has seen are named, until they are replaced', async () => {
    const mark = `${locale}-${screen.name}`
    const name = `Lena ${mark}`
    const owner = await openVisit(browser, screen, locale)
    const { page, t } = owner
    await signIn(owner, locale)
    const sent = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
      emails: [`lena-${mark}@demo.example`],
      role: 'admin',
    })
    const leaver = await openVisit(browser, screen, locale)
    await leaver.page.goto(sent.data[0]?.link ?? '')
    await leaver.page.fill('input[name=name]', name)
    await leaver.page.fill('input[name=new-password]', 'zebra kiln ostrich')
    await leaver.page.click('button[type=submit]')
    await leaver.page.waitForSelector('.nav')
    const account = await callApi<{ id: string }>(leaver.page, 'POST', '/service-accounts', {
      name: `Archive ${mark}`,
      role: 'member',
    })
    await callApi(leaver.page, 'POST', '/api-keys', {
      name: `Seen ${mark}`,
      scopes: ['meetings:read'],
      serviceAccountId: account.id,
    })

    await page.goto(`${baseUrl()}/organisation/members`)
    await page.getByRole('button', { name: t('members.actions', { name }) }).click()
    await page.getByRole('menuitem', { name: t('members.deactivate') }).click()
    await page.getByText(t('deactivate.words')).waitFor()
    await confirm(page)
    await page.getByText(t('seenKeys.words', { count: 1, name })).waitFor()
    await page.getByText(`Seen ${mark} · Archive ${mark}`).waitFor()
    await expectSoundInBothThemes(owner, `${mark}-seen-keys`)
    await page.getByRole('link', { name: t('seenKeys.go') }).click()
    const row = page.locator('[data-key]', { hasText: `Seen ${mark}` })
    const told = row.getByText(t('apiKeys.seenBy', { name }))
    await told.waitFor()
    await told.scrollIntoViewIfNeeded()
    await expectSoundInBothThemes(owner, `${mark}-seen-by`)
    await row.getByRole('button', { name: t('replaceKey.act'), exact: true }).click()
    await page.getByText(t('replaceKey.words')).waitFor()
    await confirm(page)
    await page.getByText(t('shownKey.once')).waitFor()
    await page.getByRole('button', { name: t('shownKey.done') }).click()
    await told.waitFor({ state: 'detached' })
    expect([...owner.complaints, ...leaver.complaints]).toEqual([])
    for (const visit of [owner, leaver]) await visit.context.close()
  }, 120_000)
})
