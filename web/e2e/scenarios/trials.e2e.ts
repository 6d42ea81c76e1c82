import { expect, test } from 'bun:test'
import type { Route } from 'playwright-core'
import type { TrialView } from '../../../server/modules/scenarios/trials/contract.ts'
import { talkedMeeting } from '../support/accepted-meeting.ts'
import { seriousViolations } from '../support/axe.ts'
import { baseUrl, callApi, desktop, openVisit, signIn, type Visit } from '../support/browser.ts'
import { openDraft, pressMain } from '../support/editor-steps.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

/** A draft to try. */
async function newDraft({ page }: Visit, name: string): Promise<string> {
  const id = `${name}-${crypto.randomUUID().slice(0, 8)}`
  const from = { id: 'general-minutes', version: '1.0.0' }
  await callApi(page, 'POST', '/scenarios', { id, from })
  return id
}

async function openDryRun({ page, t }: Visit): Promise<void> {
  await page.getByRole('button', { name: t('trials.dryRun'), exact: true }).click()
  await page.locator('.meeting-choice').first().waitFor()
}

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
  const id = await newDraft(visit, 'priced')
  const title = `Priced ${id}`
  await talkedMeeting(visit, title, { id: 'general-minutes' })
  await page.route(/\/(dry-run|backfill)$/, (route) =>
    route.request().method() === 'POST' ? priceTold(route) : route.continue(),
  )
  await openDraft(visit, id)
  await openDryRun(visit)
  await page.fill('dialog input[name=q]', title)
  await page.locator('.meeting-choice', { hasText: title }).waitFor()
  await pressMain(visit)
  const question = page.locator('.report-asks', { hasText: t('cost.title') })
  expect(await question.innerText()).toMatch(/2 runs.+48,000.+36,000.+\$0\.08/)
  expect(await seriousViolations(page)).toEqual([])
  // Another meeting is another question, and so is the dialog opened again.
  await page.getByRole('button', { name: t('action.cancel') }).click()
  await openDryRun(visit)
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
  const id = await newDraft(visit, 'stopped')
  await talkedMeeting(visit, `Stopped ${id}`, { id: 'general-minutes' })
  await page.route('**/api/v1/events', (route) => route.abort())
  await openDraft(visit, id)
  await openDryRun(visit)
  await pressMain(visit)
  // Only asking again can tell that it is done.
  await page.locator('.dry-run [data-section]').first().waitFor()

  // Closed while it is on its way to the server: what it begins is stopped.
  const closed = Promise.withResolvers<void>()
  await page.route('**/dry-run', async (route) => {
    await closed.promise
    await route.continue()
  })
  await openDryRun(visit)
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
  await openDryRun(visit)
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

test('meetings to try on are those with a transcript, and more than fit in are told of', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const id = await newDraft(visit, 'choosy')
  const talked = Array.from({ length: 9 }, (_, at) => `Talked ${at + 1} ${id}`)
  for (const title of talked) await talkedMeeting(visit, title, { id: 'general-minutes' })
  // Newer ones without a transcript fill more than a page.
  for (let at = 0; at < 51; at += 1) {
    const title = `Silent ${at + 1} ${id}`
    await callApi(page, 'POST', '/meetings', { title, scenario: { id: 'general-minutes' } })
  }
  await openDraft(visit, id)
  await openDryRun(visit)
  const choices = page.locator('.meeting-choice')
  const hint = page.locator('dialog').getByText(t('trials.moreMeetings'))
  const find = async (words: string, first: string): Promise<void> => {
    await page.fill('dialog input[name=q]', words)
    await choices.first().filter({ hasText: first }).waitFor()
  }
  await find(id, 'Talked 9')
  expect(await choices.count()).toBe(8)
  await hint.waitFor()
  await find(`Talked 9 ${id}`, 'Talked 9')
  await page.waitForFunction(() => document.querySelectorAll('.meeting-choice').length === 1)
  expect(await hint.count()).toBe(0)

  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${baseUrl()}/scenarios/general-minutes/backfill?q=${id}`)
  await page.locator('.past-meeting').first().waitFor()
  expect(await page.locator('.past-meeting').count()).toBe(9)
  expect(asked.filter((url) => url.includes('/meetings?'))).toHaveLength(1)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)
