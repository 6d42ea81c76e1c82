import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import type { MeView } from '../../../server/modules/identity/contract.ts'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import type { TrialView } from '../../../server/modules/scenarios/trials/contract.ts'
import { acceptMeeting, talkedMeeting, until } from '../support/accepted-meeting.ts'
import { baseUrl, callApi, desktop, openVisit, signIn, type Visit } from '../support/browser.ts'
import { seriousViolations } from '../support/axe.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

const stamp = Date.now().toString(36)
const id = `minutes-${stamp}`
const title = `Site minutes ${stamp}`

/** Tests the draft and publishes it, as the editor does. */
async function publish({ page }: Visit, version: string): Promise<void> {
  const { id: trial } = await callApi<TrialView>(page, 'POST', `/scenarios/${id}/regression`)
  await until(
    () => callApi<TrialView>(page, 'GET', `/scenarios/${id}/trials/${trial}`),
    ({ state }) => state === 'done',
  )
  await callApi(page, 'POST', `/scenarios/${id}/publish`, { version })
}

async function acceptedMeeting(visit: Visit, name: string): Promise<string> {
  const meeting = await talkedMeeting(visit, name, { id, version: '1.0.0' })
  await acceptMeeting(visit, meeting)
  return meeting
}

test('a built-in scenario is copied, published twice, compared, exported and imported', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', '/scenarios')

  // A copy under a title of its own opens in the editor.
  const minutes = page
    .getByRole('table', { name: t('scenarios.builtIn') })
    .locator('.scenario', { hasText: 'Meeting minutes' })
  await minutes
    .getByRole('button', { name: t('scenarios.actionsOf', { title: 'Meeting minutes' }) })
    .click()
  await page.getByRole('menuitem', { name: t('scenarios.copy') }).click()
  await page.fill('dialog input[name=titleEn]', title)
  await page.fill('dialog input[name=titleRu]', `Протокол ${stamp}`)
  await page.fill('dialog input[name=id]', id)
  await page.click('dialog .dialog-foot .button-primary')
  await page.waitForURL(`**/scenarios/${id}/draft`)
  await page.goto(`${baseUrl()}/scenarios`)
  const row = page.locator('.scenario', { hasText: title })
  await row.getByText(t('scenarios.never')).waitFor()

  // Two versions, by the API: publishing has a page and a flow of its own.
  const copied = await callApi<DraftView>(page, 'GET', `/scenarios/${id}/draft`)
  const kept = Object.entries(copied.files).filter(([path]) => !path.startsWith('fixtures/'))
  await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files: Object.fromEntries(kept) })
  await publish(visit, '1.0.0')
  const first = await callApi<{ files: Record<string, string> }>(
    page,
    'GET',
    `/scenarios/${id}/versions/1.0.0/export`,
  )
  const manifest = JSON.parse(first.files['pack.json'] ?? '{}')
  const labels = JSON.parse(first.files['i18n/en.json'] ?? '{}')
  const files = {
    ...first.files,
    'pack.json': JSON.stringify({ ...manifest, version: '1.1.0' }, null, 2),
    'i18n/en.json': JSON.stringify({ ...labels, decisions: 'What was settled' }, null, 2),
    'prompts/system.md': `${first.files['prompts/system.md'] ?? ''}\nBe brief.\n`,
  }
  await callApi<DraftView>(page, 'PUT', `/scenarios/${id}/draft`, { files })
  await publish(visit, '1.1.0')

  await page.goto(`${baseUrl()}/scenarios/${id}`)
  await page.locator('.version', { hasText: '1.1.0' }).waitFor()
  expect(await page.locator('.version').count()).toBe(2)
  expect(await seriousViolations(page)).toEqual([])

  // What changed, in words and in the files.
  await page
    .getByRole('button', { name: t('scenario.versionActions', { version: '1.1.0' }) })
    .click()
  await page
    .getByRole('menuitem', { name: t('scenario.compareWith', { version: '1.0.0' }) })
    .click()
  await page.waitForURL('**/changes?from=1.0.0&to=1.1.0')
  await page.getByRole('heading', { name: t('changes.group.minor') }).waitFor()
  const differences = await page.locator('.difference').allInnerTexts()
  expect(differences.toSorted()).toEqual([
    'A title changed: “What was settled” instead of “Decisions”.',
    'What the model is told changed: in general.',
  ])
  await page.locator('.diff-added', { hasText: 'Be brief.' }).waitFor()
  await page.locator('.diff-added ins', { hasText: 'What was settled' }).waitFor()
  expect(await seriousViolations(page)).toEqual([])

  // Out as a file, and in again under another id.
  await page.goto(`${baseUrl()}/scenarios/${id}`)
  await page
    .getByRole('button', { name: t('scenario.versionActions', { version: '1.1.0' }) })
    .click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: t('scenario.export') }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${id}-1.1.0.aam.json`)
  const exported = await readFile(await download.path())
  await page.goto(`${baseUrl()}/scenarios`)
  await page.getByRole('button', { name: t('scenarios.import') }).click()
  await page.setInputFiles('dialog input[type=file]', {
    name: download.suggestedFilename(),
    mimeType: 'application/json',
    buffer: exported,
  })
  await page.locator('.pack-sound').waitFor()
  // It is an own scenario's: its next draft, unless somebody wants a new one.
  await page.getByRole('button', { name: t('newScenario.takeDraft') }).click()
  await page.waitForURL(`**/scenarios/${id}/draft`)
  const taken = await callApi<DraftView>(page, 'GET', `/scenarios/${id}/draft`)
  expect(taken.files).toEqual(JSON.parse(exported.toString()).files)

  await page.goto(`${baseUrl()}/scenarios`)
  await page.getByRole('button', { name: t('scenarios.import') }).click()
  await page.setInputFiles('dialog input[type=file]', {
    name: download.suggestedFilename(),
    mimeType: 'application/json',
    buffer: exported,
  })
  await page.getByRole('button', { name: t('newScenario.replaceDraft') }).waitFor()
  await page.getByText(t('newScenario.becomes.replace'), { exact: true }).waitFor()
  await page.locator('.pack-replaces').waitFor()
  await page.getByText(t('newScenario.changesNothing', { published: '1.1.0' })).waitFor()
  // An older version over a newer one is told before it is taken.
  await page.setInputFiles('dialog input[type=file]', {
    name: `${id}-1.0.0.aam.json`,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ format: 'aam-pack/1', files: first.files })),
  })
  await page.getByText(t('newScenario.older', { version: '1.0.0', published: '1.1.0' })).waitFor()
  await page
    .getByText(t('newScenario.into', { title, version: '1.0.0', published: '1.1.0' }))
    .waitFor()
  expect(await page.locator('.pack-changes li').allInnerTexts()).toContain(
    'What the model is told changed: in general.',
  )
  await page.setInputFiles('dialog input[type=file]', {
    name: download.suggestedFilename(),
    mimeType: 'application/json',
    buffer: exported,
  })
  await page.getByText(t('newScenario.changesNothing', { published: '1.1.0' })).waitFor()
  await page.getByText(t('newScenario.becomes.scenario')).click()
  // Its own id is taken, so the form offers a free one, and says what is not taken along.
  await page.getByText(t('newScenario.beginsAnew', { version: '1.1.0' })).waitFor()
  expect(await page.inputValue('dialog input[name=id]')).toBe(`${id}-2`)
  await page.click('dialog .dialog-foot .button-primary')
  await page.waitForURL(`**/scenarios/${id}-2/draft`)
  await callApi(page, 'DELETE', `/scenarios/${id}/draft`)

  // A draft that is thrown away takes a scenario with it that was never published.
  await page.goto(`${baseUrl()}/scenarios/${id}-2`)
  await page.getByRole('button', { name: t('scenario.draftDrop') }).click()
  await page.getByText(t('scenario.draftDropAll')).waitFor()
  await page.click('dialog .dialog-foot .button-danger')
  await page.waitForURL('**/scenarios')
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('a broken pack is refused with every fault, its place and its remedy', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  await signIn(visit, 'ru', '/scenarios')
  await page.getByRole('button', { name: t('scenarios.import') }).click()
  const choose = (text: string): Promise<void> =>
    page.setInputFiles('dialog input[type=file]', {
      name: 'pack.aam.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
  await choose('{"format":')
  await page.getByText(t('packFile.not_json')).waitFor()
  await choose('{"format":"aam-pack/7","files":{}}')
  await page.getByText(t('packFile.not_a_pack')).waitFor()
  const pack = await callApi<{ files: Record<string, string> }>(
    page,
    'GET',
    '/scenarios/general-minutes/versions/1.0.0/export',
  )
  Object.assign(pack.files, { 'i18n/ru.json': '{"decisions":"Решения"}' })
  await choose(JSON.stringify(pack))
  const faults = page.locator('.pack-fault')
  await faults.first().waitFor()
  expect(await faults.count()).toBeGreaterThan(2)
  for (const place of await faults.locator('code').allInnerTexts()) {
    expect(place).toStartWith('i18n/ru.json#/')
  }
  for (const words of await faults.locator('p').allInnerTexts())
    expect(words).toMatch(/[а-яё]{3,}/i)
  expect(await seriousViolations(page)).toEqual([])
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)

test('a version runs over accepted meetings, is compared there, and is taken out of use', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en', `/scenarios/${id}`)
  const meetings = await Promise.all(
    ['one', 'two'].map((name) => acceptedMeeting(visit, `Pilot ${name} ${stamp}`)),
  )

  await page.getByRole('link', { name: t('scenario.backfill') }).click()
  await page.waitForURL('**/backfill')
  for (const name of ['one', 'two'])
    await page.getByLabel(new RegExp(`Pilot ${name} ${stamp}`)).check()
  expect(await seriousViolations(page)).toEqual([])
  await page.getByRole('button', { name: t('backfill.start', { count: 2 }) }).click()
  await page.locator('.backfill-run[data-state=done]').nth(1).waitFor()
  await page.getByText(t('backfill.progress', { done: 2, total: 2 })).waitFor()

  await page
    .getByRole('link', { name: t('backfill.compareOf', { title: `Pilot one ${stamp}` }) })
    .click()
  await page.waitForURL(`**/meetings/${meetings[0] ?? ''}/runs/**/compare/**`)
  await page.getByText(t('compare.nothingChanged')).waitFor()
  await page.getByText(t('compare.lostNone')).waitFor()
  await page.getByRole('link', { name: t('backfill.title') }).click()
  await page.waitForURL(`**/scenarios/${id}/backfill?version=1.1.0`)
  const found = page.locator('.backfill-run', { hasText: `Pilot one ${stamp}` })
  const same = (await found.locator('.backfill-found').innerText()).match(/^(\d+) the same/)
  expect(Number(same?.[1])).toBeGreaterThan(0)
  await found
    .getByRole('link', { name: t('backfill.compareOf', { title: `Pilot one ${stamp}` }) })
    .click()
  await page.getByText(t('compare.everything')).click()
  await page.locator('.compare-row[data-kind=same]').first().waitFor()
  expect(await seriousViolations(page)).toEqual([])

  // Running it again names the version that would run, own scenarios first.
  await page.goto(`${baseUrl()}/meetings/${meetings[0] ?? ''}?view=runs`)
  const groups = page.locator('.runs-start optgroup')
  await groups.first().waitFor({ state: 'attached' })
  expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute('label')))).toEqual([
    t('runs.own'),
    t('runs.builtIn'),
  ])
  expect(await page.locator('.runs-start option:checked').textContent()).toBe(`${title} 1.1.0`)

  // The accepted meeting becomes a measure, and is one no more.
  await page.goto(`${baseUrl()}/meetings/${meetings[0] ?? ''}`)
  await page.getByRole('button', { name: t('action.more') }).click()
  await page.getByRole('menuitem', { name: t('goldens.keep') }).click()
  await page.click('dialog .dialog-foot .button-primary')
  await page.waitForSelector('dialog', { state: 'detached' })
  await page.goto(`${baseUrl()}/scenarios/${id}`)
  await page.locator('.golden', { hasText: `Pilot one ${stamp}` }).waitFor()
  await page
    .getByRole('button', { name: t('goldens.removeOf', { title: `Pilot one ${stamp}` }) })
    .click()
  await page.click('dialog .dialog-foot .button-danger')
  await page.getByText(t('goldens.empty')).waitFor()

  for (const version of ['1.1.0', '1.0.0']) {
    await page.getByRole('button', { name: t('scenario.versionActions', { version }) }).click()
    await page.getByRole('menuitem', { name: t('scenario.deprecate') }).click()
    await page.click('dialog .dialog-foot .button-danger')
    await page
      .locator('.version', { hasText: version })
      .getByText(t('scenarios.state.deprecated'))
      .waitFor()
  }
  await page.goto(`${baseUrl()}/scenarios`)
  const row = page.locator('.scenario', { hasText: title })
  await row.getByText(t('scenarios.state.deprecated')).waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 90_000)

test('who may not change scenarios reads what each section asks for', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  const owner = await callApi<MeView>(page, 'GET', '/me')
  const reader = { ...owner, can: owner.can.filter((one) => one !== 'scenarios:write') }
  await page.route('**/api/v1/me', (route) => route.fulfill({ json: reader }))
  await page.route('**/draft', (route) =>
    route.request().resourceType() === 'fetch'
      ? route.fulfill({ status: 403, json: { code: 'forbidden' } })
      : route.continue(),
  )
  await page.goto(`${baseUrl()}/scenarios/general-minutes/draft`)
  await page.getByRole('link', { name: t('editor.forbidden.look') }).click()
  await page.waitForURL('**/scenarios/general-minutes')
  const section = page.locator('.scenario-section', { hasText: 'Decisions' }).first()
  await section.locator('summary').click()
  const field = section.locator('.scenario-field', { hasText: 'Status' }).first()
  expect(await field.innerText()).toContain(t('editor.kind.choice'))
  expect(await field.locator('.scenario-field-options').innerText()).toMatch(/\w+, \w+/)
  expect(await section.locator('.scenario-field').first().innerText()).toContain(
    t('scenario.fieldRequired'),
  )
  expect(await seriousViolations(page)).toEqual([])
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
