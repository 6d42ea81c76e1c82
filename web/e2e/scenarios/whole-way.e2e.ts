import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { acceptMeeting, talkedMeeting } from '../support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  desktop,
  fillSignIn,
  openVisit,
  signIn,
  type Visit,
} from '../support/browser.ts'
import { addBy, pressMain, waitUntilSaved } from '../support/editor-steps.ts'
import { webvtt } from '../support/transcripts.ts'
import { system } from '../support/system.ts'
import { useBrowser } from '../support/use-browser.ts'

const root = join(import.meta.dir, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'aam-whole-way-'))
const stamp = Date.now().toString(36)
const id = `site-rounds-${stamp}`
const other = { slug: `zapad-${stamp}`, email: 'owner@zapad.example', password: 'whole-way-words' }

const browser = useBrowser()
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
})

/** What a command of `aam` says and how it ends. */
async function aam(...args: string[]): Promise<{ said: string; code: number }> {
  const command = [process.execPath, 'server/main/cli.ts', ...args]
  const child = Bun.spawn(command, { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { said: `${out}${err}`, code: await child.exited }
}

const sections = [
  ['Поручения', 'Tasks', 'action-item'],
  ['Риски', 'Risks', 'risk'],
  ['Открытые вопросы', 'Open questions', 'question'],
  ['Обещания', 'Promises', 'commitment'],
  ['Наблюдения', 'Observations', ''],
] as const

async function addSection(visit: Visit, [russian, english, track]: (typeof sections)[number]) {
  const { page, t } = visit
  const form = page.locator('.editor-main')
  await addBy(visit, t('editor.section.add'), russian)
  await form.getByLabel(t('editor.titleEn')).first().fill(english)
  await form.getByLabel(t('editor.lookFor')).fill(`${russian}, о которых говорили. `)
  if (track) await form.getByLabel(t('editor.track')).selectOption(track)
}

async function addField(visit: Visit, russian: string, english: string, kind: 'person' | 'date') {
  const { page, t } = visit
  const details = page.locator('.field-details')
  await addBy(visit, t('editor.field.add'), russian)
  await details.getByLabel(t('editor.titleEn')).fill(english)
  await details.getByLabel(t('editor.field.kind')).selectOption({ label: t(`editor.kind.${kind}`) })
}

async function openPublish({ page, t }: Visit): Promise<void> {
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page.waitForSelector('dialog input[name=version]')
}

async function publish(visit: Visit, version: string): Promise<void> {
  const { page, t } = visit
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe(version)
  await pressMain(visit)
  await page.getByRole('button', { name: t('publish.run', { version }) }).click()
  await page.locator('dialog .report', { hasText: version }).waitFor()
  await page.getByRole('button', { name: t('publish.toScenario') }).click()
  await page.waitForURL(`**/scenarios/${id}`)
}

async function exported({ page, t }: Visit, version: string): Promise<string> {
  await page.goto(`${baseUrl()}/scenarios/${id}`)
  await page.getByRole('button', { name: t('scenario.versionActions', { version }) }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: t('scenario.export') }).click(),
  ])
  const path = join(folder, download.suggestedFilename())
  await download.saveAs(path)
  return path
}

