import { describe, expect, test } from 'bun:test'
import type { Key } from '../i18n/index.ts'
import {
  cases,
  type Form,
  inDialog,
  invisible,
  long,
  openKey,
  opens,
  testForms,
} from './support/bad-input.ts'
import { credentials, fillSignIn, openVisit, signIn, type Visit } from './support/browser.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
const stepUpSend = 'dialog[open]:has(input[name=step-up-password]) .dialog-foot .button:last-child'
const passwordSend = 'section[aria-labelledby=you-password] button[type=submit]'
const current = 'section[aria-labelledby=you-password] input[name=current]'

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

const forms: Form[] = [
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
    name: 'step-up',
    open: openStepUp,
    field: 'input[name=step-up-password]',
    send: stepUpSend,
    bad: ['', '   ', 'not this one', invisible],
    good: 'whatever it is',
    path: '**/auth/step-up',
  },
]

const press = ({ page, t }: Visit, key: Key): Promise<void> =>
  page
    .getByRole('button', { name: t(key), exact: true })
    .first()
    .click()

testForms('bad input of somebody signed in', browser, forms)

describe.each(cases)('in %s', (locale, screen) => {
  test('a proof that was asked for before the session ended is not asked for after it', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await signIn(visit, locale)
    await openStepUp(visit)
    await page.fill('input[name=step-up-password]', 'whatever it is')
    await context.clearCookies()
    await page.click(stepUpSend)
    const { email, password } = credentials()
    await page.locator('.auth input[name=password]').waitFor()
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
