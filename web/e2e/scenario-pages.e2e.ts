import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Locator } from 'playwright-core'
import {
  baseUrl,
  callApi,
  desktop,
  openBrowser,
  openVisit,
  phone,
  signIn,
} from './support/browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const stamp = Date.now().toString(36)

async function edges(what: Locator): Promise<{ left: number; right: number }> {
  const box = await what.boundingBox()
  if (!box) throw new Error('it is not shown')
  return { left: box.x, right: box.x + box.width }
}

describe.each([desktop, phone])('a title that is one long word', (screen) => {
  test(`${screen.name}: pushes nothing out of sight`, async () => {
    const visit = await openVisit(browser, screen, 'ru')
    const { page } = visit
    await signIn(visit, 'ru')
    const id = `long-${screen.name}-${stamp}`
    const word = 'Ы'.repeat(200)
    await callApi(page, 'POST', '/scenarios', { id, title: { en: word, ru: word } })
    await page.goto(`${baseUrl()}/scenarios`)
    const row = page.locator('.scenario', { hasText: word })
    const frame = await edges(page.locator('.table-frame').first())
    const menu = await edges(row.first().getByRole('button'))
    expect(menu.right).toBeLessThanOrEqual(frame.right)

    await page.goto(`${baseUrl()}/scenarios/${id}/draft`)
    const parts = page.locator('.editor-title, .editor-title h1, .crumbs')
    await parts.first().waitFor()
    for (const part of await parts.all()) {
      const { right } = await edges(part)
      expect(right).toBeLessThanOrEqual(screen.width)
      const cut = await part.evaluate((element) => element.scrollWidth - element.clientWidth)
      if (!screen.isPhone) expect(cut).toBeLessThanOrEqual(0)
    }
    if (screen.isPhone) {
      const { left } = await edges(page.locator('.account-initial'))
      expect((await edges(page.locator('.editor-title h1'))).right).toBeLessThanOrEqual(left)
    }
    await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
    await visit.context.close()
  }, 60_000)
})
