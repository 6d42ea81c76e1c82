import { beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import type { RunView } from '../../server/modules/analysis/contract.ts'
import type { Locale } from '../i18n/message.ts'
import { talkedMeeting, until } from './support/accepted-meeting.ts'
import {
  callApi,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { hostileMeeting, publishHostileScenario } from './support/hostile-scenario.ts'
import { findCovered, findOverflow, findUnderToast } from './support/measure-layout.ts'
import { picture } from './support/picture.ts'
import { itemIds } from './support/steps.ts'
import { useBrowser } from './support/use-browser.ts'

const cases: [Locale, Screen, number[]][] = (['en', 'ru'] as const).flatMap((locale) => [
  [locale, desktop, [1920, 1440, 1366, 1280, 1024, 768]] as [Locale, Screen, number[]],
  [locale, phone, [390, 360]] as [Locale, Screen, number[]],
])

interface Place {
  path: string
  /** What stands there once the page has come. */
  ready: string
}

const browser = useBrowser()
let places: Record<string, Place>
beforeAll(async () => {
  places = await preparePlaces()
}, 120_000)

/** A second run of a meeting, to be compared with its first. */
async function comparePath({ page }: Visit, meetingId: string): Promise<string> {
  const list = () => callApi<{ data: RunView[] }>(page, 'GET', `/meetings/${meetingId}/runs`)
  await callApi(page, 'POST', `/meetings/${meetingId}/runs`, {})
  const { data } = await until(list, ({ data }) => data.length > 1 && data.every(isDone))
  const [newest, before] = data
  return `/meetings/${meetingId}/runs/${before?.id}/compare/${newest?.id}`
}
const isDone = ({ state }: RunView): boolean => state === 'done'

async function preparePlaces(): Promise<Record<string, Place>> {
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
  const own = `${scenario}-copy`
  await callApi(page, 'POST', '/scenarios', { id: own, from: { id: scenario, version: '1.0.0' } })
  const usual = await talkedMeeting(visit, 'Weekly', { id: 'general-minutes' })
  const compare = await comparePath(visit, hostile)
  await visit.context.close()
  return {
    meetings: { path: '/meetings', ready: '.meeting-row' },
    usual: { path: `/meetings/${usual}`, ready: '[data-item]' },
    items: { path: '/items', ready: '.entry' },
    hostile: { path: `/meetings/${hostile}`, ready: '[data-item]' },
    runs: { path: `/meetings/${hostile}?view=runs`, ready: '.run' },
    history: { path: `/meetings/${hostile}?view=history`, ready: '.history-entry' },
    calls: { path: `/meetings/${hostile}?view=calls`, ready: '.runs-words' },
    json: { path: `/meetings/${hostile}?view=json`, ready: '.json-text' },
    compare: { path: compare, ready: '.compare-rows' },
    'add by text': { path: '/meetings?add=text', ready: 'dialog[open] textarea' },
    clients: { path: '/clients', ready: '.directory-name' },
    people: { path: '/people', ready: '.directory-name' },
    members: { path: '/organisation/members', ready: '.members-table' },
    mail: { path: '/organisation/mail', ready: '.empty-state' },
    you: { path: '/you', ready: '.you-session' },
    scenarios: { path: '/scenarios', ready: '.scenario' },
    scorecard: { path: '/scenarios/general-minutes', ready: '.scenario-section' },
    'own scorecard': { path: `/scenarios/${scenario}`, ready: '.scenario-section' },
    changes: { path: `/scenarios/${own}/changes`, ready: '.changes-pick, .empty-state' },
    backfill: { path: `/scenarios/${scenario}/backfill?version=1.0.0`, ready: '.past-meeting' },
    editor: { path: `/scenarios/${own}/draft`, ready: '.editor' },
    'no draft': { path: `/scenarios/${scenario}/draft`, ready: '.empty-state' },
    'add by file': { path: '/meetings?add=file', ready: 'dialog[open] .drop-box' },
  }
}

/** Follows a link inside the dashboard, as a reader does: nothing is loaded twice. */
async function follow(page: Page, { path, ready }: Place): Promise<void> {
  const isSamePage = await page.evaluate((path) => {
    const isSame = new URL(path, location.href).pathname === location.pathname
    if (!isSame) document.querySelector('.shell-content > *')?.setAttribute('data-left', '')
    const link = document.createElement('a')
    link.href = path
    document.body.append(link)
    link.click()
    link.remove()
    return isSame
  }, path)
  if (!isSamePage) await page.waitForSelector('[data-left]', { state: 'detached' })
  await page.waitForSelector(ready)
  await page.waitForSelector('.skeleton', { state: 'detached' })
}

async function resize(page: Page, width: number): Promise<void> {
  const height = width === 1366 ? 768 : 844
  await page.setViewportSize({ width, height })
  await page.waitForFunction(
    ([width, height]) =>
      new Promise((done) => {
        // The size is known a frame before the page is laid out for it.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => done(innerWidth === width && innerHeight === height)),
        )
      }),
    [width, height] as const,
  )
}

const mostLooks = 10

/** What is wrong once the page has come to rest: what shows only while it is laid out anew is seen by nobody. */
async function findLastingFaults(page: Page): Promise<string[]> {
  for (let look = 1; ; look += 1) {
    const faults = [...(await findOverflow(page)), ...(await findCovered(page))]
    if (faults.length === 0 || look === mostLooks) return faults
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
}

describe.each(cases)('nothing is wider than what holds it, no action is covered', (...on) => {
  const [locale, screen, widths] = on
  test(`${locale}, ${screen.name}`, async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page } = visit
    await signIn(visit, locale, '/people')
    const faults: string[] = []
    for (const [name, place] of Object.entries(places)) {
      await follow(page, place)
      for (const width of widths) {
        await resize(page, width)
        await picture(visit, `${name.replaceAll(' ', '-')}-${locale}-${width}`, false)
        const found = await findLastingFaults(page)
        faults.push(...found.map((fault) => `${name} at ${width}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

async function openPlace(page: Page, name: string): Promise<void> {
  const place = places[name]
  if (!place) throw new Error(`There is no place ${name}`)
  await follow(page, place)
}

test('1366 × 768: title, state, three items and the transcript are seen at once', async () => {
  for (const locale of ['en', 'ru'] as const) {
    const visit = await openVisit(browser, { ...desktop, width: 1366, height: 768 }, locale)
    const { page } = visit
    await signIn(visit, locale)
    await openPlace(page, 'usual')
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
    await openPlace(page, 'hostile')
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
  await openPlace(page, 'hostile')
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
