import { describe, expect, test } from 'bun:test'
import type { Route } from 'playwright-core'
import type { Key } from '../../i18n/index.ts'
import type { Locale } from '../../i18n/message.ts'
import { baseUrl, laptop, openVisit, phone, type Screen, signIn, type Visit } from './browser.ts'
import { findOverflow } from './measure-layout.ts'
import { picture } from './picture.ts'
import type { FlowBrowser } from './use-browser.ts'

export const bareUrl = (): string => baseUrl().replace('//demo.', '//')
export const inDialog = 'dialog[open] .dialog-foot .button:last-child'

export const markup = '<img src=x onerror=alert(1)>&amp;<b>'
export const turned = 'שלום \u202Etxt.exe'
export const emoji = '🎉👩‍👩‍👧'
export const long = 'x'.repeat(10_000)
export const invisible = 'a\u0000b'

export const cases: [Locale, Screen][] = [
  ['en', laptop],
  ['ru', phone],
]

export interface Form {
  name: string
  open: (visit: Visit) => Promise<unknown>
  /** What is filled in rightly beforehand, by the name of the field. */
  rest?: Record<string, string>
  field: string
  send: string
  /** What the form does not take in the field. */
  bad: string[]
  /** What it takes, and where it sends that. */
  good?: string
  path?: string
  /** What was typed is there again after the session ended. */
  keeps?: true
}

/** Opens an address, and there the dialog of a button; what was typed before may have opened that already. */
export async function openAt({ page, t }: Visit, url: string, button?: Key): Promise<void> {
  await page.goto(url)
  if (!button) return
  const dialog = page.locator('dialog[open]')
  const opener = page.getByRole('button', { name: t(button), exact: true }).first()
  await Promise.any([opener.click({ timeout: 10_000 }), dialog.waitFor()])
  await dialog.waitFor()
}

/** The same of the organisation that most flows share, or of the bare host where the address begins with `//`. */
export const opens =
  (address: string, button?: Key) =>
  (visit: Visit): Promise<void> =>
    openAt(
      visit,
      address.startsWith('//') ? bareUrl() + address.slice(1) : baseUrl() + address,
      button,
    )

/** Opens the form for a new key with everything but the name. */
export const openKey = async (visit: Visit): Promise<void> => {
  await opens('/organisation/keys', 'apiKeys.add')(visit)
  await visit.page.getByRole('button', { name: visit.t('scopes.preset.read') }).click()
}

export async function openForm(visit: Visit, { open, rest = {} }: Form): Promise<void> {
  await open(visit)
  for (const [name, value] of Object.entries(rest)) await visit.page.fill(`[name=${name}]`, value)
}

/** The field has the focus, is marked and described by one sentence in the reader's language, and keeps what was typed. */
export async function expectTold(visit: Visit, form: Form, typed: string): Promise<void> {
  const { page, t } = visit
  const field = page.locator(form.field)
  await field.fill(typed)
  const kept = await field.inputValue()
  await page.click(form.send)
  await page
    .waitForFunction(
      (selector) => document.activeElement?.matches(`${selector}[aria-invalid=true]`),
      form.field,
      { timeout: 15_000 },
    )
    .catch(async () => {
      await picture(
        visit,
        `untold ${form.name} ${typed.length} ${t('action.retry').length}`.replaceAll(/[/ ]/g, '-'),
      )
      throw new Error(
        `${form.name} does not say at its field what is wrong with “${typed.slice(0, 20)}”`,
      )
    })
  const { words: told, isSeen } = await field.evaluate((control) => {
    const message = document.getElementById(control.getAttribute('aria-describedby') ?? '')
    const { left = 0, bottom = 0 } = message?.getBoundingClientRect() ?? {}
    const isSeen = message?.contains(document.elementFromPoint(left + 2, bottom - 2)) ?? false
    return { words: message?.textContent ?? '', isSeen }
  })
  const what = { form: form.name, typed: typed.slice(0, 20), told }
  const isWords = told.length > 0 && told.length < 200 && !/[\^\\\]{}]|Expected|must be /.test(told)
  const isRussian = /[а-яё]/.test(told)
  const others = await page.locator(':is(dialog[open], form, .auth) .failure').allInnerTexts()
  expect({ ...what, isSeen, isWords, isRussian, others }).toEqual({
    ...what,
    isSeen: true,
    isWords: true,
    isRussian: t('action.retry') !== 'Try again',
    others: [],
  })
  expect(await field.inputValue()).toBe(kept)
  expect(await findOverflow(page)).toEqual([])
}