test('a scenario is built from nothing, published, stopped, published again, run over the past, and taken by another organisation', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru', '/scenarios')

  // From nothing, with six sections in both languages.
  await page.getByRole('button', { name: t('scenarios.new'), exact: true }).click()
  await page.fill('dialog input[name=titleRu]', `Обход площадки ${stamp}`)
  await page.fill('dialog input[name=titleEn]', `Site rounds ${stamp}`)
  await page.fill('dialog input[name=id]', id)
  await page.click('dialog .dialog-foot .button-primary')
  await page.waitForURL(`**/scenarios/${id}/draft`)
  await page.waitForSelector('.section-list [data-sort]')
  const [tasks, ...others] = sections
  await addSection(visit, tasks)
  await addField(visit, 'Кто', 'Who', 'person')
  await addField(visit, 'Срок', 'Until', 'date')
  for (const section of others) await addSection(visit, section)
  await waitUntilSaved(visit)
  await page.waitForSelector('.before-line[data-is="ok"]')
  expect(await page.locator('.section-list [data-sort]').count()).toBe(6)

  // Tried on a meeting: who and until when stand in fields of Russian names.
  const general = { id: 'general-minutes' }
  const tried = await talkedMeeting(visit, `Проба ${stamp}`, general, webvtt('ru'))
  await callApi(page, 'PATCH', `/meetings/${tried}`, { startedAt: '2026-11-23T09:00:00Z' })
  await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  await page.fill('dialog input[name=q]', `Проба ${stamp}`)
  await page.press('dialog input[name=q]', 'Enter')
  await page.locator('.meeting-choice input:focus').waitFor()
  await pressMain(visit)
  const found = page.locator('.dry-run')
  await found.getByText('Павел Рид').first().waitFor()
  expect(await found.innerText()).toMatch(/Срок|ноября|декабря/)
  await publish(visit, '1.0.0')

  // What was accepted keeps a worse draft from being published, and so does a number that lies.
  const meetings: string[] = []
  for (const name of ['один', 'два']) {
    const title = `Обход ${name} ${stamp}`
    const meeting = await talkedMeeting(visit, title, { id, version: '1.0.0' }, webvtt('ru'))
    await acceptMeeting(visit, meeting)
    meetings.push(meeting)
  }
  await callApi(page, 'POST', `/scenarios/${id}/goldens`, { meetingId: meetings[0] })
  await page.goto(`${baseUrl()}/scenarios/${id}/draft`)
  await page.getByRole('button', { name: t('editor.noDraft.begin', { version: '1.0.0' }) }).click()
  await page.locator('[data-sort=decisions] .section-row').click()
  await page
    .locator('.editor-main')
    .getByLabel(t('editor.lookFor'))
    .fill('Что решили окончательно. ')
  await page.locator('[data-sort=decisions]').getByRole('button').last().click()
  await page.getByRole('menuitem', { name: t('editor.section.remove') }).click()
  await page.waitForSelector('[data-sort=decisions]', { state: 'detached' })
  await waitUntilSaved(visit)
  await page.waitForSelector('.before-line[data-is="ok"]')
  await openPublish(visit)
  await pressMain(visit)
  await page.locator('dialog .report-red').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog', { state: 'detached' })
  await page.getByRole('button', { name: t('action.undo') }).click()
  await page.waitForSelector('[data-sort=decisions]')
  await waitUntilSaved(visit)
  await page.waitForSelector('.before-line[data-is="ok"]')
  await openPublish(visit)
  await page.fill('dialog input[name=version]', '1.0.0')
  await page.getByText(t('publish.versionBad', { least: '1.1.0' })).waitFor()
  await page.keyboard.press('Escape')
  await publish(visit, '1.1.0')

  // Over two past meetings, beside what was accepted.
  await page.getByRole('link', { name: t('scenario.backfill') }).click()
  for (const name of ['один', 'два']) {
    await page.getByRole('checkbox', { name: `Обход ${name} ${stamp}` }).check()
  }
  await page.getByRole('button', { name: t('backfill.start', { count: 2 }) }).click()
  await page.locator('.backfill-run[data-state=done]').nth(1).waitFor()
  const compare = t('backfill.compareOf', { title: `Обход один ${stamp}` })
  await page.getByRole('link', { name: compare }).click()
  await page.getByText(t('compare.nothingChanged')).waitFor()
  await page.getByText(t('compare.lostNone')).waitFor()

  // Out as files that the commands read.
  const [first, second] = [await exported(visit, '1.0.0'), await exported(visit, '1.1.0')]
  for (const path of [first, second]) {
    expect(await aam('scenario', 'check', path, '--language', 'ru')).toMatchObject({ code: 0 })
  }
  expect(await aam('scenario', 'test', second)).toMatchObject({ code: 0 })
  expect(await aam('scenario', 'diff', first, second)).toMatchObject({ code: 0 })
  expect(visit.complaints).toEqual([])
  await visit.context.close()

  // Into another organisation: as a new scenario, then as its newer version.
  const home = ['--home', system().home]
  const owner = ['--owner-email', other.email, '--owner-password', other.password]
  const made = await aam(
    'tenant',
    'create',
    other.slug,
    '--name',
    'Zapad',
    '--language',
    'ru',
    ...owner,
    ...home,
  )
  expect(made).toMatchObject({ code: 0 })
  const elsewhere = await openVisit(browser, desktop, 'ru')
  const there = baseUrl().replace('//demo.', `//${other.slug}.`)
  await elsewhere.page.goto(`${there}/scenarios`)
  await elsewhere.page.waitForSelector('input[name=password]')
  await fillSignIn(elsewhere, other.email, other.password)
  await elsewhere.page.waitForSelector('.nav')
  for (const [path, version] of [
    [first, '1.0.0'],
    [second, '1.1.0'],
  ] as const) {
    await elsewhere.page.goto(`${there}/scenarios`)
    await elsewhere.page.getByRole('button', { name: t('scenarios.import') }).click()
    await elsewhere.page.setInputFiles('dialog input[type=file]', path)
    await elsewhere.page.locator('.pack-sound').waitFor()
    await elsewhere.page.click('dialog .dialog-foot .button-primary')
    await elsewhere.page.waitForURL(`**/scenarios/${id}/draft`)
    await elsewhere.page.waitForSelector('.before-line[data-is="ok"]')
    const draft = await callApi<DraftView>(elsewhere.page, 'GET', `/scenarios/${id}/draft`)
    expect(draft.files).toEqual((await Bun.file(path).json()).files)
    await publish(elsewhere, version)
  }
  await elsewhere.page.locator('.version').nth(1).waitFor()
  expect(await elsewhere.page.locator('.version').count()).toBe(2)
  expect(elsewhere.complaints).toEqual([])
  await elsewhere.context.close()
}, 240_000)
