import { expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import {
  baseUrl,
  callApi,
  credentials,
  desktop,
  fillSignIn,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addAndWait, itemById, itemIds, openAdd, submitAdd } from './support/steps.ts'
import { plainText, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

/** The cookies go, as when a session runs out; the page finds out with its next request. */
async function endSession({ context }: Visit): Promise<void> {
  await context.clearCookies()
}

async function signInAgain(visit: Visit): Promise<void> {
  const { email, password } = credentials()
  await visit.page.waitForSelector('input[name=password]')
  await fillSignIn(visit, email, password)
  await visit.page.waitForSelector('.nav')
}

const untilValue = (field: Locator, value: string): Promise<unknown> =>
  field
    .page()
    .waitForFunction(
      ([selector, value]) => document.querySelector<HTMLTextAreaElement>(selector)?.value === value,
      [
        'dialog[open] textarea[name=transcript], dialog[open] textarea[name=note], .item-form textarea',
        value,
      ] as const,
    )

const keptCount = ({ page }: Visit): Promise<number> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('aam.text.')).length)

test('a pasted transcript outlives Esc, a click outside, a reload and the session', async () => {
  const visit = await openVisit(browser, phone, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const text = plainText('ru')
  const area = page.locator('textarea[name=transcript]')
  await openAdd(visit, 'text')
  await area.fill(text)
  await page.fill('dialog input[name=title]', 'Вставлено до выхода')
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })

  await openAdd(visit, 'text')
  await untilValue(area, text)
  await page.getByText(t('kept.words')).waitFor()
  await page.mouse.click(4, 4)
  await page.locator('dialog[open]').waitFor({ state: 'detached' })

  await openAdd(visit, 'text')
  await untilValue(area, text)
  // Else the stream may be what finds out that the session has ended, before the button is pressed.
  const stream = page.waitForResponse('**/api/v1/events')
  await page.reload()
  await untilValue(area, text)
  await stream

  await endSession(visit)
  await submitAdd(visit)
  await signInAgain(visit)
  await untilValue(area, text)
  expect(await page.locator('dialog input[name=title]').inputValue()).toBe('Вставлено до выхода')
  await submitAdd(visit)
  await page.waitForURL(/\/meetings\/[0-9a-f-]{36}/)
  expect(await keptCount(visit)).toBe(0)

  await openAdd(visit, 'text')
  await page.waitForSelector('dialog[open] textarea[name=transcript]')
  expect(await area.inputValue()).toBe('')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('what was kept can be discarded, and Cancel discards it', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', '/clients')
  const note = page.locator('dialog textarea[name=note]')
  const open = () =>
    page
      .getByRole('button', { name: t('clients.add') })
      .first()
      .click()
  await open()
  await page.fill('dialog input[name=name]', 'Kept and thrown away')
  await note.fill('Typed and not saved')
  await page.keyboard.press('Escape')
  await open()
  await untilValue(note, 'Typed and not saved')
  await page.getByRole('button', { name: t('kept.discard') }).click()
  await untilValue(note, '')
  expect(await page.locator('dialog input[name=name]').inputValue()).toBe('')
  await note.fill('Once more')
  await page
    .locator('dialog .dialog-foot')
    .getByRole('button', { name: t('action.cancel') })
    .click()
  await open()
  expect(await note.inputValue()).toBe('')
  expect(await keptCount(visit)).toBe(0)
  await visit.context.close()
}, 60_000)

test('a form that was open when the session ended is open again after signing in', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', '/clients')
  await page
    .getByRole('button', { name: t('clients.add') })
    .first()
    .click()
  const note = page.locator('dialog textarea[name=note]')
  await page.fill('dialog input[name=name]', `Client ${Date.now()}`)
  await note.fill('Half a sentence')
  await endSession(visit)
  await page.locator('dialog .dialog-foot .button-primary').click()
  await signInAgain(visit)
  await untilValue(note, 'Half a sentence')
  expect(new URL(page.url()).pathname).toBe('/clients')
  await page.locator('dialog .dialog-foot .button-primary').click()
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  expect(await keptCount(visit)).toBe(0)
  await visit.context.close()
}, 60_000)

