import { expect, test } from 'bun:test'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { acceptMeeting, talkedMeeting } from '../support/accepted-meeting.ts'
import { baseUrl, callApi, desktop, openVisit, signIn, type Visit } from '../support/browser.ts'
import { newScenarioId, openDraft, pressMain } from '../support/editor-steps.ts'
import { decidedWebvtt } from '../support/transcripts.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const scenario = 'pilot-minutes'
const draftPath = `/scenarios/${scenario}/draft`
const meetingTitle = 'Pilot of the warehouse'
const decisions = [
  'start the pilot in the Leeds warehouse',
  'buy three new scales for the test bench',
  'hire a night manager before Christmas',
  'move the yearly audit to February',
  'close the old office in March',
  'pay the drivers twice a month',
  'print the labels in two languages',
]

const api = <T>(visit: Visit, method: string, path: string, body?: unknown): Promise<T> =>
  callApi<T>(visit.page, method, path, body)

const openPublish = async ({ page, t }: Visit): Promise<void> => {
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page.waitForSelector('dialog input[name=version]')
}
/** Tests and publishes what is open in the dialog, under the number that it proposes. */
async function testAndPublish(visit: Visit, version: string, id = scenario): Promise<void> {
  const { page, t } = visit
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe(version)
  await pressMain(visit)
  await page.getByText(t('publish.green')).waitFor()
  await page.getByRole('button', { name: t('publish.run', { version }) }).click()
  await page.locator('dialog .report', { hasText: version }).waitFor()
  await page.getByRole('button', { name: t('publish.toScenario') }).click()
  await page.waitForURL(`**/scenarios/${id}`)
}

/** Without its decisions, in every file that names them. */
function withoutDecisions(files: Record<string, string>): Record<string, string> {
  const name = 'decisions'
  const schema = JSON.parse(files['output.schema.json'] ?? '')
  delete schema.properties[name]
  const manifest = JSON.parse(files['pack.json'] ?? '')
  manifest.steps = manifest.steps.map((step: { sections: string[] }) => ({
    ...step,
    sections: step.sections.filter((one) => one !== name),
  }))
  const labels = (locale: string): string =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(JSON.parse(files[`i18n/${locale}.json`] ?? '')).filter(
          ([key]) => !/^(decisions|enum\.decisionStatus)(\.|$)/.test(key),
        ),
      ),
    )
  const kept = Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))
  return {
    ...Object.fromEntries(kept),
    'pack.json': JSON.stringify(manifest),
    'output.schema.json': JSON.stringify(schema),
    'i18n/en.json': labels('en'),
    'i18n/ru.json': labels('ru'),
  }
}

