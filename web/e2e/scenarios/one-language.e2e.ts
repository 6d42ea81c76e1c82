import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { talkedMeeting } from '../support/accepted-meeting.ts'
import {
  baseUrl,
  desktop,
  laptop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from '../support/browser.ts'
import { addBy, pressMain, readDraft, waitUntilSaved } from '../support/editor-steps.ts'
import { findOverflow } from '../support/measure-layout.ts'
import { picture } from '../support/picture.ts'
import { webvtt } from '../support/transcripts.ts'
import { useBrowser } from '../support/use-browser.ts'

const stamp = Date.now().toString(36)
const id = `sovet-${stamp}`
const title = `Совет директоров ${stamp}`

const browser = useBrowser()

async function addSection({ page, t, ...visit }: Visit, name: string, track: string) {
  const form = page.locator('.editor-main')
  await addBy({ page, t, ...visit }, t('editor.section.add'), name)
  await form.getByLabel(t('editor.lookFor')).fill(`${name}, о которых говорили. `)
  if (track) await form.getByLabel(t('editor.track')).selectOption(track)
}

/** Chooses the kind of the field that is open, and names what it is made of. */
async function chooseKind({ page, t }: Visit, kind: string, parts = ''): Promise<void> {
  const details = page.locator('.field-details').last()
  await details.getByLabel(t('editor.field.kind'), { exact: true }).first().selectOption(kind)
  if (!parts) return
  await page.locator('.first-choices input').fill(parts)
  await page.keyboard.press('Enter')
  await page.locator('.first-choices').waitFor({ state: 'detached' })
}

async function publish(visit: Visit, version: string): Promise<void> {
  const { page, t } = visit
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page.waitForSelector('dialog input[name=version]')
  await pressMain(visit)
  await page.getByRole('button', { name: t('publish.run', { version }) }).click()
  await page.locator('dialog .report', { hasText: version }).waitFor()
  await page.getByRole('button', { name: t('publish.toScenario') }).click()
  await page.waitForURL(`**/scenarios/${id}`)
}

async function makeScenario(visit: Visit): Promise<void> {
  const { page, t } = visit
  await page.getByRole('button', { name: t('scenarios.new'), exact: true }).click()
  await page.fill('dialog input[name=titleRu]', title)
  await page.fill('dialog input[name=id]', id)
  await page.click('dialog .dialog-foot .button-primary')
  await page.waitForURL(`**/scenarios/${id}/draft`)
  await page.waitForSelector('.section-list [data-sort]')
  await page.locator('[data-sort=decisions] .section-row').click()
  await addBy(visit, t('editor.field.add'), 'Голоса')
  await chooseKind(visit, 'rows', 'Кто, Голос, Доля')
  await page.locator('[data-sort="golosa.golos"] .field-name').click()
  await chooseKind(visit, 'choice', 'За, Против, Воздержался')
  await page.locator('[data-sort="golosa.dolya"] .field-name').click()
  await chooseKind(visit, 'number')
  await page.locator('[data-sort=golosa] .field-name').first().scrollIntoViewIfNeeded()
  await picture(visit, 'one-language-rows')
  await addSection(visit, 'Поручения', 'action-item')
  await addBy(visit, t('editor.field.add'), 'Важность')
  await chooseKind(visit, 'scale')
  await addBy(visit, t('editor.field.add'), 'Бюджет')
  await chooseKind(visit, 'money')
  await addBy(visit, t('editor.field.add'), 'Шаги')
  await chooseKind(visit, 'checklist')
  for (const [name, track] of [
    ['Риски', 'risk'],
    ['Открытые вопросы', 'question'],
    ['Обещания', 'commitment'],
    ['Наблюдения', ''],
  ] as const) {
    await addSection(visit, name, track)
  }
  await waitUntilSaved(visit)
  await page.waitForSelector('.before-line[data-is="ok"]')
  expect(await page.locator('.section-list [data-sort]').count()).toBe(6)
}

async function voteOn({ page, t }: Visit): Promise<void> {
  const decisions = page.locator('[data-section=decisions]')
  const item = decisions.locator('.item').first()
  await item.hover()
  await item
    .getByRole('button', { name: t('item.edit') })
    .first()
    .click()
  const rows = decisions.locator('.rows-input')
  for (const [at, cells] of [
    ['Анна Котова', 'Против', '12,5'],
    ['Тимур | Назаров', 'За', '87,5'],
  ].entries()) {
    await rows.getByRole('button', { name: t('item.addRow') }).click()
    const row = rows.locator('.rows-input-row').nth(at)
    await row.getByLabel('Кто').fill(cells[0] ?? '')
    await row.getByLabel('Голос').selectOption({ label: cells[1] ?? '' })
    await row.getByLabel('Доля').fill(cells[2] ?? '')
  }
}

test('a scenario in Russian alone is made, published, run, reviewed and sent on', async () => {
  const visit = await openVisit(browser, laptop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru', '/scenarios')
  await makeScenario(visit)
  await picture(visit, 'one-language-editor')
  const { files, title: titles } = await readDraft(visit, id)
  expect(Object.keys(files)).not.toContain('i18n/en.json')
  expect(JSON.parse(files['pack.json'] ?? '')).toMatchObject({
    locales: ['ru'],
    title: { ru: title },
  })
  expect(titles.en).toBe(title)
  await publish(visit, '1.0.0')

  const meeting = await talkedMeeting(visit, `Совет ${stamp}`, { id }, webvtt('ru'))
  await page.goto(`${baseUrl()}/meetings/${meeting}`)
  await page.waitForSelector('[data-section=decisions] .item')
  await voteOn(visit)
  await picture(visit, 'one-language-editing')
  await page
    .locator('.item-form')
    .getByRole('button', { name: t('action.save') })
    .click()
  const table = page.locator('[data-section=decisions] .row-table')
  await table.waitFor()
  await page.waitForSelector('.item-form', { state: 'detached' })
  expect(await table.locator('th').allInnerTexts()).toEqual(['Кто', 'Голос', 'Доля'])
  expect(await table.locator('td').allInnerTexts()).toEqual([
    'Анна Котова',
    'Против',
    '12,5',
    'Тимур | Назаров',
    'За',
    '87,5',
  ])
  expect(await page.locator('body').innerText()).not.toMatch(/\[object|\{"|golosa|protiv/)
  await picture(visit, 'one-language-result')
  expect(await findOverflow(page)).toEqual([])

  await page.getByRole('button', { name: t('meeting.export') }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: t('meeting.export.md') }).click(),
  ])
  const markdown = await readFile(await download.path(), 'utf8')
  if (Bun.env['AAM_PICTURES']) await Bun.write(`${Bun.env['AAM_PICTURES']}/result.md`, markdown)
  expect(markdown).toContain(
    '  | Кто | Голос | Доля |\n  | --- | --- | --- |\n  | Анна Котова | Против | 12,5 |\n  | Тимур \\| Назаров | За | 87,5 |\n',
  )
  expect(markdown).toContain('## Решения')
  expect(visit.complaints).toEqual([])
  await visit.context.close()

  // On a phone each cell has its title, and a reader of English sees the same titles.
  for (const [screen, locale] of [
    [phone, 'ru'],
    [desktop, 'en'],
  ] as const) {
    const other = await openVisit(browser, screen, locale)
    await signIn(other, locale, `/meetings/${meeting}`)
    await other.page.waitForSelector('[data-section=decisions] .row-table')
    expect(
      await other.page
        .locator('[data-section=decisions] h2, [data-section=decisions] h3')
        .first()
        .innerText(),
    ).toContain('Решения')
    await picture(other, `one-language-result-${screen.name}-${locale}`)
    expect(await findOverflow(other.page)).toEqual([])
    expect(other.complaints).toEqual([])
    await other.context.close()
  }
}, 120_000)
