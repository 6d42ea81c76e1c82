import { expect, test } from 'bun:test'
import type { MeetingPage, MeetingView } from '../../server/modules/meetings/contract.ts'
import type { Key } from '../i18n/index.ts'
import { callApi, desktop, openVisit, signIn } from './support/browser.ts'
import { chooseFiles, dropFile, openAdd, submitAdd } from './support/steps.ts'
import { plainText, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

test('text from the clipboard becomes a meeting', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page } = visit
  await signIn(visit, 'ru')
  await openAdd(visit, 'text')
  await page.fill('dialog textarea', plainText('ru'))
  await page.fill('dialog input[name=title]', 'Вставленный текст')
  await submitAdd(visit)
  await page.waitForURL(/\/meetings\/[0-9a-f-]{36}/)
  await page.waitForSelector('[data-item]')
  expect(await page.locator('h1').innerText()).toBe('Вставленный текст')
  await page.locator('.segment-speaker', { hasText: 'Анна Керн' }).first().waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('a file that is dropped on the list opens the form with its name', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await dropFile(visit, '.drop-zone', { name: '2026-11-18 Dropped_call.vtt', text: webvtt('en') })
  await page.waitForSelector('dialog[open]')
  expect(await page.inputValue('dialog input[name=title]')).toBe('Dropped call')
  expect(await page.inputValue('dialog input[name=startedAt]')).toBe('2026-11-18T12:00')
  await page.getByText(t('add.startedFrom.name')).waitFor()
  await page.getByText(t('add.details')).click()
  await page.getByLabel(t('add.spokenLanguage')).selectOption({ label: t('language.multi') })
  await submitAdd(visit)
  await page.waitForURL(/\/meetings\/[0-9a-f-]{36}/)
  await page.waitForSelector('[data-item]')
  const id = page.url().split('/').at(-1) ?? ''
  const added = await callApi<MeetingView>(page, 'GET', `/meetings/${id}`)
  expect(added.spokenLanguage).toBe('multi')
  expect(added.startedAt).toMatch(/^2026-11-18T12:00:00[+-]\d\d:\d\d$/)
  await visit.context.close()
}, 60_000)

test('several files become several meetings, and the list changes by itself', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  const stamp = Date.now().toString(36)
  await signIn(visit, 'en')
  await openAdd(visit, 'file')
  await chooseFiles(visit, [
    { name: `one-${stamp}.vtt`, text: webvtt('en') },
    { name: `two-${stamp}.vtt`, text: webvtt('ru') },
  ])
  await submitAdd(visit)
  await page.getByText(t('dock.done', { count: 2 })).waitFor()
  for (const name of ['one', 'two']) {
    const row = page.locator('.meeting-row', { hasText: `${name}-${stamp}` })
    await row.locator('.badge-info', { hasText: t('status.in_review') }).waitFor()
  }
  await visit.context.close()
}, 60_000)

const broken: [string, string, string, Key][] = [
  ['an archive by another name', 'call.vtt', 'PK\u0003\u0004', 'fault.archive'],
  ['a PDF document', 'call.txt', '%PDF-1.7\n', 'fault.pdf'],
  ['an empty file', 'empty.vtt', '', 'fault.empty_file'],
  ['captions without a word', 'silent.vtt', 'WEBVTT\n\n', 'fault.no_cues'],
  ['JSON that was cut off', 'call.json', '{"segments": [{"text": "Hel', 'fault.json_invalid'],
]

test.each(broken)(
  '%s is refused with a remedy, and nothing changes',
  async (_name, name, text, why) => {
    const visit = await openVisit(browser, desktop, 'ru')
    const { page, t } = visit
    await signIn(visit, 'ru')
    const count = async (): Promise<number> =>
      (await callApi<MeetingPage>(page, 'GET', '/meetings')).data.length
    const before = await count()
    const [firstBefore] = (await callApi<MeetingPage>(page, 'GET', '/meetings')).data
    await openAdd(visit, 'file')
    await chooseFiles(visit, [{ name, text }])
    await submitAdd(visit)
    const failure = page.locator('dialog .failure')
    await failure.waitFor()
    expect(await failure.innerText()).toMatch(/[А-Яа-яё]{4,}/)
    expect(await failure.innerText()).toContain(t(why))
    expect(await failure.locator('[lang=en]').count()).toBe(0)
    expect(await page.locator('dialog[open]').count()).toBe(1)
    const [firstAfter] = (await callApi<MeetingPage>(page, 'GET', '/meetings')).data
    expect(await count()).toBe(before)
    expect(firstAfter?.id).toBe(firstBefore?.id ?? '')
    await visit.context.close()
  },
  60_000,
)

test('a file that only claims to be a recording is refused before anything is sent', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await openAdd(visit, 'file')
  await chooseFiles(visit, [{ name: 'call.mp4', text: 'not a video' }])
  await page.getByText(t('failure.not_a_recording')).waitFor()
  await submitAdd(visit)
  await page.getByText(t('add.needFile')).waitFor()
  await visit.context.close()
}, 60_000)