test('a draft is tried on a meeting, published, and stopped where it loses what was accepted', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const from = { id: 'general-minutes', version: '1.0.0' }
  await api(visit, 'POST', '/scenarios', { id: scenario, from })
  const tried = await talkedMeeting(visit, meetingTitle, { id: 'general-minutes' })

  await openDraft(visit, scenario)
  await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  // Enter leads to what was found by these words, and starts nothing.
  await page.fill('dialog input[name=q]', 'Pilot of the')
  await page.press('dialog input[name=q]', 'Enter')
  await page.locator('.meeting-choice input:focus').waitFor()
  expect(await page.locator('.meeting-choice', { hasText: meetingTitle }).count()).toBe(
    await page.locator('.meeting-choice').count(),
  )
  expect(await page.locator('dialog').count()).toBe(1)
  await pressMain(visit)
  const decision = page.locator('.dry-run [data-section=decisions] .item', { hasText: 'decided' })
  await decision.first().waitFor()
  await page.getByText(t('trials.on', { title: meetingTitle })).waitFor()
  const chip = decision.first().locator('button.evidence-chip').first()
  const quote = (await chip.getAttribute('data-quote')) ?? ''
  expect(quote).toContain('start the pilot')
  await chip.click()
  await decision.first().locator('blockquote', { hasText: quote }).waitFor()
  expect(await decision.first().locator('.tick').isVisible()).toBe(false)
  const { status } = await api<MeetingView>(visit, 'GET', `/meetings/${tried}`)
  expect(status).toBe('in_review')
  // Coming back shows it again.
  await page.reload()
  await decision.first().waitFor()

  const { files } = await api<DraftView>(visit, 'GET', draftPath)
  await testAndPublish(visit, '1.0.0')

  const measured = await talkedMeeting(visit, meetingTitle, { id: scenario })
  await acceptMeeting(visit, measured)
  await api(visit, 'POST', `/scenarios/${scenario}/goldens`, { meetingId: measured })
  // What does not hold together is not even tested.
  await api(visit, 'PUT', draftPath, { files: { ...files, 'prompts/system.md': '{{nothing}}' } })
  await page.goto(baseUrl() + draftPath)
  await page.locator('.before-line[data-is="not"]').first().waitFor()
  await page.getByRole('button', { name: t('trials.publish') }).click()
  expect(await page.locator('dialog .report-red').innerText()).toContain('prompts/system.md')
  expect(await page.locator('dialog input[name=version]').count()).toBe(0)
  await page.getByRole('button', { name: t('publish.showFaults') }).click()
  await page.locator('.editor[data-side=json]').waitFor()
  expect(await page.locator('dialog').count()).toBe(0)

  await api(visit, 'PUT', draftPath, { files: withoutDecisions(files) })
  await openDraft(visit, scenario)
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe('2.0.0')
  await pressMain(visit)
  const report = page.locator('dialog .report-red')
  await report.waitFor()
  await report.getByRole('link', { name: t('publish.lostIn', { title: meetingTitle }) }).waitFor()
  expect(await report.innerText()).toContain('We have decided to start the pilot')
  expect(await report.innerText()).toContain(t('publish.sectionGone'))
  expect(
    await page.getByRole('button', { name: t('publish.run', { version: '2.0.0' }) }).count(),
  ).toBe(0)
  const refused = await page.evaluate(async (path) => {
    const response = await fetch(`/api/v1${path}/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
      body: '{"version":"2.0.0"}',
    })
    return ((await response.json()) as { code: string }).code
  }, `/scenarios/${scenario}`)
  expect(refused).toBe('regression_needed')

  // Mended, it is not bound to the number of the try.
  const { version: _, ...manifest } = JSON.parse(files['pack.json'] ?? '')
  const mended = JSON.stringify({ ...manifest, version: '2.0.0' })
  await api(visit, 'PUT', draftPath, {
    files: {
      ...files,
      'pack.json': mended,
      'prompts/system.md': `${files['prompts/system.md']}\nBe brief.\n`,
    },
  })
  await openDraft(visit, scenario)
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe('1.1.0')
  await api(visit, 'PUT', draftPath, { files: withoutDecisions(files) })
  await openDraft(visit, scenario)
  await openPublish(visit)
  await pressMain(visit)
  await report.waitFor()

  // Whoever means it says so.
  await report.getByRole('button', { name: t('publish.letGo', { names: 'Decisions' }) }).click()
  await page.getByText(t('publish.green')).waitFor()
  await pressMain(visit)
  await page.getByText(t('publish.doneNext', { version: '2.0.0' })).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('of many lost items the first of a section are shown, and the rest is counted', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = newScenarioId()
  const from = { id: 'general-minutes', version: '1.0.0' }
  const { files } = await api<DraftView>(visit, 'POST', '/scenarios', { id, from })
  await openDraft(visit, id)
  await testAndPublish(visit, '1.0.0', id)
  const measured = await talkedMeeting(visit, 'Many decisions', { id }, decidedWebvtt(decisions))
  await acceptMeeting(visit, measured)
  await api(visit, 'POST', `/scenarios/${id}/goldens`, { meetingId: measured })
  await api(visit, 'PUT', `/scenarios/${id}/draft`, { files: withoutDecisions(files) })
  await openDraft(visit, id)
  await openPublish(visit)
  await pressMain(visit)
  const report = page.locator('dialog .report-red')
  await report.waitFor()
  const lines = report.locator('.lost-items').first().locator('li')
  expect(await lines.count()).toBe(6)
  expect(await lines.last().innerText()).toBe(t('publish.more', { count: decisions.length - 5 }))
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('the dialog says that the check had no answer, and asks again', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = newScenarioId()
  await api(visit, 'POST', '/scenarios', { id })
  await openDraft(visit, id)
  const path = `**/api/v1/scenarios/${id}/check`
  await page.route(path, (route) => route.fulfill({ status: 400, json: { code: 'internal' } }))
  await page.locator('.editor-main').getByLabel(t('editor.titleEn')).first().fill('What was agreed')
  await page.locator('.check-failure').waitFor()
  await page.getByRole('button', { name: t('trials.publish') }).click()
  const retry = page.locator('dialog').getByRole('button', { name: t('action.retry') })
  await retry.waitFor()
  expect(await page.locator('dialog input[name=version]').count()).toBe(0)
  // There is nothing to do but to ask again, or to leave.
  expect(await page.locator('dialog .dialog-foot .button').count()).toBe(1)
  await page.unroute(path)
  await retry.click()
  await page.waitForSelector('dialog input[name=version]')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
