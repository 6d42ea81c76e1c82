import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { desktop, openBrowser, openVisit, signIn } from './support/browser.ts'
import { addAndWait } from './support/steps.ts'
import { longWebvtt } from './support/transcripts.ts'

const segmentCount = 5_000

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('5,000 utterances: few are drawn, and find reaches the last', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  await addAndWait(visit, 'A long one', { name: 'long.vtt', text: longWebvtt(segmentCount) })
  expect(await page.locator('.transcript-row').count()).toBeLessThan(80)
  await page.keyboard.press('/')
  await page.keyboard.type(`number ${segmentCount}.`)
  const mark = page.locator('.mark-find-current')
  await mark.waitFor()
  expect(await mark.innerText()).toBe(`number ${segmentCount}.`)
  await page.waitForFunction(() => {
    const box = document.querySelector('.mark-find-current')?.getBoundingClientRect()
    return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight
  })
  expect(await page.locator('.transcript-row').count()).toBeLessThan(80)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)
