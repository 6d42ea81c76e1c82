import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { seriousViolations } from './support/axe.ts'
import {
  baseUrl,
  desktop,
  openBrowser,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addAndWait } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const pages: [string, string, string][] = [
  ['meetings', '/meetings', '.meeting-row'],
  ['add', '/meetings?add=file', 'dialog[open]'],
  ['items', '/items', '.entry'],
  ['clients', '/clients', 'h1'],
  ['people', '/people', 'h1'],
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
