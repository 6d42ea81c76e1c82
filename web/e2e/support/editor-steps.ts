import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { baseUrl, callApi, type Visit } from './browser.ts'

export const newScenarioId = (): string => `site-visit-${crypto.randomUUID().slice(0, 8)}`

export async function openEditor(visit: Visit, id: string): Promise<void> {
  await visit.page.goto(`${baseUrl()}/scenarios/${id}/draft`)
  await visit.page.waitForSelector('.section-list [data-sort]')
}

export const waitUntilSaved = (visit: Visit): Promise<void> =>
  visit.page.locator('.save-state[data-saving=saved]').waitFor()

export const readDraft = (visit: Visit, id: string): Promise<DraftView> =>
  callApi<DraftView>(visit.page, 'GET', `/scenarios/${id}/draft`)

export async function addBy(visit: Visit, button: string, title: string): Promise<void> {
  const { page } = visit
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.keyboard.type(title)
  await page.keyboard.press('Enter')
}

/** Opens the editor and waits until the draft was checked and has no faults. */
export async function openDraft(visit: Visit, id: string): Promise<void> {
  await visit.page.goto(`${baseUrl()}/scenarios/${id}/draft`)
  await visit.page.waitForSelector('.before-line[data-is="ok"]')
}

export const pressMain = ({ page }: Visit): Promise<void> =>
  page.locator('dialog .dialog-foot .button').last().click()
