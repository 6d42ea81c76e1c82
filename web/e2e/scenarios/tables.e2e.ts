import { expect, test } from 'bun:test'
import type { ArtifactView } from '../../../server/modules/analysis/contract.ts'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { addField } from '../../pages/scenarios/editor/pack/field/edit-fields.ts'
import { setKind } from '../../pages/scenarios/editor/pack/field/field-settings.ts'
import { setRender } from '../../pages/scenarios/editor/pack/edit-sections.ts'
import { talkedMeeting } from '../support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  laptop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from '../support/browser.ts'
import { newScenarioId, publishDraft } from '../support/editor-steps.ts'
import { findOverflow } from '../support/measure-layout.ts'
import { picture } from '../support/picture.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const columns = [
  ['Owner', 'person', 'Anna Kern'],
  ['Due', 'date', '2026-12-18'],
  ['Level', 'scale', 4],
  ['Budget', 'money', { amount: 125_000.5, currency: 'EUR' }],
  ['Agreed', 'yes-no', true],
  ['Area', 'text', 'Warehouse and logistics'],
  [
    'Why it matters',
    'long-text',
    'Counting by hand twice a week costs the night shift four hours.',
  ],
  ['Share', 'number', 12.5],
  ['Depends on', 'text', 'Delivery of the new scales'],
] as const

/** A meeting whose decisions are a table with so many columns beside the text. */
async function tableOf(visit: Visit, count: number): Promise<string> {
  const { page } = visit
  const id = newScenarioId()
  const title = { en: `${count} columns`, ru: `Столбцов: ${count}` }
  const { files: empty } = await callApi<DraftView>(page, 'POST', '/scenarios', { id, title })
  const values: Record<string, unknown> = {}
  let files = setRender(empty, 'decisions', 'table')
  for (const [name, kind, value] of columns.slice(0, count)) {
    const added = addField(files, 'decisions', { en: name, ru: name })
    files = kind === 'text' ? added.files : setKind(added.files, 'decisions', added.name, kind)
    values[added.name] = value
  }
  const votes = addField(files, 'decisions', { en: 'Votes', ru: 'Голоса' })
  const parts = ['Who', 'Vote'].map((name) => ({ en: name, ru: name }))
  files = setKind(votes.files, 'decisions', votes.name, 'rows', parts)
  values[votes.name] = [
    { who: 'Olga Stone', vote: 'in favour' },
    { who: 'Paul Reed', vote: 'against' },
  ]
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files })
  await publishDraft(visit, id, '1.0.0')
  const meeting = await talkedMeeting(visit, `Table of ${count}`, { id })
  const { sections } = await callApi<ArtifactView>(page, 'GET', `/meetings/${meeting}/artifacts`)
  for (const item of sections.flatMap(({ items }) => items)) {
    await callApi(page, 'PATCH', `/items/${item.id}`, { value: values })
  }
  return meeting
}

test('a table shows every column of its author at any width', async () => {
  const first = await openVisit(browser, laptop, 'en')
  await signIn(first, 'en')
  const meetings = new Map<number, string>()
  for (const count of [3, 6, 9]) meetings.set(count, await tableOf(first, count))
  await first.context.close()
  const tablet = { name: 'tablet', width: 1024, height: 768, isPhone: false }
  const wide = { name: 'wide', width: 1920, height: 1000, isPhone: false }
  for (const screen of [laptop, tablet, phone, wide]) {
    const visit = await openVisit(browser, screen, 'en')
    const { page } = visit
    await signIn(visit, 'en')
    for (const [count, meeting] of meetings) {
      await page.goto(`${baseUrl()}/meetings/${meeting}`)
      await page.waitForSelector('[data-section=decisions] .item')
      const section = page.locator('[data-section=decisions]')
      const item = section.locator('.item').first()
      for (const [title] of columns.slice(0, count)) {
        const heading = section.locator(`th:text-is("${title}"), dt:text-is("${title}")`)
        expect(`${title} ${await heading.filter({ visible: true }).count()}`).not.toBe(`${title} 0`)
      }
      for (const words of ['Anna Kern', '18 December', '4', '€125,000.50', 'yes'].slice(0, count)) {
        const cell = item.locator(`td:text-is("${words}"), dd:text-is("${words}")`)
        expect(`${words} ${await cell.filter({ visible: true }).count()}`).toBe(`${words} 1`)
      }
      // Rows inside an item keep a frame of their own: one below the other, each column below its title.
      const rows = item.locator('.row-table tbody tr')
      const boxes = await Promise.all(
        [rows.nth(0), rows.nth(1), rows.nth(0).locator('td').first()].map((one) =>
          one.boundingBox(),
        ),
      )
      expect(new Set(boxes.map((box) => Math.round(box?.x ?? -1))).size).toBe(1)
      if (!screen.isPhone) {
        const heads = item.locator('.row-table th')
        for (const [at, cell] of (await rows.nth(1).locator('td').all()).entries()) {
          const [above, below] = await Promise.all([
            heads.nth(at).boundingBox(),
            cell.boundingBox(),
          ])
          expect(Math.round(below?.x ?? -1)).toBe(Math.round(above?.x ?? -2))
        }
      }
      await picture(visit, `table-${count}-${screen.name}`)
      expect(await findOverflow(page)).toEqual([])
    }
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }
}, 120_000)
