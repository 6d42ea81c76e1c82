import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import type { CheckView, DiffView, ScenarioList, ScenarioVersionView } from '../contract.ts'
import { createOwn, publish, saveDraft, withManifest, withSchema } from '../test/own-scenarios.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'publishing')
})
afterAll(() => installation.close())

test('meetings use a published draft, and the same version cannot be published twice', async () => {
  const { files } = await createOwn(client, { id: 'life' })
  const published = await publish(client, 'life', '1.0.0')
  expect(published.status).toBe(201)
  const view = (await published.json()) as ScenarioVersionView
  expect(await client.get<ScenarioVersionView>('/scenarios/life/versions/1.0.0')).toEqual(view)
  expect(await refusalOf(await client.send('/scenarios/life/draft'))).toBe('404 not_found')
  const meeting = await createMeeting(client, { scenario: { id: 'life' } })
  expect(meeting.scenario).toEqual({ id: 'life', version: '1.0.0' })

  const draft = await saveDraft(client, 'life', files)
  expect(draft.basedOn).toBe('1.0.0')
  expect(await refusalOf(await publish(client, 'life', '1.0.0'))).toBe('422 version_unfit')
  const lines = await installation.admin<{ action: string; data: object }[]>`
    select action, data from audit_log where data->>'scenario' = 'life' order by id`
  expect(lines.map(({ action }) => action)).toEqual([
    'scenario.created',
    'scenario.regression-started',
    'scenario.published',
    'scenario.draft-saved',
    'scenario.regression-started',
  ])
})

test('rejects a version bump that is too small, with the changes that require more', async () => {
  const { files } = await createOwn(client, { id: 'honest' })
  expect((await publish(client, 'honest', '1.0.0')).status).toBe(201)
  const stricter = withSchema(files, ({ properties }) => {
    const item = properties['decisions']?.items
    if (item) item.properties['statement'] = { type: 'string', minLength: 1, maxLength: 100 }
  })
  await saveDraft(client, 'honest', withManifest(stricter, { version: '1.1.0' }))
  const checked = await client.post('/scenarios/honest/check')
  const { requiredBump, differences, comparedWith } = (await checked.json()) as CheckView
  expect({ requiredBump, comparedWith }).toEqual({ requiredBump: 'major', comparedWith: '1.0.0' })
  expect(differences.some(({ bump }) => bump === 'major')).toBe(true)
  const { code, status, errors } = await problemOf(await publish(client, 'honest', '1.1.0'))
  expect(`${status} ${code}`).toBe('422 version_unfit')
  expect(errors[0]?.pointer).toBe('pack.json#/version')
  expect(errors.length).toBeGreaterThan(1)
  const diff = await client.get<DiffView>('/scenarios/honest/diff?from=1.0.0&to=draft')
  expect(diff.files.map(({ path }) => path)).toEqual(['output.schema.json', 'pack.json'])
  await saveDraft(client, 'honest', withManifest(stricter, { version: '2.0.0' }))
  expect(await refusalOf(await publish(client, 'honest', '3.0.0'))).toBe('422 version_unfit')
  expect((await publish(client, 'honest', '2.0.0')).status).toBe(201)
  const between = await client.get<DiffView>('/scenarios/honest/diff?from=1.0.0&to=2.0.0')
  expect(between.requiredBump).toBe('major')
})

test('rejects publishing an invalid draft, with its problems', async () => {
  const { files } = await createOwn(client, { id: 'broken' })
  await saveDraft(client, 'broken', { ...files, 'output.schema.json': '{' })
  const { code, errors } = await problemOf(
    await client.post('/scenarios/broken/publish', { version: '1.0.0' }),
  )
  expect(code).toBe('scenario_invalid')
  expect(errors[0]).toMatchObject({ reason: 'json-invalid' })
  expect(errors[0]?.pointer).toStartWith('output.schema.json#')
})

test('a deprecated version is no longer offered, and its number stays taken', async () => {
  await createOwn(client, { id: 'retired' })
  await publish(client, 'retired', '1.0.0')
  const deprecate = () => client.post('/scenarios/retired/versions/1.0.0/deprecate')
  expect(await (await deprecate()).json()).toEqual({
    id: 'retired',
    version: '1.0.0',
    state: 'deprecated',
  })
  expect((await deprecate()).status).toBe(200)
  const { data, unusable } = await client.get<ScenarioList>('/scenarios')
  expect(data.map(({ id }) => id)).not.toContain('retired')
  expect(unusable.find(({ id }) => id === 'retired')?.hasDraft).toBe(false)
  const strange = await client.post('/scenarios/general-minutes/versions/1.0.0/deprecate')
  expect(await refusalOf(strange)).toBe('404 not_found')
})

test('an exported version can be imported elsewhere with the same files', async () => {
  const stranger = await openTenant(installation, 'importing')
  await createOwn(client, { id: 'carried' })
  await publish(client, 'carried', '1.0.0')
  const response = await client.send('/scenarios/carried/versions/1.0.0/export')
  expect(response.headers.get('content-disposition')).toContain('carried-1.0.0')
  const { files } = (await response.json()) as { files: Record<string, string> }
  const draft = await createOwn(stranger, { id: 'carried', files })
  expect(JSON.parse(draft.files['pack.json'] ?? '')).toEqual(JSON.parse(files['pack.json'] ?? ''))
  expect({ ...draft.files, 'pack.json': '' }).toEqual({ ...files, 'pack.json': '' })
  const builtIn = await client.send('/scenarios/general-minutes/versions/1.0.0/export')
  expect(builtIn.status).toBe(200)
  const strange = await stranger.send('/scenarios/carried/versions/1.0.0/export')
  expect(await refusalOf(strange)).toBe('404 not_found')
})
