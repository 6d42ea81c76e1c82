import { describe, expect, test } from 'bun:test'
import type { Locale } from '../i18n/message.ts'
import {
  callApi,
  desktop,
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
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

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

test('accepting too early says at the place itself what is left and leads there', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'Too early', { name: 'early.vtt', text: webvtt('en') })
  const ids = await itemIds(visit)
  const accept = page.getByRole('button', { name: t('meeting.accept') })
  expect(await accept.getAttribute('class')).not.toContain('button-primary')
  expect(await accept.isEnabled()).toBe(true)
  await accept.click()
  const left = page.locator('.items-left')
  await left.getByText(t('meeting.itemsLeft', { count: ids.length })).waitFor()
  expect(await page.locator('.toast').count()).toBe(0)
  await left.getByRole('button', { name: t('meeting.nextLeft') }).click()
  await page.locator(`[data-item="${ids[0]}"]:focus`).waitFor()
  await visit.context.close()
}, 60_000)

test('each decision leads to the next item, and the last one says where to go on', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'One after the other', { name: 'next.vtt', text: webvtt('en') })
  const ids = await itemIds(visit)
  const focused = (id: string | undefined): Promise<void> =>
    page.locator(`[data-item="${id}"]:focus`).waitFor()
  await itemById(visit, ids[0] ?? '').focus()
  await page.keyboard.press('x')
  await focused(ids[1])
  // From the last one on it begins again at the top, and skips what is decided.
  await itemById(visit, ids.at(-1) ?? '').focus()
  await page.keyboard.press('x')
  await focused(ids[1])
  // Undo takes back what was done last, and leads back to it.
  await page.locator('.toast-action').waitFor()
  await page.keyboard.press('u')
  await waitForState(visit, ids.at(-1) ?? '', 'proposed')
  await focused(ids.at(-1))
  for (const id of ids) {
    if ((await itemById(visit, id).getAttribute('data-state')) !== 'proposed') continue
    await itemById(visit, id).focus()
    await page.keyboard.press('x')
    await waitForState(visit, id, 'rejected')
  }
  await page.locator('.toast', { hasText: t('meeting.allDecided') }).waitFor()
  await page.locator('.meeting-actions .button-primary').waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('accepting a section is undone by key, by toast and by a button that stays', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'All at once', { name: 'all.vtt', text: webvtt('en') })
  const section = page
    .locator('.section', { has: page.getByRole('button', { name: t('section.acceptAll') }) })
    .first()
  const name = (await section.getAttribute('data-section')) ?? ''
  const here = page.locator(`[data-section="${name}"]`)
  const inState = (state: string) => here.locator(`[data-item][data-state="${state}"]`)
  const count = await inState('proposed').count()
  const acceptAll = here.getByRole('button', { name: t('section.acceptAll') })
  const stays = here.getByText(t('section.undoAll'))
  const untilCount = (state: string, wanted: number): Promise<unknown> =>
    page.waitForFunction(
      ([name, state, wanted]) =>
        document.querySelectorAll(`[data-section="${name}"] [data-item][data-state="${state}"]`)
          .length === wanted,
      [name, state, wanted] as const,
    )
  const acts = [
    () => page.keyboard.press('u'),
    () => page.locator('.toast-action').click(),
    () => stays.click(),
  ]
  for (const undo of acts) {
    await acceptAll.click()
    await untilCount('accepted', count)
    await page.locator('.toast-action').waitFor()
    await undo()
    await untilCount('proposed', count)
    await page.locator('.toast', { hasText: t('section.undone', { count }) }).waitFor()
  }
  // What somebody else decided in between stays, and is said.
  await acceptAll.click()
  await untilCount('accepted', count)
  const touched = (await inState('accepted').first().getAttribute('data-item')) ?? ''
  await callApi(page, 'POST', `/items/${touched}/reject`)
  await waitForState(visit, touched, 'rejected')
  await stays.click()
  await page.locator('.toast', { hasText: t('section.undoKept', { count: 1 }) }).waitFor()
  await untilCount('proposed', count - 1)
  await waitForState(visit, touched, 'rejected')
  expect(await stays.count()).toBe(0)
  expect(visit.complaints).toEqual([])
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
