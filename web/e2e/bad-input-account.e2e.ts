import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import type { Key } from '../i18n/index.ts'
import type { Locale } from '../i18n/message.ts'
import {
  emoji,
  expectTold,
  expectTrouble,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openForm,
  opens,
  turned,
} from './support/bad-input.ts'
import {
  callApi,
  credentials,
  fillSignIn,
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
const stepUpSend = 'dialog[open]:has(input[name=step-up-password]) .dialog-foot .button:last-child'
const passwordSend = 'section[aria-labelledby=you-password] button[type=submit]'
const modelSend = 'section[aria-labelledby=provider-model] button[type=submit]'
const speechSend = 'section[aria-labelledby=provider-speech] button[type=submit]'
const current = 'section[aria-labelledby=you-password] input[name=current]'

/** Opens the form for a new key with everything but the name. */
const openKey = async (visit: Visit): Promise<void> => {
  await opens('/organisation/keys', 'apiKeys.add')(visit)
  await visit.page.getByRole('button', { name: visit.t('scopes.preset.read') }).click()
}

const openRetention = async (visit: Visit): Promise<void> => {
  const { page, t } = visit
  await opens('/organisation/settings/retention')(visit)
  const kind = page.locator('.kind').first()
  await kind.getByText(t('retention.limited'), { exact: true }).click()
}

/** Nobody waits for a quarter of an hour: every try is answered as that of an old sign-in. */
const openStepUp = async (visit: Visit): Promise<void> => {
  const { page } = visit
  await page.route('**/api/v1/api-keys', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          body: JSON.stringify({ code: 'step_up_needed', detail: 'Confirm that it is you.' }),
        })
      : route.continue(),
  )
  await openKey(visit)
  await page.fill('dialog input[name=name]', 'Not made')
  await page.click(inDialog)
  await page.locator('input[name=step-up-password]').waitFor()
}

interface AccountForm extends Form {
  /** What was typed is there again after the session ended. */
  keeps?: true
}

const forms: AccountForm[] = [
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
    name: 'passkey',
    open: opens('/you', 'security.passkeyAdd'),
    field: 'dialog input[name=passkey-name]',
    send: inDialog,
    bad: ['', '   '],
    good: 'Phone',
    path: '**/me/factors/passkey-options',
    keeps: true,
  },
  {
    name: 'new e-mail',
    open: opens('/you', 'you.emailChange'),
    field: 'dialog input[name=new-email]',
    send: inDialog,
    bad: ['   ', long],
    good: 'another@demo.example',
    path: '**/members/*/email',
    keeps: true,
  },
  {
    name: 'current password',
    open: opens('/you'),
    rest: { next: 'zebra kiln ostrich' },
    field: current,
    send: passwordSend,
    bad: ['', 'not this one', invisible],
    good: 'whatever it is',
    path: '**/me/password',
  },
  {
    name: 'next password',
    open: async (visit) => {
      await opens('/you')(visit)
      await visit.page.fill(current, credentials().password)
    },
    field: 'input[name=next]',
    send: passwordSend,
    bad: ['', '   ', 'short', 'qwertyuiop', invisible, long],
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
  {
    name: 'step-up',
    open: openStepUp,
    field: 'input[name=step-up-password]',
    send: stepUpSend,
    bad: ['', '   ', 'not this one', invisible],
    good: 'whatever it is',
    path: '**/auth/step-up',
  },
]

async function expectKept(visit: Visit, form: AccountForm): Promise<void> {
  const { page, context } = visit
  const cookies = await context.cookies()
  await openForm(visit, form)
  await page.fill(form.field, form.good ?? '')
  await context.clearCookies()
  await page.click(form.send)
  await page.locator('.gate input[name=password]').waitFor()
  await context.addCookies(cookies)
  await page.evaluate(() => localStorage.setItem('aam.signed-in', '1'))
  await form.open(visit)
  await page.locator(form.field).waitFor()
  expect({ form: form.name, kept: await page.inputValue(form.field) }).toEqual({
    form: form.name,
    kept: form.good ?? '',
  })
  for (const secret of await page.locator('input[type=password]').all())
    expect(await secret.inputValue()).toBe('')
}

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

const press = ({ page, t }: Visit, key: Key): Promise<void> =>
  page
    .getByRole('button', { name: t(key), exact: true })
    .first()
    .click()

describe.each(cases)('bad input of somebody signed in, in %s', (locale, screen) => {
  test.each(forms.map((form) => [form.name, form] as const))(
    '%s: is told at its field, sent once, and outlasts line, server and session',
    async (name, form) => {
      const visit = await openVisit(browser, screen, locale)
      await signIn(visit, locale)
      await openForm(visit, form)
      for (const typed of form.bad) await expectTold(visit, form, typed)
      await picture(visit, `${name}-${locale}-told`, false)
      if (form.path) await expectTrouble(visit, form)
      if (form.keeps) await expectKept(visit, form)
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    },
    120_000,
  )

  test('a proof that was asked for before the session ended is not asked for after it', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await signIn(visit, locale)
    await openStepUp(visit)
    await page.fill('input[name=step-up-password]', 'whatever it is')
    await context.clearCookies()
    await page.click(stepUpSend)
    const { email, password } = credentials()
    await page.locator('.gate input[name=password]').waitFor()
    await fillSignIn(visit, email, password)
    await page.locator('.nav').waitFor()
    // The form for the key is open again, with its name and what it may do.
    await page.locator('dialog[open] input[name=name]').waitFor()
    expect(await page.inputValue('dialog input[name=name]')).toBe('Not made')
    await page.getByRole('button', { name: t('scopes.preset.read'), pressed: true }).waitFor()
    expect(await page.locator('input[name=step-up-password]').count()).toBe(0)
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 60_000)

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
    await page.route('**/organisation/**', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      sent += 1
      await route.fulfill({ status: 500, body: '{"code":"internal"}' })
    })
    await page.locator(inDialog).dblclick()
    await page.locator('dialog').getByText(t('failure.internal')).waitFor()
    expect(sent).toBeLessThan(3)

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

  test('setting up an app begins again once the line is back', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale, '/you')
    const start = '**/me/factors/totp'
    await page.route(start, (route) => route.abort('internetdisconnected'))
    await press(visit, 'security.appAdd')
    await page.locator('dialog').getByText(t('failure.offline')).waitFor()
    await page.unroute(start)
    await press(visit, 'action.retry')
    await page.locator('dialog .factor-qr').waitFor()
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 60_000)
})
