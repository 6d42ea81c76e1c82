import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import type { Locale } from '../i18n/message.ts'
import {
  emoji,
  expectWhole,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openKey,
  opens,
  turned,
} from './support/bad-input.ts'
import {
  callApi,
  laptop,
  openBrowser,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { picture } from './support/picture.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const cases: [Locale, Screen][] = [
  ['en', laptop],
  ['ru', phone],
]
const modelSend = 'section[aria-labelledby=provider-model] button[type=submit]'
const speechSend = 'section[aria-labelledby=provider-speech] button[type=submit]'
const openRetention = async (visit: Visit): Promise<void> => {
  const { page, t } = visit
  await opens('/organisation/settings/retention')(visit)
  const kind = page.locator('.kind').first()
  await kind.getByText(t('retention.limited'), { exact: true }).click()
}

const forms: Form[] = [
  {
    name: 'key, name',
    open: openKey,
    field: 'dialog input[name=name]',
    send: inDialog,
    bad: ['', '   ', invisible],
    good: `Key ${emoji}`,
    path: '**/api/v1/api-keys',
    keeps: true,
  },
  {
    name: 'key, ranges',
    open: openKey,
    rest: { name: 'Ranged' },
    field: 'dialog textarea[name=ranges]',
    send: inDialog,
    bad: [markup, turned, emoji, long, invisible, '1.2.3.4/99', '10.0.0.1 '.repeat(60)],
  },
  {
    name: 'service account',
    open: opens('/organisation/keys', 'service.add'),
    field: 'dialog input[name=name]',
    send: inDialog,
    bad: ['', '   ', invisible],
    good: 'Importer',
    path: '**/api/v1/service-accounts',
    keeps: true,
  },
  {
    name: 'model',
    open: opens('/organisation/providers'),
    rest: { 'model-key': 'sk-0123456789' },
    field: 'input[name=model]',
    send: modelSend,
    bad: ['', '   ', invisible],
    good: 'our-model',
    path: '**/settings/providers/model',
    keeps: true,
  },
  {
    name: 'model, address',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model', 'model-key': 'sk-0123456789' },
    field: 'section[aria-labelledby=provider-model] input[name=address]',
    send: modelSend,
    bad: ['nowhere', 'ftp://models.example', markup, turned, emoji, long, invisible],
  },
  {
    name: 'model, context',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model', 'model-key': 'sk-0123456789' },
    field: 'input[name=context]',
    send: modelSend,
    bad: ['many', '-1', '3', '1.5', emoji],
  },
  {
    name: 'model, key',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model' },
    field: 'input[name=model-key]',
    send: modelSend,
    bad: ['', '   ', invisible, long, 'ключ', emoji, 'sk two words'],
  },
  {
    name: 'speech, key',
    open: opens('/organisation/providers'),
    field: 'input[name=speech-key]',
    send: speechSend,
    bad: ['', '   ', invisible, long, turned],
    good: 'a-key-of-ours',
    path: '**/settings/providers/speech',
  },
  {
    name: 'retention',
    open: openRetention,
    field: 'input[name=media-number]',
    send: 'section[aria-labelledby=settings-retention] button[type=submit]',
    bad: ['', '   ', '0', '-1', '1.5', 'many', emoji, turned, '999999'],
    good: '7',
    path: '**/settings/retention/dry-run',
    keeps: true,
  },
]

/** Somebody else, to whom the organisation could go. */
async function addMember({ page }: Visit, locale: Locale): Promise<void> {
  const email = `heir-${locale}-${Date.now().toString(36)}@demo.example`
  const { data } = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
    emails: [email],
    role: 'admin',
  })
  const token = data[0]?.link.split('#token=')[1] ?? ''
  await page.evaluate(
    (body) =>
      fetch('/api/v1/auth/invitations/accept', {
        method: 'POST',
        credentials: 'omit',
        headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
        body,
      }),
    JSON.stringify({ token, name: `Heir ${locale}`, password: 'zebra kiln ostrich' }),
  )
}

describe.each(cases)('bad input to an organisation’s forms in %s', (locale, screen) => {
  test.each(forms.map((form) => [form.name, form] as const))(
    '%s: is told at its field, sent once, and outlasts line, server and session',
    async (_, form) => {
      const visit = await openVisit(browser, screen, locale)
      await signIn(visit, locale)
      await expectWhole(visit, form)
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    },
    120_000,
  )

  test('a transfer and joining by domain say what went wrong, and can be tried again', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await signIn(visit, locale)
    await addMember(visit, locale)
    await opens('/organisation/members', 'owner.handOver')(visit)
    const heir = 'dialog select[name=new-owner]'
    await page.click(inDialog)
    await page.waitForFunction(
      (selector) => document.activeElement?.matches(`${selector}[aria-invalid=true]`),
      heir,
    )
    await page.getByText(t('deactivate.choose'), { exact: true }).last().waitFor()
    await page.locator(`${heir} option:nth-child(2)`).waitFor({ state: 'attached' })
    await page.selectOption(heir, { index: 1 })
    const chosen = await page.inputValue(heir)
    await context.setOffline(true)
    await page.click(inDialog)
    await page.locator('dialog').getByText(t('failure.offline')).waitFor()
    expect(await page.inputValue(heir)).toBe(chosen)
    await picture(visit, `transfer-${locale}-offline`, false)
    await context.setOffline(false)
    let sent = 0
    const clicked = Promise.withResolvers<void>()
    await page.route('**/organisation/**', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      sent += 1
      await clicked.promise
      await route.fulfill({ status: 500, body: '{"code":"internal"}' })
    })
    await page.locator(inDialog).dblclick()
    clicked.resolve()
    await page.locator('dialog').getByText(t('failure.internal')).waitFor()
    expect(sent).toBe(1)

    const settings = '**/settings/joining'
    await page.route(settings, (route) => route.abort('internetdisconnected'))
    await opens('/organisation/settings')(visit)
    const part = page.locator('section[aria-labelledby=settings-joining]')
    await part.getByText(t('failure.offline')).waitFor()
    await picture(visit, `joining-${locale}-offline`)
    await page.unroute(settings)
    await part.getByRole('button', { name: t('action.retry') }).click()
    await part.getByText(t('joining.noMail')).waitFor()
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 60_000)
})
