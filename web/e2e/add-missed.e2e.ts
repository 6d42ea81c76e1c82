import { describe, expect, test } from 'bun:test'
import type { ArtifactView } from '../../server/modules/analysis/contract.ts'
import { talkedMeeting } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  laptop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { expectSound } from './support/sound.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const missed = 'I noticed the cable of the second scale is loose'
const talk = [
  'Anna: We decided to start the pilot in December.',
  `Ben: Well, by the way. ${missed}. It was like that on Monday, too.`,
  'Anna: Fine. Thank you all.',
].join('\n')

/** Selects the words as a person would by dragging over them. */
async function selectWords({ page }: Visit, words: string): Promise<void> {
  await page.locator('[data-segment]', { hasText: words }).waitFor()
  await page.evaluate((words) => {
    const rows = [...document.querySelectorAll('[data-segment]')]
    const row = rows.find(({ textContent }) => textContent?.includes(words))
    const text = row?.firstChild
    if (!text) throw new Error('The words are not in the transcript.')
    const start = text.textContent?.indexOf(words) ?? 0
    const range = document.createRange()
    range.setStart(text, start)
    range.setEnd(text, start + words.length)
    document.getSelection()?.removeAllRanges()
    document.getSelection()?.addRange(range)
  }, words)
}

const itemsIn = async ({ page }: Visit, id: string, section: string) => {
  const artifact = await callApi<ArtifactView>(page, 'GET', `/meetings/${id}/artifacts`)
  return artifact.sections.find(({ name }) => name === section)?.items ?? []
}

describe.each([
  ['en', laptop],
  ['ru', phone],
] as const)('in %s on %o', (locale, screen) => {
  test('selected words become an item that they prove', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    const id = await talkedMeeting(visit, 'Scales', { id: 'general-minutes' }, talk)
    await page.goto(`${baseUrl()}/meetings/${id}`)
    await page.locator('[data-section], .section').first().waitFor()
    if (screen.isPhone) await page.getByRole('tab', { name: t('meeting.transcript') }).click()
    await selectWords(visit, missed)
    const button = page.locator('.add-selected')
    await button.waitFor()
    await expectSound(visit, `missed-selected-${locale}`, false)
    await button.click()
    const dialog = page.locator('dialog[open]')
    await dialog.locator('select[name=section]').selectOption('risks')
    expect(await dialog.locator('[name=statement]').inputValue()).toBe(missed)
    await expectSound(visit, `missed-dialog-${locale}`, false)
    await dialog.locator('[name=statement]').fill('')
    await dialog.getByRole('button', { name: t('adding.do'), exact: true }).click()
    await dialog.getByRole('alert').first().waitFor()
    await dialog.locator('[name=statement]').fill(missed)
    await dialog.getByRole('button', { name: t('adding.do'), exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const [added] = await itemsIn(visit, id, 'risks')
    expect(added).toMatchObject({
      value: { statement: missed },
      evidenceState: 'verified',
      reviewState: 'accepted',
      evidence: [{ segmentId: 2 }],
    })
    await page.getByRole('button', { name: t('adding.show') }).click()
    await page.locator(`#item-${added?.id}:focus`).waitFor()
    await expectSound(visit, `missed-added-${locale}`)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

test('by keyboard a gap leads to its segment, whose menu adds it', async () => {
  const visit = await openVisit(browser, laptop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = await talkedMeeting(visit, 'By keyboard', { id: 'general-minutes' }, talk)
  await page.goto(`${baseUrl()}/meetings/${id}`)
  const next = page.getByRole('button', { name: t('adding.nextGap') })
  await next.focus()
  await page.keyboard.press('Enter')
  const menu = page.locator('.segment-menu button:focus')
  await menu.waitFor()
  const row = page.locator('.transcript-row', { has: menu })
  const words = await row.locator('[data-segment]').innerText()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: t('adding.add') }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=menuitem]:focus', { hasText: t('adding.add') }).waitFor()
  await page.keyboard.press('Enter')
  const dialog = page.locator('dialog[open]')
  await dialog.waitFor()
  expect(await dialog.locator('blockquote').innerText()).toContain(words)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const before = await page.locator('.strip-gap').count()
  expect(before).toBeGreaterThan(0)
  await page.locator('.strip-gap').last().click()
  await page.locator('.segment-menu button:focus').waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('an accepted meeting offers nothing to add', async () => {
  const visit = await openVisit(browser, laptop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const quiet = 'Anna: Good morning, everybody.\nBen: Good morning.'
  const id = await talkedMeeting(visit, 'Accepted', { id: 'general-minutes' }, quiet)
  for (const { id: item } of await itemsIn(visit, id, 'participants')) {
    await callApi(page, 'POST', `/items/${item}/accept`)
  }
  await callApi(page, 'POST', `/meetings/${id}/accept`)
  await page.goto(`${baseUrl()}/meetings/${id}`)
  await page.locator('.strip').waitFor()
  await selectWords(visit, 'Good morning, everybody')
  expect(await page.getByRole('button', { name: t('adding.nextGap') }).count()).toBe(0)
  expect(await page.locator('.add-selected').count()).toBe(0)
  await visit.context.close()
}, 120_000)
