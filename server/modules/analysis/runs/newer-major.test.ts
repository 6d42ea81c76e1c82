import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  untilStatus,
} from '../../../http/test/meetings.ts'
import { copyOf, publishDirectly } from '../../scenarios/test/own-scenarios.ts'
import type {
  AdoptLosses,
  ArtifactView,
  ComparisonView,
  ItemView,
  RunList,
  RunView,
} from '../contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'majors')
  await publishDirectly(installation, 'majors', await copyOf('general-minutes', 'house', '1.0.0'))
  const next = await copyOf('general-minutes', 'house', '2.0.0')
  await publishDirectly(installation, 'majors', renewed(next))
})
afterAll(() => installation.close())

interface Schema {
  properties: Record<string, object>
  $defs: Record<string, { properties: Record<string, object>; required: string[] }>
}

const renameKey = <T>(of: Record<string, T>, from: string, to: string): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key === from ? to : key, value]))

/** Version 2 renames decisions to resolutions and who decided to decider, and drops risks. */
function renewed(files: PackFiles): PackFiles {
  const change = <T>(path: string, by: (json: T) => unknown): [string, string] => [
    path,
    JSON.stringify(by(JSON.parse(files[path] ?? '{}') as T)),
  ]
  const labels = (json: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(json)
        .filter(([key]) => !/^(risks|enum\.raid)\b/.test(key))
        .map(([key, words]) => [
          key
            .replace(/^decisions\b/, 'resolutions')
            .replace('resolutions.decidedBy', 'resolutions.decider'),
          words,
        ]),
    )
  return {
    ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
    ...Object.fromEntries([
      change<Schema>('output.schema.json', (schema) => {
        const { risks: _risks, ...properties } = schema.properties
        const { decision } = schema.$defs
        if (decision) decision.properties = renameKey(decision.properties, 'decidedBy', 'decider')
        if (decision)
          decision.required = decision.required.map((name) =>
            name === 'decidedBy' ? 'decider' : name,
          )
        return { ...schema, properties: renameKey(properties, 'decisions', 'resolutions') }
      }),
      change<{ steps: { sections: string[] }[] }>('pack.json', (manifest) => ({
        ...manifest,
        steps: manifest.steps.map((step) => ({
          ...step,
          sections: step.sections
            .filter((name) => name !== 'risks')
            .map((name) => (name === 'decisions' ? 'resolutions' : name)),
        })),
      })),
      change('i18n/en.json', labels),
      change('i18n/ru.json', labels),
    ]),
    'migrations/1-2.json': JSON.stringify({
      operations: [
        { op: 'rename', path: 'decisions', to: 'resolutions' },
        { op: 'rename', path: 'resolutions.decidedBy', to: 'decider' },
        { op: 'drop', path: 'risks' },
      ],
    }),
  }
}

