import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { baseUrl, desktop, openVisit, phone, signIn } from './support/browser.ts'
import { addAndWait, openAdd } from './support/steps.ts'
import { longWebvtt, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const longCount = 5_000

const browser = useBrowser()

/** How far the document itself reaches below the window. */
const excess = (page: Page): Promise<number> =>
  page.evaluate(() => (document.scrollingElement?.scrollHeight ?? 0) - window.innerHeight)

/** How far the widest part of a page reaches past the window's edge. */
const widthCut = (page: Page): Promise<number> =>
  page
    .locator('.page > *')
    .evaluateAll((parts) =>
      Math.max(0, ...parts.map((part) => part.getBoundingClientRect().right - window.innerWidth)),
    )

test('nothing in a dialog is squeezed where it scrolls', async () => {
  const visit = await openVisit(browser, { ...phone, height: 560 }, 'ru')
  await signIn(visit, 'ru')
  await openAdd(visit, 'file')
  const box = await visit.page.locator('dialog .segments').boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(30)
  await visit.context.close()
}, 60_000)

describe.each([desktop, phone])('the page keeps its frame', (screen) => {
  test(`${screen.name}: only panes scroll`, async () => {
    const visit = await openVisit(browser, screen, 'en')
    const { page } = visit
    await signIn(visit, 'en')
    await addAndWait(visit, 'Only panes scroll', { name: 'frame.vtt', text: webvtt('en') })
    expect(['meeting', await excess(page)]).toEqual(['meeting', 0])
    await page
      .locator('[data-item]')
      .last()
      .evaluate((row) => row.scrollIntoView())
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0)
    for (const path of ['/meetings', '/items', '/scenarios', '/clients', '/people']) {
      await page.goto(baseUrl() + path)
      await page.waitForSelector('h1')
      await page.waitForSelector('.skeleton', { state: 'detached' })
      expect([path, await excess(page)]).toEqual([path, 0])
      expect([path, await widthCut(page)]).toEqual([path, 0])
    }
    await visit.context.close()
  }, 60_000)
})

test('5,000 utterances: few are drawn, and find reaches the last', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'A long one', { name: 'long.vtt', text: longWebvtt(longCount) })
  expect(await page.locator('.transcript-row').count()).toBeLessThan(80)
  await page.keyboard.press('/')
  await page.keyboard.type(`number ${longCount}.`)
  const mark = page.locator('.mark-find-current')
  await mark.waitFor()
  expect(await mark.innerText()).toBe(`number ${longCount}.`)
  await page.waitForFunction(() => {
    const box = document.querySelector('.mark-find-current')?.getBoundingClientRect()
    return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight
  })
  expect(await page.locator('.transcript-row').count()).toBeLessThan(80)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)
