import { describe, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { talkedMeeting } from '../support/accepted-meeting.ts'
import { baseUrl, callApi, desktop, openVisit, phone, signIn } from '../support/browser.ts'
import { openAdd } from '../support/steps.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

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
      const spills = await part.evaluate((element) => {
        const isEllipsis = getComputedStyle(element).textOverflow === 'ellipsis'
        return !isEllipsis && element.scrollWidth > element.clientWidth
      })
      if (!screen.isPhone) expect(spills).toBe(false)
    }
    if (screen.isPhone) {
      const { left } = await edges(page.locator('.account-initial'))
      expect((await edges(page.locator('.editor-title h1'))).right).toBeLessThanOrEqual(left)
    }
    await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
    await visit.context.close()
  }, 60_000)
})

test('a new meeting chooses among own scenarios first, each group by title', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const own = await page.evaluate(async () => {
    const response = await fetch('/api/v1/scenarios')
    const { data } = (await response.json()) as {
      data: { origin: string; title: { ru: string } }[]
    }
    return data.map(({ origin, title }) => ({ origin, title: title.ru }))
  })
  const titles = (origin: string): string[] =>
    own
      .filter((one) => one.origin === origin)
      .map(({ title }) => title)
      .toSorted((a, b) => a.localeCompare(b, 'ru'))
  await openAdd(visit, 'text')
  const group = page.locator(`dialog optgroup[label="${t('add.scenario.builtIn')}"] option`)
  expect(await group.allInnerTexts()).toEqual(titles('built-in'))
  expect(await page.locator('dialog optgroup').count()).toBe(titles('own').length > 0 ? 2 : 1)
  await visit.context.close()
}, 60_000)

test('the actions of a row in a table cover no column', async () => {
  const visit = await openVisit(browser, { ...desktop, width: 1920, height: 1080 }, 'en')
  const { page } = visit
  await signIn(visit, 'en')
  const id = await talkedMeeting(visit, `Columns ${stamp}`, { id: 'general-minutes' })
  await page.goto(`${baseUrl()}/meetings/${id}`)
  const row = page.locator('.grid-table tbody tr').first()
  await row.waitFor()
  await row.hover()
  const buttons = await edges(row.locator('.item-buttons'))
  const cells = row.locator('td:visible').filter({ hasNot: page.locator('.item-buttons') })
  const last = await edges(cells.last())
  expect(last.right).toBeLessThanOrEqual(buttons.left)
  await visit.context.close()
}, 60_000)

test('the first version and a trial without meetings are told as what they are', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru')
  const id = `bare-${stamp}`
  const { files } = await callApi<DraftView>(page, 'POST', '/scenarios', { id, language: 'ru' })
  expect(files['prompts/outcomes.md']).toContain('Участники сделали выбор')
  await page.route('**/api/v1/meetings?**', (route) =>
    route.fulfill({ json: { data: [], nextCursor: null, hasMore: false } }),
  )
  await page.goto(`${baseUrl()}/scenarios/${id}/draft`)
  await page.getByText(t('publish.versionIsFirst', { version: '1.0.0' })).waitFor()
  const dialog = page.locator('dialog')
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page
    .getByRole('button', { name: t('publish.runTests') })
    .last()
    .click()
  await dialog.getByText(t('publish.nothingToTest')).waitFor()
  expect(await dialog.getByText(t('publish.noGoldens')).count()).toBe(0)
  await dialog.getByRole('button', { name: t('action.cancel') }).click()
  await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  await dialog.getByText(t('trials.noMeetings')).waitFor()
  await dialog.locator('input[name=q]').fill('Берёзовка')
  await dialog.getByText(t('trials.noneByWords')).waitFor()
  expect(await dialog.getByRole('link').count()).toBe(0)
  await dialog.locator('input[name=q]').fill('')
  await dialog.getByRole('link', { name: t('trials.toMeetings') }).click()
  await page.waitForURL('**/meetings')
  await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
  await visit.context.close()
}, 60_000)

test.each(['en', 'ru'] as const)(
  'a title is asked for in %s first of its readers',
  async (locale) => {
    const visit = await openVisit(browser, desktop, locale)
    const { page } = visit
    await signIn(visit, locale)
    const id = `first-${locale}-${stamp}`
    await callApi(page, 'POST', '/scenarios', { id, title: { en: 'First', ru: 'Первый' } })
    await page.goto(`${baseUrl()}/scenarios/${id}/draft`)
    await page.locator('.form-pair input[lang]').first().waitFor()
    const asked = await page
      .locator('.form-pair')
      .first()
      .locator('input[lang]')
      .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('lang')))
    expect(asked).toEqual(locale === 'en' ? ['en', 'ru'] : ['ru', 'en'])
    await callApi(page, 'DELETE', `/scenarios/${id}/draft`)
    await visit.context.close()
  },
  60_000,
)