test('an item in hand outlives Esc and a reload, and says when it changed meanwhile', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'Kept in hand', { name: 'kept.vtt', text: webvtt('en') })
  const [first = ''] = await itemIds(visit)
  const area = itemById(visit, first).locator('.item-form textarea').first()
  const edit = async (): Promise<void> => {
    await itemById(visit, first).focus()
    await page.keyboard.press('e')
  }
  await edit()
  await area.fill('My own words')
  await page.keyboard.press('Escape')
  await area.waitFor({ state: 'detached' })
  await edit()
  await untilValue(area, 'My own words')
  await page.reload()
  await untilValue(area, 'My own words')
  await page.getByText(t('kept.words')).waitFor()

  const { value } = await callApi<{ value: Record<string, string> }>(page, 'GET', `/items/${first}`)
  const field = (await area.getAttribute('name')) ?? ''
  expect(typeof value[field]).toBe('string')
  await callApi(page, 'PATCH', `/items/${first}`, { value: { [field]: 'Their words' } })
  await page.reload()
  await untilValue(area, 'My own words')
  await page.getByText(t('kept.changedSince')).waitFor()
  await itemById(visit, first).locator('.item-form .button-primary').click()
  await area.waitFor({ state: 'detached' })
  expect(await keptCount(visit)).toBe(0)
  expect(await itemById(visit, first).locator('.item-text').innerText()).toBe('My own words')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('signing out asks before it removes what was typed, and leaves nothing behind', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  // A session of its own: signing out ends it for good.
  await page.goto(`${baseUrl()}/clients`)
  await signInAgain(visit)
  await callApi(page, 'PATCH', '/me', { locale: 'en' })
  await page.goto(`${baseUrl()}/clients`)
  await page
    .getByRole('button', { name: t('clients.add') })
    .first()
    .click()
  await page.fill('dialog input[name=name]', 'Never saved')
  await page.keyboard.press('Escape')
  expect(await keptCount(visit)).toBe(1)
  await page.locator('.account-initial').click()
  await page.getByRole('menuitem', { name: t('account.signOut') }).click()
  await page.getByText(t('kept.signOutWords')).waitFor()
  await page
    .locator('dialog .dialog-foot')
    .getByRole('button', { name: t('account.signOut') })
    .click()
  await page.waitForSelector('input[name=password]')
  expect(await keptCount(visit)).toBe(0)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Never saved')
  await visit.context.close()
}, 60_000)

interface OtherForm {
  /** Where its page is; the flow's own meeting when left out. */
  path?: string
  field: string
  open(visit: Visit): Promise<void>
}

const openSegment = async (visit: Visit): Promise<void> => {
  const row = visit.page.locator('.segment-row').first()
  await row.hover()
  await row.locator('.segment-menu button').click()
  await visit.page.getByRole('menuitem', { name: visit.t('speakers.correct') }).click()
}

const otherForms: Record<string, OtherForm> = {
  'a person': {
    path: '/people',
    field: 'dialog[open] input[name=jobTitle]',
    open: ({ page, t }) =>
      page
        .getByRole('button', { name: t('people.add') })
        .first()
        .click(),
  },
  'a new scenario': {
    path: '/scenarios',
    field: 'dialog[open] input[name=titleEn]',
    open: ({ page, t }) =>
      page.getByRole('button', { name: t('scenarios.new'), exact: true }).click(),
  },
  'the details of a meeting': {
    field: 'dialog[open] input[name=title]',
    async open({ page, t }) {
      await page.getByRole('button', { name: t('action.more'), exact: true }).click()
      await page.getByRole('menuitem', { name: t('meeting.edit') }).click()
    },
  },
  'the name of a speaker': {
    field: 'dialog[open] input[name=speakerName]',
    open: ({ page }) => page.locator('.speaker-name').first().click(),
  },
  'corrected words': { field: 'dialog[open] textarea[name=segmentText]', open: openSegment },
}

const untilTyped = ({ page }: Visit, field: string, value: string): Promise<unknown> =>
  page.waitForFunction(
    ([field, value]) => document.querySelector<HTMLInputElement>(field)?.value === value,
    [field, value] as const,
  )

test('every other form gives back what was typed, after Esc, a step back and a reload', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  const id = await addAndWait(visit, 'Forms', { name: 'forms.vtt', text: webvtt('en') })
  for (const [name, { path = `/meetings/${id}`, field, open }] of Object.entries(otherForms)) {
    const typed = `Typed into ${name}`
    await page.goto(baseUrl() + path)
    await open(visit)
    await page.fill(field, typed)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await open(visit)
    await untilTyped(visit, field, typed)
    // The way back leaves the page with the form still open.
    await page.goto(`${baseUrl()}/items`)
    await page.goBack()
    await page.waitForSelector(`${field}, main button`)
    if ((await page.locator('dialog[open]').count()) === 0) await open(visit)
    await untilTyped(visit, field, typed)
    await page.reload()
    await page.waitForSelector(`${field}, main button`)
    if ((await page.locator('dialog[open]').count()) === 0) await open(visit)
    await untilTyped(visit, field, typed)
    await page.locator('dialog[open] .dialog-foot button').first().click()
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  expect(await keptCount(visit)).toBe(0)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('somebody who signs in again in another tab loses nothing in this one', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, context, t } = visit
  await signIn(visit, 'en', '/clients')
  await page
    .getByRole('button', { name: t('clients.add') })
    .first()
    .click()
  await page.fill('dialog textarea[name=note]', 'Typed before the session ended')
  await page.fill('dialog input[name=name]', 'Two tabs')
  await endSession(visit)
  await page.locator('dialog .dialog-foot .button-primary').click()
  await page.waitForSelector('input[name=password]')
  const other = await context.newPage()
  await other.goto(`${baseUrl()}/meetings`)
  await signInAgain({ ...visit, page: other })
  await untilTyped(visit, 'dialog[open] textarea[name=note]', 'Typed before the session ended')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
