import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import type { KeyList } from '../../server/modules/identity/keys/contract.ts'
import type { Key } from '../i18n/index.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openBrowser,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { findOverflow } from './support/measure-layout.ts'
import { cutLine } from './support/upload-steps.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const bareUrl = (): string => baseUrl().replace('//demo.', '//')
const markup = '<img src=x onerror=alert(1)>&amp;<b>'
const turned = 'שלום \u202Etxt.exe'
const emoji = '🎉👩‍👩‍👧'
const long = 'x'.repeat(5_000)
const invisible = 'a\u0000b'

interface Form {
  name: string
  address: string
  opens?: Key
  /** What is filled in rightly beforehand. */
  rest?: Record<string, string>
  field: string
  send: string
  /** What the form does not take in the field. */
  bad: string[]
}

const inDialog = 'dialog[open] .dialog-foot .button:last-child'
const signUp = (field: string, bad: string[]): Form => ({
  name: `sign-up, ${field}`,
  address: '//sign-up',
  rest: {
    organisation: 'Works',
    slug: 'works-of-nobody',
    name: 'Pia',
    email: 'pia@works.example',
    // So that nothing is made when all else is right.
    'new-password': 'password12',
  },
  field: `input[name=${field}]`,
  send: 'button[type=submit]',
  bad,
})

const forms: Form[] = [
  signUp('organisation', ['', '   ', invisible]),
  signUp('slug', ['', 'Ромашка', markup, emoji, turned, long]),
  signUp('email', ['', 'nobody', 'a b@c.example', markup, emoji, turned, long]),
  {
    name: 'find',
    address: '//find',
    field: 'input[name=slug]',
    send: 'button[type=submit]',
    bad: ['', emoji, markup, long],
  },
  {
    name: 'invite',
    address: '/organisation/members',
    opens: 'members.invite',
    field: 'dialog textarea[name=emails]',
    send: inDialog,
    bad: ['', '   ', emoji, turned, markup, long],
  },
  {
    name: 'close',
    address: '/organisation/members',
    opens: 'owner.close',
    field: 'dialog input[name=short-name]',
    send: inDialog,
    bad: ['', 'another', markup],
  },
  {
    name: 'settings',
    address: '/organisation/settings',
    field: 'input[name=organisation]',
    send: 'section[aria-labelledby=settings-general] button[type=submit]',
    bad: ['', '   ', invisible],
  },
  {
    name: 'colour',
    address: '/organisation/settings',
    field: 'input[name=colour]',
    send: 'section:has(input[name=colour]) .button-primary',
    bad: ['', emoji, markup],
  },
  {
    name: 'you',
    address: '/you',
    field: 'section[aria-labelledby=you-profile] input[name=name]',
    send: 'section[aria-labelledby=you-profile] button[type=submit]',
    bad: ['', '   ', invisible],
  },
  {
    name: 'e-mail',
    address: '/you',
    opens: 'you.emailChange',
    field: 'dialog input[name=new-email]',
    send: inDialog,
    bad: ['', 'nobody', emoji, markup, turned],
  },
]

async function open(visit: Visit, { address, opens, rest = {} }: Form): Promise<void> {
  const { page, t } = visit
  await page.goto(address.startsWith('//') ? bareUrl() + address.slice(1) : baseUrl() + address)
  const dialog = page.locator('dialog[open]')
  if (opens) {
    const button = page.getByRole('button', { name: t(opens), exact: true }).first()
    await button.or(dialog).first().waitFor()
    // What was typed before opened it again.
    if ((await dialog.count()) === 0) await button.click()
    await dialog.waitFor()
  }
  for (const [name, value] of Object.entries(rest)) await page.fill(`input[name=${name}]`, value)
}

const cases: [Locale, Screen][] = [
  ['en', desktop],
  ['ru', phone],
]

