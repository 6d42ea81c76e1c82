import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { loadPack, loadPublished, type PackFiles } from '../../../../plugins/engine/index.ts'
import { en } from '../../../../web/i18n/en/index.ts'
import { ru } from '../../../../web/i18n/ru/index.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  untilStatus,
} from '../../../http/test/meetings.ts'
import { copyOf, publishDirectly, withSchema } from '../test/own-scenarios.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

/** Minutes with one more field, whose pattern may exceed the current limit. */
async function minutes(version: string, pattern: string): Promise<PackFiles> {
  const files = withSchema(await copyOf('general-minutes', 'our-minutes', version), (schema) => {
    const { $defs } = schema as unknown as { $defs: Record<string, { properties: object }> }
    Object.assign($defs['decision']?.properties ?? {}, {
      codes: { type: 'array', items: { type: 'string', pattern } },
    })
  })
  for (const locale of ['en', 'ru']) {
    const path = `i18n/${locale}.json`
    const labels = JSON.parse(files[path] ?? '{}') as object
    files[path] = JSON.stringify({ ...labels, 'decisions.codes': 'Codes' })
  }
  return files
}
const costly = 'a{900}[bc]'
const cheap = '^[A-Z]{2}$'

/** A meeting whose result is older than the limit. */
async function reviewedEarlier(client: Client): Promise<string> {
  await publishDirectly(installation, client.slug, await minutes('1.0.0', cheap))
  const { id } = await createMeeting(client, { scenario: { id: 'our-minutes' } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  await publishDirectly(installation, client.slug, await minutes('1.0.1', costly))
  await pin(id)
  return id
}

/** Changes a meeting and its results to version 1.0.1, which is older than the limit. */
async function pin(meetingId: string): Promise<void> {
  const { admin } = installation
  await admin`update meetings set scenario_version = '1.0.1' where id = ${meetingId}`
  await admin`
    update runs set pack_version = '1.0.1', output = jsonb_set(output, '{pack,version}', '"1.0.1"')
    where meeting_id = ${meetingId}`
}

test('rejects such a version as new, and loads it as outdated with the reason', async () => {
  const files = await minutes('1.0.1', costly)
  expect(() => loadPack(files)).toThrow('million steps')
  expect(loadPublished(files).outdated?.map(({ code }) => code)).toEqual(['patterns-too-slow'])
  expect(loadPublished(await minutes('1.0.0', cheap)).outdated).toBeUndefined()
  const broken = { ...files, 'prompts/system.md': 'Say {{password}}' }
  expect(() => loadPublished(broken)).toThrow('{{password}}')
})

describe('a version whose pattern exceeds a limit that was added later', () => {
  test('leaves its results readable, exportable and open to decisions', async () => {
    const client = await openTenant(installation, 'outdated-read')
    const id = await reviewedEarlier(client)
    const artifacts = await readArtifacts(client, id)
    expect(artifacts.run?.scenario).toMatchObject({ id: 'our-minutes', version: '1.0.1' })
    const decisions = artifacts.sections.find(({ name }) => name === 'decisions')
    const item = first(decisions?.items ?? [])
    const exported = await client.send(`/meetings/${id}/export`)
    expect(await exported.text()).toContain('start the pilot')
    const { data } = await client.get<{ data: { textField: string | null }[] }>('/items')
    expect(data.length).toBe(itemsOf(artifacts).length)
    expect(data.every(({ textField }) => textField !== null)).toBe(true)
    const edit = { value: { codes: ['X'] } }
    const refused = await client.send(`/items/${item.id}`, { method: 'PATCH', json: edit })
    expect((await problemOf(refused)).errors[0]?.pointer).toBe('/value/codes/0')
    expect((await client.post(`/items/${item.id}/accept`, {})).status).toBe(200)
    expect((await client.post(`/items/${item.id}/undo`)).status).toBeLessThan(300)
    const version = await client.send('/scenarios/our-minutes/versions/1.0.1')
    expect(version.status).toBe(200)
  })

  test('no longer runs, and gives the reason and the remedy in both languages', async () => {
    const client = await openTenant(installation, 'outdated-run')
    const id = await reviewedEarlier(client)
    const again = await problemOf(await client.post(`/meetings/${id}/runs`))
    expect([again.status, again.code]).toEqual([422, 'scenario_outdated'])
    expect(again.detail).toContain('Version 1.0.1')
    expect(again.detail).toContain('million steps')
    expect(again.detail).toContain('Publish a new version')
    expect(again.errors[0]).toMatchObject({
      pointer: expect.stringMatching(/^output\.schema\.json#.*\/pattern$/),
      reason: 'patterns-too-slow',
    })
    const russian = { 'accept-language': 'ru' }
    const inRussian = await problemOf(await client.post(`/meetings/${id}/runs`, {}, russian))
    expect(inRussian.detail).toContain('Опубликуйте новую версию')
    expect(inRussian.detail).toContain('млн шагов')
    const created = await client.post('/meetings', {
      title: 'New',
      scenario: { id: 'our-minutes' },
      language: 'en',
    })
    expect((await problemOf(created)).code).toBe('scenario_outdated')
  })

  test('fails a meeting with the reason, and a new version resolves it', async () => {
    const client = await openTenant(installation, 'outdated-way')
    await publishDirectly(installation, client.slug, await minutes('1.0.0', cheap))
    const { id } = await createMeeting(client, { scenario: { id: 'our-minutes' } })
    await publishDirectly(installation, client.slug, await minutes('1.0.1', costly))
    await pin(id)
    await uploadTranscript(client, id)
    const failed = await untilStatus(client, id, 'failed')
    expect(failed).toMatchObject({ reason: 'scenario_outdated', canRetry: true })
    for (const words of [en, ru]) {
      expect(words[`reason.${failed.reason}` as keyof typeof words]).toMatch(/version|верси/)
    }
    await publishDirectly(installation, client.slug, await minutes('1.0.2', cheap))
    expect((await client.post(`/meetings/${id}/retry`)).status).toBe(200)
    await untilStatus(client, id, 'in_review')
    expect((await readMeeting(client, id)).scenario).toEqual({
      id: 'our-minutes',
      version: '1.0.2',
    })
    expect((await readArtifacts(client, id)).run?.scenario).toMatchObject({ version: '1.0.2' })
  })

  test('is replaced by a newer version, and decisions move along', async () => {
    const client = await openTenant(installation, 'outdated-newer')
    const id = await reviewedEarlier(client)
    await publishDirectly(installation, client.slug, await minutes('1.0.2', cheap))
    const before = first(itemsOf(await readArtifacts(client, id)))
    expect((await client.post(`/items/${before.id}/accept`, {})).status).toBe(200)
    await uploadTranscript(client, id)
    await untilStatus(client, id, 'in_review')
    const after = await readArtifacts(client, id)
    expect(after.run?.scenario).toMatchObject({ version: '1.0.2' })
    expect(itemsOf(after).some(({ reviewState }) => reviewState === 'accepted')).toBe(true)
  })
})