const problems = { 429: 'too_many_requests', 500: 'internal' } as const

const answer = (route: Route, status: keyof typeof problems): Promise<void> =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ code: problems[status], detail: 'As the server words it.' }),
  })

export interface Sending {
  name: string
  path: string
  send: () => Promise<unknown>
  /** What an impatient person does while it is on its way. */
  sendMore: () => Promise<unknown>
  /** Nothing that was typed or chosen is lost, and it can be sent again. */
  asBefore: () => Promise<unknown>
}

/** Sent twice it goes out once; what the server refuses and what it never gets is told with a remedy. */
export async function expectRefusals(visit: Visit, sending: Sending): Promise<void> {
  const { page, context, t } = visit
  const { name, path, send } = sending
  const told = async (key: Key): Promise<void> => {
    await page.locator('.failure').getByText(t(key)).waitFor({ timeout: 15_000 })
    await sending.asBefore()
    expect(await findOverflow(page)).toEqual([])
  }
  const { promise: allSent, resolve } = Promise.withResolvers<void>()
  let sent = 0
  const refuse = async (route: Route): Promise<void> => {
    sent += 1
    await allSent
    await answer(route, sent === 1 ? 429 : 500)
  }
  await page.route(path, refuse)
  await Promise.all([page.waitForRequest(path), send()])
  await sending.sendMore()
  // Whatever was sent has reached the route by the time that the browser has painted twice.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )
  expect({ name, sent }).toEqual({ name, sent: 1 })
  resolve()
  await told('failure.too_many_requests')

  await page.unroute(path, refuse)
  await context.setOffline(true)
  await send()
  await told('failure.offline')
  await picture(visit, `offline-${name}-${t('action.retry').length}-${visit.screen.name}`)
  await context.setOffline(false)
  await page.route(path, refuse)
  await send()
  await told('failure.internal')
  expect(sent).toBe(2)
  await page.unroute(path, refuse)
}

/** A form is sent by Enter and by its button. */
export async function expectTrouble(visit: Visit, form: Form): Promise<void> {
  const { page } = visit
  const { name, good = '', path = '' } = form
  const field = page.locator(form.field)
  const button = page.locator(form.send)
  await field.fill(good)
  let sent = 0
  await expectRefusals(visit, {
    name,
    path,
    send: () => {
      sent += 1
      return sent === 1 ? field.press('Enter') : button.click()
    },
    async sendMore() {
      await page.locator(`${form.send}[aria-busy=true]`).waitFor()
      // It is marked as one that does nothing just now, which people press all the same.
      await button.dblclick({ force: true })
      await field.press('Enter')
    },
    async asBefore() {
      expect({ name, value: await field.inputValue() }).toEqual({ name, value: good })
      expect(await button.getAttribute('aria-busy')).toBe(null)
    },
  })
}

/** The session ends while the form is open: what was typed is there again afterwards, but for passwords. */
export async function expectKept(visit: Visit, form: Form): Promise<void> {
  const { page, context } = visit
  const cookies = await context.cookies()
  await openForm(visit, form)
  await page.fill(form.field, form.good ?? '')
  await context.clearCookies()
  await page.click(form.send)
  await page.locator('.auth input[name=password]').waitFor()
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

/** All of it, in one visit of somebody who is signed in. */
export async function expectWhole(visit: Visit, form: Form): Promise<void> {
  await openForm(visit, form)
  for (const typed of form.bad) await expectTold(visit, form, typed)
  await picture(visit, `${form.name}-${visit.screen.name}-told`, false)
  if (form.path) await expectTrouble(visit, form)
  if (form.keeps) await expectKept(visit, form)
}

/** A test of each form, for somebody who is signed in. */
export function testForms(what: string, browser: FlowBrowser, forms: readonly Form[]): void {
  describe.each(cases)(`${what} in %s`, (locale, screen) => {
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
  })
}
