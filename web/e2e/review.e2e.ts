import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import type { Locale } from '../i18n/message.ts'
import {
  desktop,
  openBrowser,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import {
  addAndWait,
  itemById,
  itemIds,
  readMark,
  showResult,
  waitForState,
} from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function checkEvidence(visit: Visit, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const chips = itemById(visit, id).locator('button.evidence-chip')
    for (let at = 0; at < (await chips.count()); at += 1) {
      const quote = await chips.nth(at).getAttribute('data-quote')
      await chips.nth(at).click()
      const mark = await readMark(visit)
      expect(mark).toEqual({ text: quote ?? '', isSeen: true })
      await showResult(visit)
    }
  }
}

async function acceptWithNoteIfAsked(visit: Visit, id: string): Promise<void> {
  const row = itemById(visit, id)
  await row.locator('.item-accept').click()
  const note = row.locator('textarea[name=overrideNote]')
  const accepted = visit.page.locator(`[data-item="${id}"][data-state="accepted"]`)
  await note.or(accepted).first().waitFor()
  if (await note.isVisible()) {
    await note.fill('Agreed on the phone afterwards')
    await row.locator('.item-form .button-primary').click()
  }
  await waitForState(visit, id, 'accepted')
}

async function editText(visit: Visit, id: string, suffix: string): Promise<string> {
  const row = itemById(visit, id)
  await row.focus()
  await row.getByRole('button', { name: visit.t('item.edit'), exact: true }).click()
  const field = row.locator('.item-form textarea').first()
  const text = `${await field.inputValue()}${suffix}`
  await field.fill(text)
  await row.locator('.item-form .button-primary').click()
  await row.locator('.item-form').waitFor({ state: 'detached' })
  return text
}

async function decideTheRest(visit: Visit): Promise<void> {
  for (const id of await itemIds(visit)) {
    const row = itemById(visit, id)
    if ((await row.getAttribute('data-state')) !== 'proposed') continue
    await row.focus()
    await acceptWithNoteIfAsked(visit, id)
  }
}

const cases: [Screen, Locale][] = [
  [desktop, 'en'],
  [desktop, 'ru'],
  [phone, 'en'],
  [phone, 'ru'],
]

describe.each(cases)('from a file to an accepted meeting', (screen, locale) => {
  test(`${screen.name}, ${locale}`, async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    await addAndWait(visit, `Pilot ${screen.name} ${locale}`, {
      name: 'pilot.vtt',
      text: webvtt(locale),
    })
    const ids = await itemIds(visit)
    expect(ids.length).toBeGreaterThanOrEqual(3)
    const [first = '', second = ''] = ids

    await checkEvidence(visit, ids)

    const text = await editText(visit, first, ' (pilot)')
    expect(await itemById(visit, first).locator('.item-text').innerText()).toBe(text)

    await itemById(visit, first).focus()
    await acceptWithNoteIfAsked(visit, first)
    await page.locator('.toast-action').last().click()
    await waitForState(visit, first, 'proposed')

    await itemById(visit, second).focus()
    await itemById(visit, second)
      .getByRole('button', { name: t('item.reject'), exact: true })
      .click()
    await waitForState(visit, second, 'rejected')

    const acceptAll = page.getByRole('button', { name: t('section.acceptAll') }).first()
    await acceptAll.click()
    await page.locator('[data-item][data-state="accepted"]').first().waitFor()

    await decideTheRest(visit)
    await page.getByRole('button', { name: t('meeting.accept') }).click()
    await page.getByRole('button', { name: t('meeting.reopen') }).waitFor()
    expect(await page.locator('.meeting-badge').innerText()).toContain(t('status.accepted'))

    await page.reload()
    await page.waitForSelector('[data-item]')
    expect(await page.locator('[data-item][data-state="proposed"]').count()).toBe(0)
    expect(await page.locator('[data-item][data-state="rejected"]').count()).toBe(1)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

test('accepting too early names what is left and leads there', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'Too early', { name: 'early.vtt', text: webvtt('en') })
  const [first] = await itemIds(visit)
  const section = page.locator('.section', { has: page.locator(`[data-item="${first}"]`) })
  const title = await section.locator('h2').evaluate((head) => head.firstChild?.textContent ?? '')
  expect(title.length).toBeGreaterThan(3)
  await page.getByRole('button', { name: t('meeting.accept') }).click()
  await page.locator('.toast', { hasText: title }).waitFor()
  await page.locator(`[data-item="${first}"]:focus`).waitFor()
  await visit.context.close()
}, 60_000)

test('a second reader sees decisions arrive without losing the place', async () => {
  const author = await openVisit(browser, desktop, 'en')
  await signIn(author, 'en')
  const id = await addAndWait(author, 'Two readers', { name: 'two.vtt', text: webvtt('en') })
  const reader = await openVisit(browser, desktop, 'en')
  await signIn(reader, 'en', `/meetings/${id}`)
  await reader.page.waitForSelector('[data-item]')
  const ids = await itemIds(reader)
  const last = ids.at(-1) ?? ''
  await itemById(reader, last).focus()
  const [first = ''] = ids
  await itemById(author, first).focus()
  await acceptWithNoteIfAsked(author, first)
  await waitForState(reader, first, 'accepted')
  expect(await itemById(reader, last).evaluate((row) => row === document.activeElement)).toBe(true)
  await author.context.close()
  await reader.context.close()
}, 60_000)

test('the result and the transcript can be saved', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'To be saved', { name: 'save.vtt', text: webvtt('en') })
  for (const [label, start] of [
    [t('meeting.export.md'), '# '],
    [t('meeting.export.transcript', { kind: 'VTT' }), 'WEBVTT'],
  ] as const) {
    await page.getByRole('button', { name: t('meeting.export') }).click()
    const arriving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: label }).click()
    const saved = await (await arriving).path()
    expect((await Bun.file(saved).text()).startsWith(start)).toBe(true)
  }
  await visit.context.close()
}, 60_000)
