import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Route } from 'playwright-core'
import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import type { DraftView } from '../../server/modules/scenarios/contract.ts'
import type { TrialView } from '../../server/modules/scenarios/trials/contract.ts'
import { seriousViolations } from './support/axe.ts'
import { acceptMeeting, talkedMeeting } from './support/accepted-meeting.ts'
import {
  baseUrl,
  callApi,
  desktop,
  openBrowser,
  openVisit,
  signIn,
  type Visit,
} from './support/browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const scenario = 'pilot-minutes'
const draftPath = `/scenarios/${scenario}/draft`
const meetingTitle = 'Pilot of the warehouse'

const api = <T>(visit: Visit, method: string, path: string, body?: unknown): Promise<T> =>
  callApi<T>(visit.page, method, path, body)

async function openDraft(visit: Visit, id = scenario): Promise<void> {
  await visit.page.goto(`${baseUrl()}/scenarios/${id}/draft`)
  await visit.page.waitForSelector('.before-line[data-is="ok"]')
}

const openPublish = async ({ page, t }: Visit): Promise<void> => {
  await page.getByRole('button', { name: t('trials.publish') }).click()
  await page.waitForSelector('dialog input[name=version]')
}
const pressMain = ({ page }: Visit): Promise<void> =>
  page.locator('dialog .dialog-foot .button').last().click()

/** Tests and publishes what is open in the dialog, under the number that it proposes. */
async function testAndPublish(visit: Visit, version: string): Promise<void> {
  const { page, t } = visit
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe(version)
  await pressMain(visit)
  await page.getByText(t('publish.green')).waitFor()
  await page.getByRole('button', { name: t('publish.run', { version }) }).click()
  await page.locator('dialog .report', { hasText: version }).waitFor()
  await page.getByRole('button', { name: t('publish.toScenario') }).click()
  await page.waitForURL(`**/scenarios/${scenario}`)
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

  await openDraft(visit)
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
  await openDraft(visit)
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
  await openDraft(visit)
  await openPublish(visit)
  expect(await page.inputValue('dialog input[name=version]')).toBe('1.1.0')
  await api(visit, 'PUT', draftPath, { files: withoutDecisions(files) })
  await openDraft(visit)
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

/** Answers as a server with a paid model does until the cost was accepted. */
const priceTold = async (route: Route): Promise<void> => {
  const { confirmCost } = route.request().postDataJSON() as { confirmCost?: boolean }
  if (confirmCost) return route.continue()
  const figures = { runs: '2', inputTokens: '48000', outputTokens: '36000', costMicroUsd: '84000' }
  const errors = Object.entries(figures).map(([reason, detail]) => ({
    pointer: '/confirmCost',
    reason,
    detail,
  }))
  await route.fulfill({ status: 409, json: { code: 'cost_unconfirmed', errors } })
}

test('a dry run and runs over past meetings say what they cost before it is spent', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = `priced-${crypto.randomUUID().slice(0, 8)}`
  await api(visit, 'POST', '/scenarios', {
    id,
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  const title = `Priced ${id}`
  await talkedMeeting(visit, title, { id: 'general-minutes' })
  await page.route(/\/(dry-run|backfill)$/, (route) =>
    route.request().method() === 'POST' ? priceTold(route) : route.continue(),
  )
  await openDraft(visit, id)
  const openDryRun = () =>
    page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  await openDryRun()
  await page.fill('dialog input[name=q]', title)
  await page.locator('.meeting-choice', { hasText: title }).waitFor()
  await pressMain(visit)
  const question = page.locator('.report-asks', { hasText: t('cost.title') })
  expect(await question.innerText()).toMatch(/2 runs.+48,000.+36,000.+\$0\.08/)
  expect(await seriousViolations(page)).toEqual([])
  // Another meeting is another question, and so is the dialog opened again.
  await page.getByRole('button', { name: t('action.cancel') }).click()
  await openDryRun()
  await page.locator('.meeting-choice').first().waitFor()
  expect(await question.count()).toBe(0)
  await page.fill('dialog input[name=q]', title)
  await page.locator('.meeting-choice', { hasText: title }).waitFor()
  await pressMain(visit)
  await page.getByRole('button', { name: t('cost.confirm') }).click()
  await page.locator('.dry-run [data-section=decisions] .item').first().waitFor()
  expect(await page.locator('dialog').count()).toBe(0)
  // Running it again asks again, in the same place.
  await page.getByRole('button', { name: t('trials.again') }).click()
  await page.locator('dialog .report-asks').waitFor()

  await page.goto(`${baseUrl()}/scenarios/general-minutes/backfill`)
  await page.getByLabel(new RegExp(title)).check()
  await page.getByRole('button', { name: t('backfill.start', { count: 1 }) }).click()
  await question.waitFor()
  expect(await seriousViolations(page)).toEqual([])
  await page.getByLabel(new RegExp(title)).uncheck()
  await question.waitFor({ state: 'detached' })
  await page.getByLabel(new RegExp(title)).check()
  await page.getByRole('button', { name: t('cost.confirm') }).click()
  await page.locator('.backfill-run[data-state=done]', { hasText: title }).waitFor()
  expect(await question.count()).toBe(0)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('a dry run is followed without live events, and stops for whoever waits no more', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = `stopped-${crypto.randomUUID().slice(0, 8)}`
  await api(visit, 'POST', '/scenarios', {
    id,
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  await talkedMeeting(visit, `Stopped ${id}`, { id: 'general-minutes' })
  await page.route('**/api/v1/events', (route) => route.abort())
  await openDraft(visit, id)
  const openDryRun = async (): Promise<void> => {
    await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
    await page.locator('.meeting-choice').first().waitFor()
  }
  await openDryRun()
  await pressMain(visit)
  // Only asking again can tell that it is done.
  await page.locator('.dry-run [data-section]').first().waitFor()

  // Closed while it is on its way to the server: what it begins is stopped.
  const closed = Promise.withResolvers<void>()
  await page.route('**/dry-run', async (route) => {
    await closed.promise
    await route.continue()
  })
  await openDryRun()
  await pressMain(visit)
  await page.getByRole('button', { name: t('action.cancel') }).click()
  const stopping = page.waitForResponse(/\/trials\/[0-9a-f-]{36}\/cancel$/)
  closed.resolve()
  const answer = await stopping
  expect(answer.status()).toBe(200)
  await page.unroute('**/dry-run')

  // One that is under way has a button for it.
  const trial = { ...((await answer.json()) as TrialView), dryRun: null }
  const running = { ...trial, state: 'running', reason: null, finishedAt: null }
  const stopped = { ...trial, state: 'failed', reason: 'cancelled' }
  await page.route('**/dry-run', (route) => route.fulfill({ status: 202, json: running }))
  await page.route(`**/trials/${trial.id}`, (route) => route.fulfill({ json: running }))
  await page.route(`**/trials/${trial.id}/cancel`, (route) => route.fulfill({ json: stopped }))
  await openDryRun()
  await pressMain(visit)
  await page
    .locator('.trial-progress')
    .getByRole('button', { name: t('trials.stop') })
    .click()
  await page.getByText(t('trials.stopped')).waitFor()
  expect(await page.locator('.trial-progress').count()).toBe(0)
  expect(await seriousViolations(page)).toEqual([])
  await page.unrouteAll()
  await page
    .locator('.trial-older')
    .getByRole('button', { name: t('trials.again') })
    .click()
  await page.locator('.dry-run [data-section]').first().waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)
