import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import type { DraftView } from '../../server/modules/scenarios/contract.ts'
import {
  callApi,
  desktop,
  openBrowser,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addBy, newScenarioId, openEditor, publishDraft } from './support/editor-steps.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const screens: Screen[] = [
  ...[1440, 1340, 1280, 1100, 1024, 961].map((width) => ({ ...desktop, width })),
  phone,
]

/** A draft after a first version, so that there is a change to tell of. */
async function draftOfPublished(visit: Visit): Promise<string> {
  const { page } = visit
  const id = newScenarioId()
  const { files } = await callApi<DraftView>(page, 'POST', '/scenarios', { id })
  await publishDraft(visit, id, '1.0.0')
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files })
  return id
}

/** Menus of the fields that somebody cannot click where they stand. */
const hiddenMenus = ({ page }: Visit): Promise<number> =>
  page.locator('.field-row .icon-button').evaluateAll(
    (all) =>
      all.filter((button) => {
        button.scrollIntoView({ block: 'center' })
        const { left, top, width, height } = button.getBoundingClientRect()
        const hit = document.elementFromPoint(left + width / 2, top + height / 2)
        return !button.contains(hit)
      }).length,
  )

test('at every width the fields can be reached, and a change moves nothing below the head', async () => {
  for (const screen of screens) {
    const visit = await openVisit(browser, screen, 'ru')
    const { page, t } = visit
    await signIn(visit, 'ru')
    const id = await draftOfPublished(visit)
    await openEditor(visit, id)
    const top = async (): Promise<number> =>
      (await page.locator('.editor-body').boundingBox())?.y ?? Number.NaN
    const before = await top()
    await addBy(visit, t('editor.section.add'), 'Обещания, которые дал заказчик')
    await page.locator('.editor-main').getByLabel(t('editor.titleEn')).first().fill('Promises')
    await page.locator('.editor-change', { hasText: t('editor.bump.minor') }).waitFor()
    expect([screen.width, await top()]).toEqual([screen.width, before])
    if (screen.width > 1000) {
      const title = await page.locator('.editor-title').boundingBox()
      const publish = await page.getByRole('button', { name: t('trials.publish') }).boundingBox()
      expect(Math.abs((title?.y ?? 0) - (publish?.y ?? 0))).toBeLessThan(20)
      expect((publish?.x ?? 0) + (publish?.width ?? 0)).toBeGreaterThan(screen.width - 40)
    }
    await page.locator('.field-row .icon-button').first().waitFor()
    expect([screen.width, await hiddenMenus(visit)]).toEqual([screen.width, 0])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(screen.width)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }
}, 120_000)

test('the preview draws anew only what has changed', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = newScenarioId()
  const from = { id: 'general-minutes', version: '1.0.0' }
  await callApi<DraftView>(page, 'POST', '/scenarios', { id, from })
  await openEditor(visit, id)
  await page.getByRole('tab', { name: t('editor.side.preview') }).click()
  const sections = page.locator('.preview .section')
  await sections.first().waitFor()
  const drawn = await page.evaluateHandle(() =>
    [...document.querySelectorAll<HTMLElement>('.preview .section')].map((section) => ({
      name: section.dataset['section'],
      parts: [...section.querySelectorAll('*')],
    })),
  )
  const open = await drawn.evaluate(([first]) => first?.name)
  await page.locator('.editor-main').getByLabel(t('editor.titleEn')).first().fill('In two lines')
  await page.locator('.preview').getByRole('heading', { name: 'In two lines' }).waitFor()
  const redrawn = await drawn.evaluate((all) =>
    all.filter(({ parts }) => parts.some((part) => !part.isConnected)).map(({ name }) => name),
  )
  expect(redrawn).toEqual([open])
  expect(await sections.count()).toBeGreaterThan(3)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