describe.each(cases)('bad input in %s', (locale, screen) => {
  test.each(forms.map((form) => [form.name, form] as const))(
    '%s: is told at its field, which has the focus and keeps what was typed',
    async (name, form) => {
      const visit = await openVisit(browser, screen, locale)
      const { page } = visit
      await signIn(visit, locale)
      await open(visit, form)
      for (const typed of form.bad) {
        const field = page.locator(form.field)
        await field.fill(typed)
        const kept = await field.inputValue()
        await page.click(form.send)
        await page.waitForFunction(
          (selector) => document.activeElement?.matches(`${selector}[aria-invalid=true]`),
          form.field,
        )
        const told = await page
          .locator(`.field:has(${form.field.replace(/^.* /, '')}) .field-fault`)
          .innerText()
        const what = { name, typed: typed.slice(0, 20), told }
        expect({ ...what, isWords: /[\^\\\]{}]|Expected|must /.test(told) }).toEqual({
          ...what,
          isWords: false,
        })
        if (locale === 'ru') expect(told).toMatch(/[а-яё]/)
        expect(told.length).toBeLessThan(200)
        expect(await field.inputValue()).toBe(kept)
        expect(await findOverflow(page)).toEqual([])
      }
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    },
    120_000,
  )

  test('names of markup, emoji and turned letters are shown as they are', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale, '/you')
    const own = page.locator('section[aria-labelledby=you-profile] input[name=name]')
    await own.waitFor()
    const before = await own.inputValue()
    for (const name of [markup, `${emoji} ${turned}`, long]) {
      await page.goto(`${baseUrl()}/you`)
      await own.fill(name)
      const taken = await own.inputValue()
      await page.click('section[aria-labelledby=you-profile] button[type=submit]')
      await page.locator('.toast').waitFor()
      await page.goto(`${baseUrl()}/organisation/members`)
      await page.locator('.members-table').getByText(taken.trim(), { exact: true }).waitFor()
      expect(await findOverflow(page)).toEqual([])
      await page.getByRole('button', { name: t('owner.close') }).waitFor()
    }
    await callApi(page, 'PATCH', '/me', { name: before })
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)

  test('what is sent twice is made once, and a lost line loses nothing', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    const name = `Twice ${locale} ${Date.now().toString(36)}`
    await signIn(visit, locale, '/organisation/keys')
    await page.getByRole('button', { name: t('apiKeys.add') }).click()
    await page.fill('dialog input[name=name]', name)
    await page.click(inDialog)
    await page.getByText(t('newKey.needScopes')).waitFor()
    await page.waitForFunction(() => document.activeElement?.closest('.scopes') !== null)
    await page.getByRole('button', { name: t('scopes.preset.read') }).click()
    await page.dblclick(inDialog)
    await page.getByText(t('shownKey.once')).waitFor()
    const { data } = await callApi<KeyList>(page, 'GET', '/api-keys?limit=100')
    expect(data.filter((key) => key.name === name)).toHaveLength(1)

    await page.goto(`${baseUrl()}/organisation/members`)
    await page.getByRole('button', { name: t('members.invite') }).click()
    await page.fill('dialog textarea[name=emails]', `${locale}-lost@demo.example`)
    await page.fill('dialog textarea[name=note]', 'Typed before the line was lost')
    await cutLine(visit)
    await page.click(inDialog)
    await page.locator('dialog').getByText(t('failure.offline')).waitFor()
    expect(await page.inputValue('dialog textarea[name=note]')).toContain('Typed before')
    await visit.context.setOffline(false)
    const session = await visit.context.newCDPSession(page)
    await session.detach()
    await visit.context.close()

    const again = await openVisit(browser, screen, locale)
    await signIn(again, locale)
    const open = await until(() =>
      callApi<{ data: { email: string }[] }>(again.page, 'GET', '/invitations'),
    )
    expect(open.data.some(({ email }) => email.startsWith(`${locale}-lost`))).toBe(false)
    await again.context.close()
  }, 120_000)
})
