import { seriousViolations } from '../support/axe.ts'
import { expect, test } from 'bun:test'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import {
  callApi,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from '../support/browser.ts'
import { addBy, newScenarioId, openEditor, publishDraft } from '../support/editor-steps.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

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

test('a look into publishing leaves the pane as it was, and a table is previewed as rows that fit it', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = newScenarioId()
  await callApi<DraftView>(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)
  await page.getByRole('tab', { name: t('editor.side.json') }).click()
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page.waitForSelector('dialog[open]')
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog', { state: 'detached' })
  expect(await page.locator('.cm-content').isVisible()).toBe(true)

  await page.locator('.editor-main').getByLabel(t('editor.render')).selectOption('table')
  await page.getByRole('tab', { name: t('editor.side.preview') }).click()
  await page.getByText(t('editor.preview.table')).waitFor()
  const table = page.locator('.preview .grid-table')
  const form = (): Promise<string> => table.evaluate((one) => getComputedStyle(one).display)
  expect(await form()).toBe('block')
  expect(await seriousViolations(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('tab', { name: t('editor.column.side') }).click()
  expect(await form()).toBe('block')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('the choices of a field stand level in both languages, and say which is which', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = newScenarioId()
  await callApi<DraftView>(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)
  await addBy(visit, t('editor.field.add'), 'Важность')
  const details = page.locator('.field-details')
  await details.getByLabel(t('editor.field.kind')).selectOption({ label: t('editor.kind.choice') })
  await details.getByLabel(t('editor.choices')).fill('Высокая, Низкая')
  await page.keyboard.press('Enter')
  await page.getByText(t('editor.choices.inEn'), { exact: true }).waitFor()
  const english = details.getByLabel(t('editor.choiceEn')).first()
  await english.focus()
  await english.blur()
  await details.locator('.choice-line .field-fault').waitFor()
  const russian = details.getByLabel(t('editor.choiceRu')).first()
  expect((await english.boundingBox())?.y).toBe((await russian.boundingBox())?.y)
  expect(await details.locator('.choice-line .field-fault').count()).toBe(1)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
