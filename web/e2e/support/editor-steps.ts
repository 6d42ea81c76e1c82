import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import type { TrialView } from '../../../server/modules/scenarios/trials/contract.ts'
import { until } from './accepted-meeting.ts'
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

/** Tests a draft that needs no models and makes it the version `version`. */
export async function publishDraft({ page }: Visit, id: string, version: string): Promise<void> {
  const path = `/scenarios/${id}`
  const { files } = await callApi<DraftView>(page, 'GET', `${path}/draft`)
  const manifest = { ...JSON.parse(files['pack.json'] ?? ''), version }
  await callApi(page, 'PUT', `${path}/draft`, {
    files: { ...files, 'pack.json': `${JSON.stringify(manifest, null, 2)}\n` },
  })
  const { id: trial } = await callApi<TrialView>(page, 'POST', `${path}/regression`, {})
  await until(
    () => callApi<TrialView>(page, 'GET', `${path}/trials/${trial}`),
    ({ state }) => state === 'done',
  )
  await callApi(page, 'POST', `${path}/publish`, { version })
}
