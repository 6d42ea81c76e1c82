import { expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { CheckView, DraftView } from '../../../server/modules/scenarios/contract.ts'
import { seriousViolations } from '../support/axe.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from '../support/browser.ts'
import {
  addBy,
  newScenarioId,
  openEditor,
  readDraft,
  waitUntilSaved,
} from '../support/editor-steps.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const rows = (visit: Visit, list: string): Promise<string[]> =>
  visit.page
    .locator(`${list} > [data-sort]`)
    .evaluateAll((all) => all.map((row) => row.getAttribute('data-sort') ?? ''))
const sectionRows = (visit: Visit): Promise<string[]> => rows(visit, '.section-list ol')
const fieldRows = (visit: Visit): Promise<string[]> => rows(visit, '.field-frame > ol')

async function dragAbove(visit: Visit, row: Locator, target: Locator): Promise<void> {
  const { mouse } = visit.page
  const from = await row.locator('.grip').boundingBox()
  const to = await target.boundingBox()
  if (!from || !to) throw new Error('A row is not on screen.')
  const x = from.x + from.width / 2
  await mouse.move(x, from.y + from.height / 2)
  await mouse.down()
  await mouse.move(x, to.y + to.height / 2, { steps: 4 })
  await mouse.move(x, to.y, { steps: 2 })
  await mouse.up()
}

test('an author who knows no JSON builds a scenario, breaks its JSON, mends it and finds all kept', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = newScenarioId()
  await callApi(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)

  // A section and its fields, in both languages.
  await addBy(visit, t('editor.section.add'), 'Damage found')
  await page.waitForSelector('[data-sort=damageFound] .section-row:focus')
  const form = page.locator('.editor-main')
  // What was typed stands in the language of whoever typed it; the other one is asked for once its field was left.
  const russian = form.getByLabel(t('editor.titleRu')).first()
  expect(await russian.inputValue()).toBe('')
  await page.getByText(t('publish.faults', { count: 1 })).waitFor()
  const told = page.locator('.editor-sections .section-fault, .findings, .field-fault')
  expect(await told.count()).toBe(0)
  await russian.focus()
  await russian.blur()
  await form.locator('.field-fault', { hasText: t('editor.fault.titleRu') }).waitFor()
  expect(await page.getByText(t('editor.fault.titleRu')).count()).toBe(1)
  expect(await russian.getAttribute('aria-invalid')).toBe('true')
  const faultId = await russian.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${faultId}"]`).innerText()).toBe(t('editor.fault.titleRu'))
  await form.locator('.findings[open]').getByText('Damage found').click()
  await form.getByLabel(t('editor.titleRu')).first().fill('Найденные повреждения')
  await form.getByLabel(t('editor.lookFor')).fill('What is broken, and where. ')
  await addBy(visit, t('editor.field.add'), 'Seen by')
  await page.waitForSelector('[data-sort=seenBy] .field-name:focus')
  const details = page.locator('.field-details')
  await details.getByLabel(t('editor.titleRu')).fill('Кто заметил')
  await details.getByLabel(t('editor.field.kind')).selectOption({ label: t('editor.kind.person') })
  await addBy(visit, t('editor.field.add'), 'Urgency')
  await details.getByLabel(t('editor.titleRu')).fill('Срочность')
  await details.getByLabel(t('editor.field.kind')).selectOption({ label: t('editor.kind.choice') })
  await details.getByLabel(t('editor.choices')).fill('Low, High')
  await page.keyboard.press('Enter')
  await details.getByLabel(t('editor.choiceRu')).first().fill('Низкая')
  await details.getByLabel(t('editor.choiceRu')).last().fill('Высокая')
  await page
    .getByRole('switch', { name: t('editor.field.requiredOf', { title: 'Urgency' }) })
    .click()
  expect(await fieldRows(visit)).toEqual(['what', 'seenBy', 'urgency'])

  // Order by hand and by keys; the focus stays on the row that moved.
  await dragAbove(
    visit,
    page.locator('[data-sort=damageFound]'),
    page.locator('[data-sort=decisions]'),
  )
  expect(await sectionRows(visit)).toEqual(['damageFound', 'decisions'])
  await page.locator('[data-sort=urgency] .field-name').focus()
  await page.keyboard.press('Alt+ArrowUp')
  expect(await fieldRows(visit)).toEqual(['what', 'urgency', 'seenBy'])
  await page.waitForSelector('[data-sort=urgency] .field-name:focus')
  await page.keyboard.press('Alt+ArrowUp')
  expect(await fieldRows(visit)).toEqual(['urgency', 'what', 'seenBy'])
  await page
    .getByText(t('editor.moved', { title: 'Urgency', at: 1, count: 3 }), { exact: true })
    .waitFor({ state: 'attached' })
  await page.keyboard.press('Control+z')
  expect(await fieldRows(visit)).toEqual(['what', 'urgency', 'seenBy'])
  await page.keyboard.press('Control+Shift+z')
  expect(await fieldRows(visit)).toEqual(['urgency', 'what', 'seenBy'])

  // How it will look, in the other language as well.
  await page.getByRole('tab', { name: t('editor.side.preview') }).click()
  const preview = page.locator('.preview [data-section=damageFound]')
  await preview.getByRole('heading', { name: /Damage found/ }).waitFor()
  await page.locator('[data-sort=decisions] .section-row').click()
  const head = await page.locator('.preview-head').boundingBox()
  const body = await page.locator('#side-panel').boundingBox()
  expect(head?.y).toBeCloseTo(body?.y ?? 0, 0)
  await page.locator('[data-sort=damageFound] .section-row').click()
  await page.locator('.preview .segment', { hasText: t('editor.about.ru') }).click()
  await preview.getByRole('heading', { name: /Найденные повреждения/ }).waitFor()
  expect(await seriousViolations(page)).toEqual([])

  // The JSON beside it is the same thing: what is broken there is said with its line, and mended there.
  await page.getByRole('tab', { name: t('editor.side.json') }).click()
  const code = page.locator('.cm-content')
  await code.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('x')
  await page.getByText(t('editor.fault.value')).first().waitFor()
  await page.getByRole('button', { name: t('editor.line', { line: 1 }), exact: true }).waitFor()
  await page.getByText(t('editor.unreadable.title')).waitFor()
  await page.keyboard.press('Tab')
  await page.waitForSelector('.files-code:not(:focus-within)')
  await code.focus()
  await waitUntilSaved(visit)
  await page.keyboard.press('Backspace')
  await page.waitForSelector('.field-frame [data-sort]')
  await waitUntilSaved(visit)
  expect(await seriousViolations(page)).toEqual([])

  // What the server's check says and no field does stands at the section, and leads into the JSON.
  await form.getByLabel(t('editor.lookFor')).fill('What is broken, says {{who}}.')
  await page.locator('.form-notice-bad .link').first().click()
  await page.waitForFunction(() =>
    document.querySelector<HTMLSelectElement>('.files-head select')?.value.startsWith('prompts/'),
  )
  await page.waitForSelector('.files-code:focus-within')
  await form.getByLabel(t('editor.lookFor')).fill('What is broken, and where.')
  await page.locator('.form-notice-bad').waitFor({ state: 'detached' })
  await form.getByLabel(t('editor.titleRu')).first().fill('Повреждения')

  await waitUntilSaved(visit)
  await page.reload()
  await page.waitForSelector('.section-list [data-sort]')
  expect(await sectionRows(visit)).toEqual(['damageFound', 'decisions'])
  const { files } = await readDraft(visit, id)
  expect(JSON.parse(files['i18n/ru.json'] ?? '')).toMatchObject({
    damageFound: 'Повреждения',
    'damageFound.seenBy': 'Кто заметил',
    'enum.damageFound.urgency.low': 'Низкая',
  })
  const { properties } = JSON.parse(files['output.schema.json'] ?? '')
  expect(properties.damageFound.items).toMatchObject({
    properties: { urgency: { enum: ['low', 'high'] }, seenBy: { format: 'person' } },
    required: ['what', 'urgency'],
  })
  expect(files['prompts/outcomes.md']).toContain('- `damageFound`: What is broken, and where.')
  const check = await callApi<CheckView>(page, 'POST', `/scenarios/${id}/check`)
  expect(check.problems).toEqual([])
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('of two drafts neither is lost, and nothing typed without a connection is', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = newScenarioId()
  const draft = await callApi<DraftView>(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)
  const title = page.locator('.editor-main').getByLabel(t('editor.titleRu')).first()

  // Somebody else saves meanwhile.
  const theirs = (draft.files['i18n/ru.json'] ?? '').replace('"Решения"', '"Чужое"')
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, {
    files: { ...draft.files, 'i18n/ru.json': theirs },
  })
  await title.fill('Моё')
  await page.getByRole('button', { name: t('editor.takeTheirs') }).click()
  await waitUntilSaved(visit)
  expect(await title.inputValue()).toBe('Чужое')
  await page.keyboard.press('Control+z')
  await waitUntilSaved(visit)
  expect(await title.inputValue()).toBe('Моё')

  await visit.context.setOffline(true)
  await title.fill('Без связи')
  const top = async (): Promise<number | undefined> =>
    (await page.locator('.editor-body').boundingBox())?.y
  const before = await top()
  await page.getByText(t('editor.offline')).waitFor()
  expect(await top()).toBe(before)
  expect(await page.locator('.check-failure').count()).toBe(0)
  await visit.context.setOffline(false)
  await waitUntilSaved(visit)
  const { files } = await readDraft(visit, id)
  expect(JSON.parse(files['i18n/ru.json'] ?? '').decisions).toBe('Без связи')

  // Going away at once takes nothing with it.
  await title.fill('Перед уходом')
  await page.reload()
  await page.waitForSelector('.section-list [data-sort]')
  await waitUntilSaved(visit)
  expect(await title.inputValue()).toBe('Перед уходом')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('on a phone the columns are steps, and what is not there says what to do', async () => {
  const visit = await openVisit(browser, { ...phone, width: 360, height: 740 }, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = newScenarioId()
  await callApi(page, 'POST', '/scenarios', { id })
  await openEditor(visit, id)
  for (const column of ['sections', 'form', 'side']) {
    await page.locator(`#column-tab-${column}`).click()
    const widest = await page.evaluate(() => document.documentElement.scrollWidth)
    expect([column, widest]).toEqual([column, 360])
    expect([column, await seriousViolations(page)]).toEqual([column, []])
  }
  await page.goto(`${baseUrl()}/scenarios/no-such-one/draft`)
  await page.getByText(t('editor.unknown.title')).waitFor()
  await page.goto(`${baseUrl()}/scenarios/general-minutes/draft`)
  await page.getByText(t('editor.builtIn.title')).waitFor()
  await visit.context.close()
}, 60_000)
