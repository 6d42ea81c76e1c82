import { expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright-core'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { until } from '../support/accepted-meeting.ts'
import { callApi, desktop, openVisit, signIn, type Visit } from '../support/browser.ts'
import {
  newScenarioId,
  openEditor,
  publishDraft,
  readDraft,
  waitUntilSaved,
} from '../support/editor-steps.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const decisionsOf = ({ files }: DraftView): unknown =>
  JSON.parse(files['i18n/ru.json'] ?? '').decisions

interface Opened {
  visit: Visit
  page: Page
  id: string
  draft: DraftView
  title: Locator
}

async function openNew(): Promise<Opened> {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = newScenarioId()
  const draft = await callApi<DraftView>(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)
  const title = page.locator('.editor-main').getByLabel(t('editor.titleRu')).first()
  return { visit, page, id, draft, title }
}

/** Requests of the page (not those of `callApi`, which have no revision) that save the draft get no answer. */
const failSaving = async (page: Page, id: string): Promise<void> => {
  await page.route(`**/api/v1/scenarios/${id}/draft`, (route) => {
    const isSave = route.request().method() === 'PUT' && route.request().headers()['if-match']
    return isSave ? route.abort() : route.fallback()
  })
}

test('however often the page is read again, somebody else’s draft is written over only when asked', async () => {
  const { visit, page, id, draft, title } = await openNew()
  const { t } = visit
  await failSaving(page, id)
  await title.fill('Моё')
  await page.locator('.save-state[data-saving=failed]').waitFor()
  const theirs = (draft.files['i18n/ru.json'] ?? '').replace('"Решения"', '"Чужое"')
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, {
    files: { ...draft.files, 'i18n/ru.json': theirs },
  })
  await page.unroute(`**/api/v1/scenarios/${id}/draft`)
  for (let reload = 1; reload <= 3; reload += 1) {
    await page.reload()
    await page.locator('.overtaken').waitFor()
    expect(await title.inputValue()).toBe('Моё')
    expect(decisionsOf(await readDraft(visit, id))).toBe('Чужое')
  }
  await page.getByRole('button', { name: t('editor.keepMine') }).click()
  await waitUntilSaved(visit)
  expect(decisionsOf(await readDraft(visit, id))).toBe('Моё')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('of a draft that was thrown away elsewhere the changes begin the next one, or are dropped', async () => {
  const { visit, page, id, title } = await openNew()
  const { t } = visit
  await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
  await title.fill('Моё')
  await page.getByText(t('editor.gone')).waitFor()
  await page.route('**/api/v1/scenarios', (route) => route.abort())
  await page.getByRole('button', { name: t('editor.beginAgain') }).click()
  await page.locator('.overtaken .failure').waitFor()
  await page.unroute('**/api/v1/scenarios')
  await page.getByRole('button', { name: t('editor.beginAgain') }).click()
  await waitUntilSaved(visit)
  expect(decisionsOf(await readDraft(visit, id))).toBe('Моё')
  await title.fill('Дальше')
  await waitUntilSaved(visit)
  expect(decisionsOf(await readDraft(visit, id))).toBe('Дальше')

  await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
  await title.fill('Лишнее')
  await page.getByRole('button', { name: t('editor.dropMine') }).click()
  await page.waitForURL(`**/scenarios/${id}`)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('a check that failed says so and is asked again', async () => {
  const { visit, page, id, title } = await openNew()
  const { t } = visit
  const path = `**/api/v1/scenarios/${id}/check`
  await page.route(path, (route) => route.fulfill({ status: 400, json: { code: 'internal' } }))
  await title.fill('')
  await page.locator('.check-failure').waitFor()
  await page.unroute(path)
  await page
    .locator('.check-failure')
    .getByRole('button', { name: t('action.retry') })
    .click()
  await page.locator('.check-failure').waitFor({ state: 'detached' })
  await page.locator('.form .field-fault').waitFor()

  // A server that cannot be reached is asked again by itself.
  await page.route(path, (route) => route.abort())
  await title.fill('Решения')
  await page.locator('.check-failure').waitFor()
  await page.unroute(path)
  await page.locator('.check-failure').waitFor({ state: 'detached' })
  await page.locator('.form .field-fault').waitFor({ state: 'detached' })
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('taking back a removal takes back nothing else', async () => {
  const { visit, page, title } = await openNew()
  const { t } = visit
  const remove = async (): Promise<void> => {
    await page.locator('.section-line').last().hover()
    await page.locator('.section-line .row-menu').last().click()
    await page.getByRole('menuitem', { name: t('editor.section.remove') }).click()
    await page.locator('.toast-action').waitFor()
  }
  await page.getByRole('button', { name: t('editor.section.add'), exact: true }).click()
  await page.keyboard.type('Риски')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.section-row:focus')
  await remove()
  await page.waitForSelector('[data-sort=decisions] .section-row:focus')
  await page.locator('.toast-action').click()
  await page.waitForSelector('[data-sort=riski]')
  await remove()
  await page.locator('[data-sort=decisions] .section-row').click()
  await title.fill('Иначе')
  await page.locator('.toast-action').waitFor({ state: 'detached' })

  // What is typed into a line of its own is the browser’s to take back.
  await page.getByRole('button', { name: t('editor.section.add'), exact: true }).click()
  await page.keyboard.type('Л')
  await page.keyboard.press('Control+z')
  expect(await page.locator('.add-form input').inputValue()).toBe('')
  await page.keyboard.press('Control+z')
  expect(await title.inputValue()).toBe('Иначе')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('nothing unsaved stays behind after signing out', async () => {
  const { visit, page, id, title } = await openNew()
  const { t } = visit
  const copies = (): Promise<string[]> =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('aam.draft.')))
  await failSaving(page, id)
  await title.fill('Моё')
  await page.locator('.save-state[data-saving=failed]').waitFor()
  await page.reload()
  await page.locator('.save-state[data-saving=failed]').waitFor()
  expect(await copies()).toHaveLength(1)
  await page.locator('.account-initial').click()
  await page.getByText(t('account.signOut')).click()
  await page.getByText(t('kept.signOutWords')).waitFor()
  await page.locator('dialog .button-danger').click()
  await page.waitForSelector('input[name=password]')
  expect(await copies()).toEqual([])
  await visit.context.close()
}, 60_000)

test('without a connection the panes open, and a dry run says in its own dialog why it cannot', async () => {
  const { visit, page, title } = await openNew()
  const { t } = visit
  // What the dialog and the panes are made of was fetched while there was a connection.
  await page.waitForFunction(() =>
    ['choose-meeting', 'preview', 'files-pane', 'code-view'].every((part) =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes(`/${part}-`)),
    ),
  )
  await visit.context.setOffline(true)
  await page.getByRole('tab', { name: t('editor.side.preview') }).click()
  await page.locator('.preview .section').waitFor()
  await page.getByRole('tab', { name: t('editor.side.json') }).click()
  await page.locator('.cm-content').waitFor()
  await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  await page.locator('dialog .failure').waitFor()
  await visit.context.setOffline(false)
  await page
    .locator('dialog')
    .getByRole('button', { name: t('action.retry') })
    .click()
  await page.locator('dialog .failure').waitFor({ state: 'detached' })
  await page.locator('dialog :is(.meeting-choices, .meeting-choice-none)').first().waitFor()
  await page.keyboard.press('Escape')
  expect(await title.isVisible()).toBe(true)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('steps back lead past the version’s number, and on after a look at the changes', async () => {
  const { visit, page, id, title } = await openNew()
  const { t } = visit
  await publishDraft(visit, id, '1.0.0')
  const { files } = await callApi<Pick<DraftView, 'files'>>(
    page,
    'GET',
    `/scenarios/${id}/versions/1.0.0/export`,
  )
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files })
  await openEditor(visit, id)
  await title.fill('Раньше')
  await title.blur()
  await page.locator('.editor-main').getByLabel(t('editor.lookFor')).fill('Что решили.')
  await page.getByRole('button', { name: t('publish.setVersion', { version: '1.1.0' }) }).click()
  await waitUntilSaved(visit)
  const version = async (): Promise<unknown> =>
    JSON.parse((await readDraft(visit, id)).files['pack.json'] ?? '').version
  expect(await version()).toBe('1.1.0')

  await page.getByRole('link', { name: t('trials.changes') }).click()
  await page.waitForURL('**/changes')
  await page.goBack()
  await page.waitForSelector('.section-list [data-sort]')
  const lookFor = page.locator('.editor-main').getByLabel(t('editor.lookFor'))
  expect(await lookFor.inputValue()).toBe('Что решили.')
  await page.keyboard.press('Control+z')
  expect(await lookFor.inputValue()).not.toBe('Что решили.')
  await page.keyboard.press('Control+z')
  expect(await title.inputValue()).toBe('Решения')
  await waitUntilSaved(visit)
  expect(await version()).toBe('1.1.0')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

const comeBack = (page: Page): Promise<boolean> =>
  page.evaluate(() => window.dispatchEvent(new Event('focus')))

test('a page with nothing unsaved takes up what was saved elsewhere, and says when the draft is gone', async () => {
  const { visit, page, id, draft, title } = await openNew()
  const { t } = visit
  const theirs = (draft.files['i18n/ru.json'] ?? '').replace('"Решения"', '"Чужое"')
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, {
    files: { ...draft.files, 'i18n/ru.json': theirs },
  })
  await until(
    async () => {
      await comeBack(page)
      return title.inputValue()
    },
    (shown) => shown === 'Чужое',
  )
  await title.fill('Общее')
  await waitUntilSaved(visit)
  expect(decisionsOf(await readDraft(visit, id))).toBe('Общее')

  await publishDraft(visit, id, '1.0.0')
  await until(async () => {
    await comeBack(page)
    return page.getByText(t('editor.noDraft.title')).isVisible()
  })
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('who is overtaken sees what differs, or that the draft was published', async () => {
  const { visit, page, id, draft, title } = await openNew()
  const { t } = visit
  const theirs = (draft.files['i18n/ru.json'] ?? '').replace('"Решения"', '"Чужое"')
  await failSaving(page, id)
  await title.fill('Моё')
  await page.locator('.save-state[data-saving=failed]').waitFor()
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, {
    files: { ...draft.files, 'i18n/ru.json': theirs },
  })
  await page.unroute(`**/api/v1/scenarios/${id}/draft`)
  await page.locator('.save-state .link').click()
  await page.getByRole('button', { name: t('editor.differs') }).click()
  await page.locator('dialog .diff-removed', { hasText: 'Чужое' }).waitFor()
  await page.locator('dialog .diff-added', { hasText: 'Моё' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: t('editor.keepMine') }).click()
  await waitUntilSaved(visit)

  await publishDraft(visit, id, '1.0.0')
  await title.fill('Позже')
  await page.getByText(t('editor.gone')).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