async function reviewed(): Promise<string> {
  const { id } = await createMeeting(client, { scenario: { id: 'house', version: '1.0.0' } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  return id
}

const ofSection = (artifacts: ArtifactView, name: string): ItemView[] =>
  artifacts.sections.find((section) => section.name === name)?.items ?? []

const runUnder = (meetingId: string, version: string): Promise<RunView> =>
  startUnder(meetingId, { id: 'house', version })

async function startUnder(meetingId: string, scenario: object): Promise<RunView> {
  const response = await client.post(`/meetings/${meetingId}/runs`, { scenario })
  expect(response.status).toBe(202)
  const { id } = (await response.json()) as RunView
  return eventually(async () => {
    const { data } = await client.get<RunList>(`/meetings/${meetingId}/runs`)
    return data.find((run) => run.id === id && run.state === 'done')
  })
}

test('opens a result under the next major version with renamed and dropped sections', async () => {
  const id = await reviewed()
  const old = await readArtifacts(client, id)
  const [decision] = ofSection(old, 'decisions')
  expect(ofSection(old, 'risks').length).toBeGreaterThan(0)
  const opened = await client.get<ArtifactView>(`/meetings/${id}/artifacts?version=2.0.0`)
  expect(opened.sections.map(({ name }) => name)).not.toContain('risks')
  const [resolution] = ofSection(opened, 'resolutions')
  const { decidedBy, ...value } = decision?.value ?? {}
  if (!decision) throw new Error('the talk was read differently')
  expect(resolution).toEqual({
    ...decision,
    section: 'resolutions',
    value: 'decidedBy' in decision.value ? { ...value, decider: decidedBy } : value,
  })
  expect(ofSection(opened, 'actionItems')).toEqual(ofSection(old, 'actionItems'))
  expect(opened.sections.flatMap(({ errors }) => errors)).toEqual([])
  expect(await readArtifacts(client, id)).toEqual(old)

  const none = await problemOf(await client.send(`/meetings/${id}/artifacts?version=3.0.0`))
  expect(`${none.status} ${none.code} ${none.errors?.[0]?.pointer}`).toBe(
    '422 unknown_scenario ?version',
  )
})

test('carries decisions over to the next major version, and keeps the others in the old run', async () => {
  const id = await reviewed()
  const before = await readArtifacts(client, id)
  const current = before.run?.id ?? ''
  const [decision] = ofSection(before, 'decisions')
  const [risk] = ofSection(before, 'risks')
  const edited = { statement: 'The pilot starts on the first of December', decidedBy: 'Anna Berg' }
  const patch = { method: 'PATCH', json: { value: edited } }
  expect((await client.send(`/items/${decision?.id}`, patch)).status).toBe(200)
  await client.post(`/items/${risk?.id}/accept`)
  const [locked] = ofSection(await readArtifacts(client, id), 'decisions')
  expect(locked?.locked).toBe(true)

  const run = await runUnder(id, '2.0.0')
  const compared = await client.get<ComparisonView>(
    `/meetings/${id}/runs/${current}/compare/${run.id}`,
  )
  const resolutions = compared.sections.find(({ name }) => name === 'resolutions')
  expect(resolutions?.onlyInA).toEqual([])
  expect(resolutions?.both[0]?.changed).toContainEqual({
    pointer: '/decider',
    a: 'Anna Berg',
    b: null,
    locked: true,
  })

  expect((await client.post(`/meetings/${id}/runs/${run.id}/adopt`)).status).toBe(200)
  const after = await readArtifacts(client, id)
  const [resolution] = ofSection(after, 'resolutions')
  expect(resolution?.value).toMatchObject({ statement: edited.statement, decider: 'Anna Berg' })
  expect(resolution?.locked).toBe(true)
  expect(itemsOf(after).map(({ section }) => section)).not.toContain('risks')
  const kept = await client.get<ArtifactView>(`/meetings/${id}/artifacts?run=${current}`)
  expect(ofSection(kept, 'risks')[0]).toMatchObject({ reviewState: 'accepted', locked: true })

  const back = await problemOf(await client.send(`/meetings/${id}/artifacts?version=1.0.0`))
  expect(back.code).toBe('unknown_scenario')
})

test('lists what adopting the other run would lose', async () => {
  const id = await reviewed()
  const before = await readArtifacts(client, id)
  const [decision] = ofSection(before, 'decisions')
  const [risk] = ofSection(before, 'risks')
  const run = await runUnder(id, '2.0.0')
  const losses = (runId = run.id) => client.get<AdoptLosses>(`/meetings/${id}/runs/${runId}/losses`)
  expect(await losses()).toEqual({ items: [], values: [] })
  await client.post(`/items/${risk?.id}/accept`)
  const value = { decidedBy: 'Anna Berg' }
  await client.send(`/items/${decision?.id}`, { method: 'PATCH', json: { value } })
  // The decision is carried over under its new name; version 2 has no risks.
  expect(await losses()).toEqual({
    items: [{ section: { en: 'Risks and issues', ru: 'Риски и проблемы' }, count: 1 }],
    values: [],
  })
  expect(await losses(before.run?.id)).toEqual({ items: [], values: [] })
  const strange = await client.send(`/meetings/${id}/runs/${crypto.randomUUID()}/losses`)
  expect(strange.status).toBe(404)

  const other = await startUnder(id, { id: 'sales-discovery' })
  const all = await losses(other.id)
  expect(all.items.length).toBeGreaterThan(0)
  expect(JSON.stringify(all)).not.toMatch(/"(?:decidedBy|statement)"/)
})
