import { beforeAll, describe, expect, test } from 'bun:test'
import { TOTP } from 'otpauth'
import type { Locale } from '../i18n/message.ts'
import { addAuthenticator } from './support/authenticator.ts'
import {
  baseUrl,
  fillSignIn,
  laptop,
  openVisit,
  phone,
  type Screen,
  type Visit,
} from './support/browser.ts'
import { expectSound as expectSoundPage } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const password = 'zebra kiln ostrich'
const cases: [Locale, Screen, 'light' | 'dark'][] = [
  ['en', laptop, 'light'],
  ['ru', phone, 'dark'],
]

const slug = 'second-steps'
const { port } = new URL(baseUrl())
const home = `http://${slug}.localhost:${port}`
const owner = { email: 'olga@steps.example', password }

const browser = useBrowser()
let ownerToken: string
beforeAll(async () => {
  await call('localhost', '/sign-up', {
    organisation: { name: 'Second Steps', slug },
    owner: { name: 'Olga', ...owner },
  })
  ;({ accessToken: ownerToken } = await call<{ accessToken: string }>(
    `${slug}.localhost`,
    '/auth/login',
    owner,
  ))
})

/** What the app shows, so many steps of 30 seconds from now. */
const codeOf = (secret: string, stepsAhead = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 })

