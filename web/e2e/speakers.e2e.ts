import { expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { ArtifactView, ItemView } from '../../server/modules/analysis/contract.ts'
import type { TranscriptView } from '../../server/modules/transcription/contract.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addAndWait, itemById } from './support/steps.ts'
import { longWebvtt, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

async function openTalk(title: string): Promise<Visit & { id: string }> {
  const visit = await openVisit(browser, desktop, 'en')
  await signIn(visit, 'en')
  const id = await addAndWait(visit, title, { name: 'talk.vtt', text: webvtt('en') })
  return { ...visit, id }
}

const readTranscript = ({ page, id }: Visit & { id: string }): Promise<TranscriptView> =>
  callApi<TranscriptView>(page, 'GET', `/meetings/${id}/transcript`)

async function readItems({ page, id }: Visit & { id: string }): Promise<ItemView[]> {
  const { sections } = await callApi<ArtifactView>(page, 'GET', `/meetings/${id}/artifacts`)
  return sections.flatMap((section) => section.items)
}

const staleItems = async (visit: Visit & { id: string }): Promise<ItemView[]> =>
  (await readItems(visit)).filter((item) => item.stale)

const citing = async (visit: Visit & { id: string }, segmentId: number): Promise<ItemView[]> =>
  (await readItems(visit)).filter((item) =>
    item.evidence.some((evidence) => evidence.segmentId === segmentId),
  )

const rowOf = ({ page }: Visit, words: string): Locator =>
  page.locator('.segment-row', { hasText: words })

async function openSegmentMenu(visit: Visit, words: string, entry: string): Promise<void> {
  const row = rowOf(visit, words)
  await row.hover()
  await row.locator('.segment-menu button').click()
  await visit.page.getByRole('menuitem', { name: entry }).click()
  await visit.page.waitForSelector('dialog[open]')
}

const openSpeaker = async ({ page }: Visit, name: string): Promise<void> => {
  await page.locator('.speaker-name', { hasText: name }).first().click()
  await page.waitForSelector('dialog[open]')
}

async function chooseOption({ page }: Visit, name: string, words: string): Promise<void> {
  const select = page.locator(`dialog select[name=${name}]`)
  const value = await select.locator('option', { hasText: words }).getAttribute('value')
  await select.selectOption(value)
}

const submit = async ({ page }: Visit): Promise<void> => {
  await page.click('dialog .dialog-foot .button-primary')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

test('a speaker gets a name, and the old one back', async () => {
  const visit = await openTalk('Named')
  const { page, t } = visit
  await openSpeaker(visit, 'Paul Reed')
  await page.getByText(t('speakers.renameImpact')).waitFor()
  await page.fill('dialog input[name=speakerName]', 'Paula Reed')
  await submit(visit)
  await page.locator('.speaker-name', { hasText: 'Paula Reed' }).first().waitFor()
  expect(await staleItems(visit)).toEqual([])
  await page.locator('.evidence-chip', { hasText: 'Paula' }).first().waitFor()
  await page.getByRole('button', { name: t('action.undo') }).click()
  await page.locator('.speaker-name', { hasText: 'Paul Reed' }).first().waitFor()
  const { speakers } = await readTranscript(visit)
  expect(speakers.map(({ name }) => name)).toContain('Paul Reed')

  // A name that somebody has already leads to merging instead of a second of the same name.
  await openSpeaker(visit, 'Paul Reed')
  await page.fill('dialog input[name=speakerName]', 'anna kern')
  await page.getByText(t('speakers.taken', { name: 'Anna Kern' })).waitFor()
  await page.click('dialog .dialog-foot .button-primary')
  expect(await page.locator('dialog[open]').count()).toBe(1)
  await page.keyboard.press('Escape')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('a person of the directory is offered by name and linked', async () => {
  const visit = await openTalk('Linked')
  const { page, t } = visit
  const name = `Tim Northcote ${Date.now().toString(36)}`
  const person = await callApi<{ id: string }>(page, 'POST', '/people', { name })
  await openSpeaker(visit, 'Tim North')
  await page.fill('dialog input[name=speakerName]', name.slice(0, 13))
  await page.locator('.pick', { hasText: name }).click()
  await page.getByText(t('speakers.linked', { name })).waitFor()
  await submit(visit)
  await page.locator('.speaker-name', { hasText: name }).first().waitFor()
  const linked = (await readTranscript(visit)).speakers.find((speaker) => speaker.name === name)
  expect(linked?.personId).toBe(person.id)
  await visit.context.close()
}, 90_000)

test('merged speakers make stale what cites them, one click away', async () => {
  const visit = await openTalk('Merged')
  const { page, t } = visit
  await openSpeaker(visit, 'Olga Stone')
  await page.getByText(t('speakers.tab.merge'), { exact: true }).click()
  await chooseOption(visit, 'mergeInto', 'Tim North')
  const promised = Number.parseInt(await page.locator('.change-impact').innerText(), 10)
  expect(promised).toBeGreaterThan(0)
  await submit(visit)
  const stale = await staleItems(visit)
  expect(stale.length).toBe(promised)
  const note = page.locator('.stale-note')
  await note.getByText(t('speakers.stale', { count: promised })).waitFor()
  expect(await page.locator('.speaker-name', { hasText: 'Olga Stone' }).count()).toBe(0)
  expect((await readTranscript(visit)).speakers.map(({ name }) => name)).not.toContain('Olga Stone')

  await note.getByRole('button').click()
  const shown = page.locator('[data-item]:focus')
  await shown.getByText(t('item.stale')).waitFor()
  expect(stale.map(({ id }) => id)).toContain((await shown.getAttribute('data-item')) ?? '')

  // Looked at again and edited, an item cites what is there now.
  for (const { id } of stale) {
    await itemById(visit, id).focus()
    await page.keyboard.press('e')
    const field = itemById(visit, id).locator('.item-form textarea').first()
    await field.fill(`${await field.inputValue()} `)
    await page.keyboard.type('(checked)')
    await page.keyboard.press('Control+Enter')
    await itemById(visit, id).locator('.item-form').waitFor({ state: 'detached' })
  }
  await note.waitFor({ state: 'detached' })
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('a range goes to somebody new, and comes back', async () => {
  const visit = await openTalk('Given to another')
  const { page, t } = visit
  await openSegmentMenu(visit, 'Thank you, Tim', t('speakers.reassign'))
  await page.getByLabel(t('speakers.someoneNew')).check()
  await page.click('dialog .dialog-foot .button-primary')
  await page.getByText(t('speakers.needName')).waitFor()
  await page.fill('dialog input[name=newSpeaker]', 'Eve Lang')
  await page.getByLabel(t('speakers.range.through'), { exact: true }).check()
  await chooseOption(visit, 'through', 'The big risk')
  await page.getByText(t('speakers.throughCount', { count: 3 })).waitFor()
  await submit(visit)
  await rowOf(visit, 'Thank you, Tim').locator('.speaker-name', { hasText: 'Eve Lang' }).waitFor()
  const after = await readTranscript(visit)
  const eve = after.speakers.find(({ name }) => name === 'Eve Lang')?.id
  const changed = after.data.filter(({ speakerId }) => speakerId === eve)
  expect(changed.map(({ segmentId }) => segmentId)).toEqual([7, 8, 9])
  expect((await staleItems(visit)).length).toBeGreaterThan(0)

  // One that nobody cites to one who is known: taken back by one click.
  const cited = new Set(
    (await readItems(visit)).flatMap(({ evidence }) => evidence.map((one) => one.segmentId)),
  )
  const isOnlyOne = (text: string): boolean =>
    after.data.filter((one) => one.text.toLowerCase().includes(text.toLowerCase())).length === 1
  const olga = after.speakers.find(({ name }) => name === 'Olga Stone')?.id
  const plain = after.data.find(
    ({ segmentId, speakerId, text }) =>
      speakerId !== eve && speakerId !== olga && !cited.has(segmentId) && isOnlyOne(text),
  )
  if (!plain) throw new Error('Every utterance of this talk is cited')
  await openSegmentMenu(visit, plain.text, t('speakers.reassign'))
  await page.getByText(t('speakers.noImpact')).waitFor()
  await page.getByLabel('Olga Stone').check()
  await submit(visit)
  await rowOf(visit, plain.text).locator('.segment-speaker', { hasText: 'Olga' }).waitFor()
  await page.getByRole('button', { name: t('action.undo') }).click()
  const before = after.speakers.find(({ id }) => id === plain.speakerId)?.name ?? ''
  await rowOf(visit, plain.text).locator('.segment-speaker', { hasText: before }).waitFor()
  await visit.context.close()
}, 90_000)

test('words are corrected, and only onto the words that were seen', async () => {
  const visit = await openTalk('Corrected')
  const { page, t, id } = visit
  await openSegmentMenu(visit, 'connect the scales', t('speakers.correct'))
  const { length: count } = await citing(visit, 6)
  expect(count).toBeGreaterThan(0)
  await page.getByText(t('speakers.impact', { count })).waitFor()
  const area = page.locator('dialog textarea[name=segmentText]')
  await callApi(page, 'PATCH', `/meetings/${id}/transcript/segments/6`, {
    text: 'I will connect the heavy scales to the test bench by Friday.',
  })
  await area.fill('I will connect the new scales to the test bench by Friday.')
  await page.click('dialog .dialog-foot .button-primary')
  await page.getByText(t('speakers.overtaken')).waitFor()
  await page.locator('dialog .quote', { hasText: 'heavy scales' }).waitFor()
  expect(await area.inputValue()).toContain('new scales')
  await submit(visit)
  await rowOf(visit, 'the new scales').waitFor()
  const { data } = await readTranscript(visit)
  expect(data[5]?.text).toContain('the new scales')
  await page.locator('.stale-note').waitFor()
  const stale = (await staleItems(visit)).find(({ evidence }) =>
    evidence.some(({ segmentId, quote }) => segmentId === 6 && quote.includes('the scales')),
  )
  await itemById(visit, stale?.id ?? '')
    .locator('[data-quote*="the scales"]')
    .click()
  await page.getByText(t('evidence.moved')).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('an accepted meeting is reopened first', async () => {
  const visit = await openTalk('Closed')
  const { page, t, id } = visit
  for (const item of await readItems(visit)) {
    await callApi(page, 'POST', `/items/${item.id}/reject`)
  }
  await callApi(page, 'POST', `/meetings/${id}/accept`)
  await page.getByRole('button', { name: t('meeting.reopen'), exact: true }).waitFor()
  await openSpeaker(visit, 'Paul Reed')
  await page.getByText(t('speakers.accepted')).waitFor()
  await page.getByRole('button', { name: t('speakers.reopen') }).click()
  await page.getByText(t('speakers.accepted')).waitFor({ state: 'detached' })
  await page.fill('dialog input[name=speakerName]', 'Paul R. Reed')
  await submit(visit)
  await page.locator('.speaker-name', { hasText: 'Paul R. Reed' }).first().waitFor()
  await visit.context.close()
}, 90_000)

test('what somebody else corrects arrives without losing the place, in a long transcript', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  const id = await addAndWait(visit, 'Long and live', { name: 'l.vtt', text: longWebvtt(4_500) })
  await page.keyboard.press('/')
  await page.keyboard.type('number 2250.')
  await page.waitForFunction(() => {
    const box = document.querySelector('.mark-find-current')?.getBoundingClientRect()
    return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight
  })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  const row = rowOf(visit, 'number 2250.')
  const before = (await row.boundingBox())?.y ?? 0
  await callApi(page, 'PATCH', `/meetings/${id}/transcript/speakers`, {
    rename: [{ id: 2, name: 'Paula Reed' }],
  })
  await row.locator('.segment-speaker', { hasText: 'Paula Reed' }).waitFor()
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - before)).toBeLessThanOrEqual(1)
  expect(await page.locator('.transcript-row').count()).toBeLessThan(80)
  await visit.context.close()
}, 120_000)

test('on a phone the same forms fit', async () => {
  const visit = await openVisit(browser, { ...phone, width: 360, height: 740 }, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = await addAndWait(visit, 'На телефоне', { name: 'p.vtt', text: webvtt('ru') })
  await page.goto(`${baseUrl()}/meetings/${id}`)
  await page.getByRole('tab', { name: t('meeting.transcript') }).tap()
  await page.locator('.segment-menu button').first().tap()
  await page.getByRole('menuitem', { name: t('speakers.reassign') }).tap()
  await page.waitForSelector('dialog[open]')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await page.getByLabel('Павел Рид').check()
  await submit(visit)
  await page.locator('.toast').waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)
