import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import type { RunView } from '../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { until } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openBrowser,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { hostileMeeting, publishHostileScenario } from './support/hostile-scenario.ts'
import { findCovered, findOverflow, findUnderToast } from './support/measure-layout.ts'
import { addAndWait, itemIds } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'

const phoneWidths = [360, 390]
const desktopWidths = [768, 1024, 1280, 1366, 1440, 1920]
const cases: [string, Screen, number[], Locale][] = [
  ['phone, en', phone, phoneWidths, 'en'],
  ['phone, ru', phone, phoneWidths, 'ru'],
  ['desktop, en', desktop, desktopWidths, 'en'],
  ['desktop, ru', desktop, desktopWidths, 'ru'],
]

let browser: Browser
let pages: Record<string, string>
beforeAll(async () => {
  browser = await openBrowser()
  pages = await preparePages()
}, 120_000)
afterAll(() => browser.close())

/** A second run of a meeting, to be compared with its first. */
async function comparePath({ page }: Visit, meetingId: string): Promise<string> {
  const list = () => callApi<{ data: RunView[] }>(page, 'GET', `/meetings/${meetingId}/runs`)
  await callApi(page, 'POST', `/meetings/${meetingId}/runs`, {})
  const { data } = await until(list, ({ data }) => data.length > 1 && data.every(isDone))
  const [newest, before] = data
  return `/meetings/${meetingId}/runs/${before?.id}/compare/${newest?.id}`
}
const isDone = ({ state }: RunView): boolean => state === 'done'

async function preparePages(): Promise<Record<string, string>> {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  const scenario = await publishHostileScenario(visit)
  const hostile = await hostileMeeting(visit, scenario)
  const name = `${'Unternehmensberatungsgesellschaft'.repeat(3)} ${Date.now()}`
  const { id: client } = await callApi<{ id: string }>(page, 'POST', '/clients', {
    name,
    note: 'x'.repeat(300),
  })
  await callApi(page, 'POST', '/people', { name, email: null, jobTitle: name, clientId: client })
  const meeting = await callApi<MeetingView>(page, 'GET', `/meetings/${hostile}`)
  const own = `${scenario}-copy`
  await callApi(page, 'POST', '/scenarios', { id: own, from: { id: scenario, version: '1.0.0' } })
  const usual = await addAndWait(visit, 'Weekly', { name: 'usual.vtt', text: webvtt('en') })
  const compare = await comparePath(visit, hostile)
  await visit.context.close()
  const views = ['runs', 'history', 'calls', 'json']
  return {
    meetings: '/meetings',
    items: '/items',
    clients: '/clients',
    people: '/people',
    scenarios: '/scenarios',
    usual: `/meetings/${usual}`,
    hostile: `/meetings/${hostile}`,
    ...Object.fromEntries(views.map((view) => [view, `/meetings/${hostile}?view=${view}`])),
    compare,
    scorecard: '/scenarios/general-minutes',
    'own scorecard': `/scenarios/${scenario}`,
    editor: `/scenarios/${own}/draft`,
    'no draft': `/scenarios/${meeting.scenario.id}/draft`,
    backfill: `/scenarios/${scenario}/backfill?version=1.0.0`,
    'add by text': '/meetings?add=text',
    'add by file': '/meetings?add=file',
  }
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(baseUrl() + path)
  await page.waitForSelector(path.includes('add=') ? 'dialog[open]' : '.shell-content :is(h1, h2)')
  await page.waitForSelector('.skeleton', { state: 'detached' })
}

describe.each(cases)(
  'nothing is wider than what holds it, no action is covered',
  (_, screen, widths, locale) => {
    test(`${screen.name}, ${locale}`, async () => {
      const visit = await openVisit(browser, screen, locale)
      const { page } = visit
      await signIn(visit, locale)
      const faults: string[] = []
      for (const [name, path] of Object.entries(pages)) {
        await open(page, path)
        for (const width of widths) {
          await page.setViewportSize({ width, height: width === 1366 ? 768 : screen.height })
          const found = [...(await findOverflow(page)), ...(await findCovered(page))]
          faults.push(...found.map((fault) => `${name} at ${width}: ${fault}`))
        }
      }
      expect(faults).toEqual([])
      await visit.context.close()
    }, 240_000)
  },
)

test('1366 × 768: title, state, three items and the transcript are seen at once', async () => {
  for (const locale of ['en', 'ru'] as const) {
    const visit = await openVisit(browser, { ...desktop, width: 1366, height: 768 }, locale)
    const { page } = visit
    await signIn(visit, locale)
    await open(page, pages['usual'] ?? '')
    await page.waitForSelector('[data-item]')
    const seen = await page.evaluate(() => {
      const isSeen = (element: Element): boolean => {
        const box = element.getBoundingClientRect()
        return (
          box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
        )
      }
      return Object.fromEntries(
        ['h1', '.meeting-badge', '[data-item]', '.transcript-row'].map((selector) => [
          selector,
          [...document.querySelectorAll(selector)].filter(isSeen).length,
        ]),
      )
    })
    expect(await page.locator('.failure').count()).toBe(0)
    expect(seen['h1']).toBe(1)
    expect(seen['.meeting-badge']).toBe(1)
    expect(seen['[data-item]']).toBeGreaterThanOrEqual(3)
    expect(seen['.transcript-row']).toBeGreaterThanOrEqual(3)
    await visit.context.close()
  }
}, 60_000)

describe.each([phone, desktop])('a toast lies over nothing', (screen) => {
  test(`${screen.name}, ru`, async () => {
    const visit = await openVisit(browser, screen, 'ru')
    const { page, t } = visit
    await signIn(visit, 'ru')
    await open(page, pages['hostile'] ?? '')
    await page.waitForSelector('[data-item]')
    for (const id of (await itemIds(visit)).slice(0, 2)) {
      await page.locator(`[data-item="${id}"]`).focus()
      await page.keyboard.press('x')
      await page.locator('.toast', { hasText: t('item.rejected') }).waitFor()
      expect(await findUnderToast(page)).toEqual([])
      expect(await findOverflow(page)).toEqual([])
    }
    expect(await page.locator('.toast').count()).toBe(1)
    await page.keyboard.press('u')
    await page.locator('.toast', { hasText: t('item.undone') }).waitFor()
    await visit.context.close()
  }, 60_000)
})

test('on paper stands the whole result, and nothing to press', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  await open(page, pages['hostile'] ?? '')
  await page.waitForSelector('[data-item]')
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 794, height: 1123 })
  expect(await findOverflow(page)).toEqual([])
  const printed = await page.evaluate(() => {
    const last = [...document.querySelectorAll('[data-item]')].at(-1)?.getBoundingClientRect()
    const heightOf = (part: Element): number => part.getBoundingClientRect().height
    const scrolled = [...document.querySelectorAll('.shell, .shell *')].filter(
      (part) =>
        ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(part).overflowY) &&
        part.scrollHeight > part.clientHeight + 1 &&
        heightOf(part) > 40,
    )
    return {
      isInDocument: (last?.bottom ?? Infinity) <= document.documentElement.scrollHeight + 1,
      isLong: document.documentElement.scrollHeight > innerHeight,
      cut: scrolled.map((part) => part.className),
      buttons: [...document.querySelectorAll('.shell button:not(.tick, .evidence-chip)')].filter(
        (button) => button.checkVisibility(),
      ).length,
    }
  })
  expect(printed).toEqual({ isInDocument: true, isLong: true, cut: [], buttons: 0 })
  await visit.context.close()
}, 60_000)
