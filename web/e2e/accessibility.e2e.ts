import { describe, expect, test } from 'bun:test'
import { seriousViolations } from './support/axe.ts'
import { baseUrl, desktop, openVisit, phone, signIn, type Visit } from './support/browser.ts'
import { addAndWait, itemIds, waitForState } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const pages: [string, string, string][] = [
  ['meetings', '/meetings', '.meeting-row'],
  ['add', '/meetings?add=file', 'dialog[open]'],
  ['items', '/items', '.entry'],
  ['clients', '/clients', 'h1'],
  ['people', '/people', 'h1'],
  ['members', '/organisation/members', '.members-table'],
  ['you', '/you', '.you-session'],
  ['scenarios', '/scenarios', '.scenario'],
  ['scenario', '/scenarios/general-minutes', '.scenario-section'],
  ['changes', '/scenarios/general-minutes/changes', '.empty-state'],
  ['backfill', '/scenarios/general-minutes/backfill', '.past-meeting'],
]

async function checkPlaces(visit: Visit, meetingId: string): Promise<void> {
  const { page } = visit
  const views: [string, string, string][] = [
    ['result', `/meetings/${meetingId}`, '[data-item]'],
    ['runs', `/meetings/${meetingId}?view=runs`, '.run'],
    ['history', `/meetings/${meetingId}?view=history`, '.history-entry'],
    ['json', `/meetings/${meetingId}?view=json`, '.json-text'],
  ]
  for (const [name, path, ready] of [...pages, ...views]) {
    await page.goto(baseUrl() + path)
    await page.waitForSelector(ready)
    expect([name, await seriousViolations(page)]).toEqual([name, []])
  }
  await page.goto(`${baseUrl()}/meetings/${meetingId}`)
  await page.locator('button.evidence-chip').first().click()
  await page.waitForSelector('mark[data-evidence]')
  expect(await seriousViolations(page)).toEqual([])
}

describe.each([
  ['light', desktop],
  ['dark', desktop],
  ['light', phone],
  ['dark', phone],
] as const)('nobody is kept out', (theme, screen) => {
  test(`${theme}, ${screen.name}`, async () => {
    const visit = await openVisit(browser, screen, 'ru', theme)
    await visit.page.goto(baseUrl())
    await visit.page.waitForSelector('input[name=email]')
    expect(await seriousViolations(visit.page)).toEqual([])
    await signIn(visit, 'ru')
    const id = await addAndWait(visit, 'Доступность', { name: 'axe.vtt', text: webvtt('ru') })
    await checkPlaces(visit, id)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

test('nothing is wider than a phone of 360 px', async () => {
  const visit = await openVisit(browser, { ...phone, width: 360, height: 740 }, 'ru')
  const { page } = visit
  await signIn(visit, 'ru')
  const id = await addAndWait(visit, 'Узкий экран', { name: 'narrow.vtt', text: webvtt('ru') })
  for (const path of [...pages.map(([, place]) => place), `/meetings/${id}`]) {
    await page.goto(baseUrl() + path)
    await page.waitForSelector('h1')
    const widest = await page.evaluate(() => document.documentElement.scrollWidth)
    expect([path, widest]).toEqual([path, 360])
  }
  await visit.context.close()
}, 90_000)

const focusedItem = (visit: Visit): Promise<string | null> =>
  visit.page.evaluate(() => document.activeElement?.getAttribute('data-item') ?? null)

test('a meeting is reviewed with keys only', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'By keys', { name: 'keys.vtt', text: webvtt('en') })
  const [first = '', second = ''] = await itemIds(visit)

  await page.keyboard.press('j')
  expect(await focusedItem(visit)).toBe(first)
  await page.keyboard.press('j')
  expect(await focusedItem(visit)).toBe(second)
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  expect(await focusedItem(visit)).toBe(first)

  await page.keyboard.press('Enter')
  await page.waitForSelector('mark[data-evidence]')

  await page.keyboard.press('a')
  await waitForState(visit, first, 'accepted')
  await page.keyboard.press('u')
  await waitForState(visit, first, 'proposed')
  await page.keyboard.press('x')
  await waitForState(visit, first, 'rejected')

  expect(await focusedItem(visit)).toBe(second)
  await page.keyboard.press('e')
  await page.waitForSelector(`[data-item="${second}"] .item-form textarea:focus`)
  await page.keyboard.type(' jkaxu')
  await page.keyboard.press('Escape')
  await page.locator('.item-form').waitFor({ state: 'detached' })
  expect(await focusedItem(visit)).toBe(second)

  await page.keyboard.press('/')
  await page.waitForSelector('.find-input:focus')
  await page.keyboard.type('pilot')
  await page.waitForSelector('.mark-find-current')
  await page.keyboard.press('Enter')
  await page.locator('.find-count', { hasText: /^2 / }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: t('keys.title') }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.type('clients')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/clients/)

  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await page.waitForURL(/\/meetings/)
  await page.waitForSelector('.meeting-row')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('the first Tab offers to skip to the content', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  await page.waitForSelector('h1')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(t('nav.skip'))
  await page.keyboard.press('Enter')
  await page.waitForSelector('#content:focus')
  await visit.context.close()
}, 60_000)

test('reading everything again keeps focus and scroll', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'Kept in place', { name: 'kept.vtt', text: webvtt('en') })
  const last = (await itemIds(visit)).at(-1) ?? ''
  await page.locator(`[data-item="${last}"]`).focus()
  const scrolled = (): Promise<number> =>
    page.locator('.meeting-document').evaluate((pane) => pane.scrollTop)
  const before = await scrolled()
  const read = page.waitForResponse((response) => response.url().endsWith('/coverage'))
  // What another tab passes on when events may have been missed.
  await page.evaluate(() => {
    const channel = new BroadcastChannel('aam.live')
    const post = channel.postMessage.bind(channel)
    post({ kind: 'event', event: { id: '', name: 'reset', data: '{}' } })
  })
  await read
  // Two frames: what was read is on screen.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )
  await page.waitForFunction((id) => document.activeElement?.getAttribute('data-item') === id, last)
  expect(await scrolled()).toBe(before)
  await visit.context.close()
}, 60_000)