async function call<T>(
  host: string,
  path: string,
  body: object,
  token?: string,
  method: 'POST' | 'PATCH' = 'POST',
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: {
      host: `${host}:${port}`,
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

async function join(name: string, locale: Locale): Promise<string> {
  const email = `${name.toLowerCase()}@steps.example`
  const host = `${slug}.localhost`
  const { data } = await call<{ data: { link: string }[] }>(
    host,
    '/invitations',
    { emails: [email], role: 'member' },
    ownerToken,
  )
  const token = data[0]?.link.split('#token=')[1]
  const accepted = { token, name, password }
  const { accessToken } = await call<{ accessToken: string }>(
    host,
    '/auth/invitations/accept',
    accepted,
  )
  await call(host, '/me', { locale }, accessToken, 'PATCH')
  return email
}

async function expectSound(visit: Visit, name: string): Promise<void> {
  const part = visit.page.locator('#security')
  if ((await part.count()) > 0) await part.evaluate((section) => section.scrollIntoView())
  await expectSoundPage(visit, `factors-${name}`, false)
}

async function open(visit: Visit, email: string): Promise<void> {
  await visit.page.goto(`${home}/you`)
  await visit.page.waitForSelector('input[name=password]')
  await fillSignIn(visit, email, password)
}

const press = ({ page, t }: Visit, key: Parameters<Visit['t']>[0]): Promise<void> =>
  page.getByRole('button', { name: t(key), exact: true }).click()

async function leave({ page }: Visit): Promise<void> {
  await page.evaluate(() =>
    fetch('/api/v1/auth/logout', { method: 'POST', headers: { 'x-aam-csrf': '1' } }),
  )
  await page.evaluate(() => localStorage.removeItem('aam.signed-in'))
  await page.goto(`${home}/you`)
  await page.waitForSelector('input[name=password]')
}

describe.each(cases)('in %s on %o, %s', (locale, screen, theme) => {
  const mark = `${locale}-${screen.name}`

  test('an app is set up; its code and each recovery code let its person in', async () => {
    const email = await join(`App-${mark}`, locale)
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await open(visit, email)
    await page.locator('#security').waitFor()
    await expectSound(visit, `${mark}-security-empty`)
    await press(visit, 'security.appAdd')
    await page.locator('dialog .factor-qr').waitFor()
    const secret = await page.locator('dialog .copy-field input').inputValue()
    await expectSound(visit, `${mark}-app`)
    await press(visit, 'app.confirm')
    await page.getByText(t('second.needCode')).waitFor()
    await page.fill('dialog input[name=app-code]', '000000')
    await press(visit, 'app.confirm')
    await page.getByText(t('fault.wrong_code')).waitFor()
    await page.fill('dialog input[name=app-code]', codeOf(secret, -1))
    await page.keyboard.press('Enter')
    await page.locator('.recovery-codes').waitFor()
    const codes = await page.locator('.recovery-codes li').allTextContents()
    expect(codes).toHaveLength(10)
    await expectSound(visit, `${mark}-codes`)
    // They are shown once: only the button puts them away.
    await page.keyboard.press('Escape')
    expect(await page.locator('.recovery-codes').count()).toBe(1)
    await press(visit, 'codes.done')
    await page.getByText(t('security.codesLeft', { count: 10 })).waitFor()
    await expectSound(visit, `${mark}-security`)

    await leave(visit)
    await fillSignIn(visit, email, password)
    await page.getByRole('heading', { name: t('second.title') }).waitFor()
    await expectSound(visit, `${mark}-second`)
    await page.fill('input[name=code]', '000000')
    await press(visit, 'second.submit')
    await page.getByText(t('fault.wrong_code')).waitFor()
    await page.fill('input[name=code]', codeOf(secret))
    await press(visit, 'second.submit')
    await page.locator('#security').waitFor()

    for (const isFirst of [true, false]) {
      await leave(visit)
      await fillSignIn(visit, email, password)
      await press(visit, 'second.useRecovery')
      await page.fill('input[name=code]', codes[0] ?? '')
      if (isFirst) await expectSound(visit, `${mark}-recovery`)
      await press(visit, 'second.submit')
      if (isFirst) await page.getByText(t('security.codesLeft', { count: 9 })).waitFor()
      else await page.getByText(t('fault.wrong_code')).waitFor()
    }
    await press(visit, 'second.again')
    await page.waitForSelector('input[name=password]')
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })

  test('a passkey is added, lets its person in by itself, confirms and goes', async () => {
    const email = await join(`Key-${mark}`, locale)
    const visit = await openVisit(browser, screen, locale, theme)
    const { page, t } = visit
    await addAuthenticator(visit)
    await open(visit, email)
    await page.locator('#security').waitFor()
    await press(visit, 'security.passkeyAdd')
    await page.fill('dialog input[name=passkey-name]', 'Laptop')
    await expectSound(visit, `${mark}-passkey-name`)
    await press(visit, 'security.passkeyMake')
    await page.locator('.recovery-codes').waitFor()
    await press(visit, 'codes.done')
    await page.locator('.passkey-list').getByText('Laptop').waitFor()

    await leave(visit)
    await expectSound(visit, `${mark}-sign-in`)
    await press(visit, 'signIn.passkey')
    await page.locator('.passkey-list').getByText('Laptop').waitFor()
    await expectSound(visit, `${mark}-passkeys`)

    // As the second step, too.
    await leave(visit)
    await fillSignIn(visit, email, password)
    await press(visit, 'second.passkey')
    await page.locator('.passkey-list').waitFor()

    await page
      .getByRole('button', { name: t('security.passkeyActions', { name: 'Laptop' }) })
      .click()
    await page.getByRole('menuitem', { name: t('security.passkeyRename') }).click()
    await page.fill('dialog input[name=passkey-name]', 'Work')
    await page.click('dialog[open] .dialog-foot .button:last-child')
    await page.locator('.passkey-list').getByText('Work').waitFor()
    await page.getByRole('button', { name: t('security.passkeyActions', { name: 'Work' }) }).click()
    await page.getByRole('menuitem', { name: t('security.passkeyRemove') }).click()
    await page.getByText(t('security.removeLast')).waitFor()
    await expectSound(visit, `${mark}-remove-last`)
    await page.click('dialog[open] .dialog-foot .button:last-child')
    await page.locator('.passkey-list').waitFor({ state: 'detached' })
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })

  test('an organisation requires one: first a notice, then nothing but setting one up', async () => {
    const email = await join(`Late-${mark}`, locale)
    const chief = await openVisit(browser, screen, locale, theme)
    await addAuthenticator(chief)
    await chief.page.goto(`${home}/organisation/members`)
    await chief.page.waitForSelector('input[name=password]')
    await fillSignIn(chief, owner.email, owner.password)
    await chief.page.waitForSelector('.nav')
    await chief.page.evaluate(
      (locale) =>
        fetch('/api/v1/me', {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
          body: JSON.stringify({ locale }),
        }),
      locale,
    )
    await chief.page.reload()
    await chief.page.locator('#require-title').waitFor()
    await press(chief, 'require.start')
    await chief.page.fill('dialog input[name=grace-days]', '1000')
    await chief.page.getByText(chief.t('require.daysFault')).waitFor()
    await chief.page.fill('dialog input[name=grace-days]', '7')
    await expectSound(chief, `${mark}-require`)
    await chief.page.click('dialog[open] .dialog-foot .button:last-child')
    await chief.page.locator('.factor-notice').waitFor()
    await chief.page.locator('#require-title').scrollIntoViewIfNeeded()
    await expectSound(chief, `${mark}-required`)

    const late = await openVisit(browser, screen, locale, theme)
    await addAuthenticator(late)
    await open(late, email)
    await late.page.locator('.factor-notice').waitFor()
    await expectSound(late, `${mark}-notice`)

    await press(chief, 'require.change')
    await chief.page.fill('dialog input[name=grace-days]', '0')
    await chief.page.click('dialog[open] .dialog-foot .button:last-child')
    // Who requires it at once is asked as well.
    await chief.page.getByRole('heading', { name: chief.t('setUp.title') }).waitFor()
    await expectSound(chief, `${mark}-set-up`)
    await late.page.goto(`${home}/meetings`)
    await late.page.getByRole('heading', { name: late.t('setUp.title') }).waitFor()
    for (const visit of [chief, late]) {
      await press(visit, 'security.passkeyAdd')
      await press(visit, 'security.passkeyMake')
      await visit.page.locator('.recovery-codes').waitFor()
      await press(visit, 'codes.done')
      await visit.page.waitForSelector('.nav')
    }

    await chief.page.goto(`${home}/organisation/members`)
    const name = `Late-${mark}`
    await chief.page.getByRole('button', { name: chief.t('members.actions', { name }) }).click()
    await chief.page.getByRole('menuitem', { name: chief.t('members.resetFactors') }).click()
    await expectSound(chief, `${mark}-reset`)
    await chief.page.click('dialog[open] .dialog-foot .button:last-child')
    await chief.page.getByText(chief.t('members.resetFactorsDone', { name })).waitFor()
    await late.page.goto(`${home}/meetings`)
    await late.page.getByRole('heading', { name: late.t('setUp.title') }).waitFor()

    await press(chief, 'require.stop')
    await chief.page.click('dialog[open] .dialog-foot .button:last-child')
    await chief.page.getByText(chief.t('require.off')).waitFor()
    await late.page.reload()
    await late.page.waitForSelector('.nav')
    // The next language begins as this one did.
    await chief.page.goto(`${home}/you`)
    await chief.page.locator('.passkey-list').waitFor()
    await chief.page.locator('.passkey-list button').first().click()
    await chief.page.getByRole('menuitem', { name: chief.t('security.passkeyRemove') }).click()
    await chief.page.click('dialog[open] .dialog-foot .button:last-child')
    await chief.page.locator('.passkey-list').waitFor({ state: 'detached' })
    expect([...chief.complaints, ...late.complaints]).toEqual([])
    await chief.context.close()
    await late.context.close()
  })
})
