import { describe, expect, test } from 'bun:test'
import type { KeyList } from '../../server/modules/identity/keys/contract.ts'
import { until } from './support/accepted-meeting.ts'
import {
  cases,
  emoji,
  expectTold,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openForm,
  opens,
  turned,
} from './support/bad-input.ts'
import { baseUrl, callApi, openVisit, signIn } from './support/browser.ts'
import { findOverflow } from './support/measure-layout.ts'
import { cutLine } from './support/upload-steps.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const signUp = (field: string, bad: string[]): Form => ({
  name: `sign-up, ${field}`,
  open: opens('//sign-up'),
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
    open: opens('//find'),
    field: 'input[name=slug]',
    send: 'button[type=submit]',
    bad: ['', emoji, markup, long],
  },
  {
    name: 'invite',
    open: opens('/organisation/members', 'members.invite'),
    field: 'dialog textarea[name=emails]',
    send: inDialog,
    bad: ['', '   ', emoji, turned, markup, long],
  },
  {
    name: 'close',
    open: opens('/organisation/members', 'owner.close'),
    field: 'dialog input[name=short-name]',
    send: inDialog,
    bad: ['', 'another', markup],
  },
  {
    name: 'settings',
    open: opens('/organisation/settings'),
    field: 'input[name=organisation]',
    send: 'section[aria-labelledby=settings-general] button[type=submit]',
    bad: ['', '   ', invisible],
  },
  {
    name: 'colour',
    open: opens('/organisation/settings'),
    field: 'input[name=colour]',
    send: 'section:has(input[name=colour]) .button-primary',
    bad: ['', emoji, markup],
  },
  {
    name: 'you',
    open: opens('/you'),
    field: 'section[aria-labelledby=you-profile] input[name=name]',
    send: 'section[aria-labelledby=you-profile] button[type=submit]',
    bad: ['', '   ', invisible],
  },
  {
    name: 'e-mail',
    open: opens('/you', 'you.emailChange'),
    field: 'dialog input[name=new-email]',
    send: inDialog,
    bad: ['', 'nobody', emoji, markup, turned],
  },
]

describe.each(cases)('bad input in %s', (locale, screen) => {
  test.each(forms.map((form) => [form.name, form] as const))(
    '%s: is told at its field, which has the focus and keeps what was typed',
    async (_, form) => {
      const visit = await openVisit(browser, screen, locale)
      await signIn(visit, locale)
      await openForm(visit, form)
      for (const typed of form.bad) await expectTold(visit, form, typed)
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
