import { expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { ItemView } from '../../server/modules/analysis/contract.ts'
import { callApi, desktop, openVisit, phone, signIn, type Visit } from './support/browser.ts'
import { addAndWait, itemById, itemIds, waitForState } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const readItem = (visit: Visit, id: string): Promise<ItemView> =>
  callApi<ItemView>(visit.page, 'GET', `/items/${id}`)

/** What somebody else does meanwhile, and the wait until this page has heard of it. */
async function rejectElsewhere(visit: Visit, id: string): Promise<void> {
  await callApi(visit.page, 'POST', `/items/${id}/reject`)
  await waitForState(visit, id, 'rejected')
}

async function openMeeting(title: string): Promise<{ visit: Visit; ids: string[] }> {
  const visit = await openVisit(browser, desktop, 'en')
  await signIn(visit, 'en')
  await addAndWait(visit, title, { name: 'together.vtt', text: webvtt('en') })
  return { visit, ids: await itemIds(visit) }
}

/** Whether all of it is inside the window. */
const isSeen = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const box = element.getBoundingClientRect()
    return box.top >= 0 && box.bottom <= window.innerHeight
  })

async function writeText(visit: Visit, id: string, text: string): Promise<void> {
  await itemById(visit, id).focus()
  await visit.page.keyboard.press('e')
  await itemById(visit, id).locator('.item-form textarea').first().fill(text)
}

const textOf = (visit: Visit, id: string): Promise<string> =>
  itemById(visit, id).locator('.item-text').innerText()

test('an edit does not run over what somebody else did meanwhile', async () => {
  const { visit, ids } = await openMeeting('Edited by two')
  const { page, t } = visit
  const [first = '', second = ''] = ids
  const before = await readItem(visit, first)

  await writeText(visit, first, 'My own words')
  await rejectElsewhere(visit, first)
  await itemById(visit, first).locator('.item-form .button-primary').click()
  const conflict = page.locator('.item-conflict')
  await conflict.getByText(t('items.status.rejected')).waitFor()
  expect(await isSeen(conflict)).toBe(true)
  const untouched = await readItem(visit, first)
  expect(untouched).toMatchObject({ value: before.value, reviewState: 'rejected' })
  const area = itemById(visit, first).locator('.item-form textarea').first()
  expect(await area.inputValue()).toBe('My own words')

  await page.getByRole('button', { name: t('item.saveMine') }).click()
  await conflict.waitFor({ state: 'detached' })
  expect(await textOf(visit, first)).toBe('My own words')
  expect((await readItem(visit, first)).reviewState).toBe('rejected')

  const { textField } = await (async () => {
    const { value } = await readItem(visit, second)
    const shown = await textOf(visit, second)
    return { textField: Object.keys(value).find((name) => value[name] === shown) ?? '' }
  })()
  await writeText(visit, second, 'Words that lose')
  await callApi(page, 'PATCH', `/items/${second}`, { value: { [textField]: 'Their words' } })
  await page.keyboard.press('Control+Enter')
  await conflict.getByText('Their words').waitFor()
  await page.getByRole('button', { name: t('item.takeTheirs') }).click()
  await page.locator('.item-form').waitFor({ state: 'detached' })
  expect(await textOf(visit, second)).toBe('Their words')
  expect((await readItem(visit, second)).value[textField]).toBe('Their words')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('undo takes back only what this person did', async () => {
  const { visit, ids } = await openMeeting('Undone by two')
  const { page, t } = visit
  const [first = '', second = '', third = ''] = ids

  // By the toast.
  await itemById(visit, first).focus()
  await page.keyboard.press('a')
  await waitForState(visit, first, 'accepted')
  // The guess is shown at once; the other one comes after the write itself.
  await page.locator('.toast-action').waitFor()
  await rejectElsewhere(visit, first)
  await page.locator('.toast-action').click()
  await page.getByText(t('item.undoOvertaken')).waitFor()
  expect((await readItem(visit, first)).reviewState).toBe('rejected')

  // By the key.
  await itemById(visit, second).focus()
  await page.keyboard.press('a')
  await waitForState(visit, second, 'accepted')
  await page.locator('.toast-action').waitFor()
  await rejectElsewhere(visit, second)
  await page.keyboard.press('u')
  await page.getByText(t('item.undoOvertaken')).nth(1).waitFor()
  expect(await page.locator('.toast-action').count()).toBe(0)
  expect((await readItem(visit, second)).reviewState).toBe('rejected')

  // What is only somebody else's is not undone at all.
  await page.reload()
  await itemById(visit, third).focus()
  await rejectElsewhere(visit, third)
  await page.keyboard.press('u')
  await page.getByText(t('failure.nothing_to_undo')).waitFor()
  expect((await readItem(visit, third)).reviewState).toBe('rejected')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('own changes are undone one after the other, and no further', async () => {
  const { visit, ids } = await openMeeting('Undone step by step')
  const { page, t } = visit
  const [first = ''] = ids
  await callApi(page, 'POST', `/items/${first}/reject`)
  await waitForState(visit, first, 'rejected')
  await itemById(visit, first).focus()
  await page.keyboard.press('a')
  await waitForState(visit, first, 'accepted')
  await page.keyboard.press('x')
  await waitForState(visit, first, 'rejected')
  await page.keyboard.press('u')
  await waitForState(visit, first, 'accepted')
  await page.keyboard.press('u')
  await waitForState(visit, first, 'rejected')
  await page.keyboard.press('u')
  await page.getByText(t('failure.nothing_to_undo')).waitFor()
  expect((await readItem(visit, first)).reviewState).toBe('rejected')
  await visit.context.close()
}, 60_000)

test('what key phrases found is marked likely until a person decides', async () => {
  const { visit, ids } = await openMeeting('Only likely')
  const { page, t } = visit
  const marks = page.locator('.item-likely', { hasText: t('item.likely') })
  expect(await marks.count()).toBe(ids.length)
  await page.getByText(t('meeting.extractiveWords')).waitFor()
  const [first = ''] = ids
  await itemById(visit, first).focus()
  await page.keyboard.press('x')
  await waitForState(visit, first, 'rejected')
  expect(await itemById(visit, first).locator('.item-likely').count()).toBe(0)
  expect(await marks.count()).toBe((await itemIds(visit)).length - 1)
  await visit.context.close()
}, 60_000)

test('hints at keys are for who has a keyboard', async () => {
  const visit = await openVisit(browser, phone, 'en')
  await signIn(visit, 'en')
  await addAndWait(visit, 'On a phone', { name: 'touch.vtt', text: webvtt('en') })
  const hints = visit.page.locator('kbd:visible')
  await visit.page.click('#pane-tab-transcript')
  await visit.page.locator('.find-input').waitFor()
  expect(await hints.count()).toBe(0)
  await visit.context.close()
}, 60_000)
