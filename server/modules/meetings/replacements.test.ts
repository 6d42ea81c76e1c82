import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createMeeting, talk } from '../../http/test/meetings.ts'
import { sendParts } from '../../http/test/uploads.ts'
import { ru } from '../../../web/i18n/ru/index.ts'
import type { ArtifactView, RunList } from '../analysis/contract.ts'
import type { UploadView } from '../media/contract.ts'
import { sweepUploads } from '../media/index.ts'
import type { MeetingHistory } from './contract.ts'
import { depsOf, jobCtxOf } from './test/attempts.ts'
import { readShown } from './test/shown-meeting.ts'
import { openWalkEnvironment, type WalkEnvironment } from './test/walk-environment.ts'

setDefaultTimeout(120_000)

let env: WalkEnvironment
beforeAll(async () => {
  env = await openWalkEnvironment('replacements')
})
afterAll(() => env.close())

async function upload(id: string, name: string): Promise<UploadView> {
  const bytes = new TextEncoder().encode(`RIFF\0\0\0\0WAVEfmt <${name}>`)
  const response = await env.client.post(`/meetings/${id}/uploads`, {
    fileName: name,
    sizeBytes: bytes.length,
    contentType: 'audio/wav',
    partChecksum: 'crc32',
  })
  const view = (await response.json()) as UploadView
  await sendParts(env.installation, env.client, view, bytes)
  return view
}

async function complete({ id }: UploadView): Promise<number> {
  const { arrived } = await env.client.get<UploadView>(`/uploads/${id}`)
  const parts = arrived.map(({ number, etag }) => ({ number, etag }))
  return (await env.client.post(`/uploads/${id}/complete`, { parts })).status
}

async function bring(id: string, name: string): Promise<void> {
  expect(await complete(await upload(id, name))).toBe(200)
}

async function work(id: string, ...names: string[]): Promise<void> {
  const deps = depsOf(env, env.speech)
  for (const name of names) {
    const ctx = jobCtxOf(env, true)
    const stage = env.jobs[name]
    try {
      await stage?.handle(deps, ctx, { meetingId: id })
    } catch (error) {
      await stage?.onFinalFailure(deps, ctx, { meetingId: id }, error)
    }
  }
}

const all = ['ingest', 'transcribe', 'analyse']

async function reviewed(): Promise<string> {
  const { id } = await createMeeting(env.client)
  await bring(id, 'recording 1')
  await work(id, ...all)
  expect((await readShown(env, id)).meeting.status).toBe('in_review')
  return id
}

const post = (id: string, what: string) => env.client.post(`/meetings/${id}/${what}`)
const importTalk = (id: string) =>
  env.client.send(`/meetings/${id}/transcript`, { method: 'POST', body: talk })
const discard = async (id: string) =>
  (await env.client.send(`/meetings/${id}/replacement`, { method: 'DELETE' })).status
const sweep = (id: string) =>
  sweepUploads.handle(env.installation.services, jobCtxOf(env), { meetingId: id })

const keysOf = async (id: string): Promise<string[]> => {
  const rows = await env.installation.admin<{ object_key: string }[]>`
    select object_key from uploads where meeting_id = ${id} order by created_at`
  return rows.map((row) => row.object_key)
}
const areStored = (keys: string[]): Promise<boolean[]> =>
  Promise.all(
    keys.map(async (key) => (await env.installation.services.files.head(key)) !== undefined),
  )

test('refuses a replacement without speech and leaves the result in review', async () => {
  const id = await reviewed()
  await bring(id, 'silence 2')
  await work(id, 'ingest', 'transcribe')
  const { meeting, recording, transcript } = await readShown(env, id)
  expect([meeting.status, recording, transcript]).toEqual([
    'in_review',
    'recording 1',
    'recording 1',
  ])
  expect(meeting.replacement).toMatchObject({ state: 'refused', reason: 'no_speech' })
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false])
})

test('transcribes and charges a first recording without speech only once', async () => {
  const { id } = await createMeeting(env.client)
  await bring(id, 'silence 1')
  await work(id, 'ingest', 'transcribe')
  const calls = env.standIn.calls.length
  expect((await post(id, 'retry')).status).toBe(200)
  await work(id, 'transcribe')
  const { meeting } = await readShown(env, id)
  expect([meeting.status, meeting.reason]).toEqual(['failed', 'no_speech'])
  expect(env.standIn.calls.length).toBe(calls)
})

test('an upload completed while another recording is checked overtakes it', async () => {
  const { id } = await createMeeting(env.client)
  const [first, second] = [await upload(id, 'recording 1'), await upload(id, 'recording 2')]
  expect([await complete(first), await complete(second)]).toEqual([200, 200])
  await work(id, ...all)
  const { recording, transcript } = await readShown(env, id)
  expect([recording, transcript]).toEqual(['recording 2', 'recording 2'])
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([false, true])
})

test('lists all parts of an upload that storage has already assembled as arrived, and completes it', async () => {
  const { id } = await createMeeting(env.client)
  const view = await upload(id, 'recording 1')
  const { admin, services } = env.installation
  const [row] = await admin<{ object_key: string; storage_upload_id: string }[]>`
    select object_key, storage_upload_id from uploads where id = ${view.id}`
  if (!row) throw new Error('no upload')
  const parts = await services.files.listParts(row.object_key, row.storage_upload_id)
  await services.files.completeUpload(row.object_key, row.storage_upload_id, parts)
  const read = await env.client.get<UploadView>(`/uploads/${view.id}`)
  expect([read.state, read.arrived.length]).toEqual(['open', view.parts])
  expect(await complete(view)).toBe(200)
})

test('adopting a run of an imported transcript restores the recording shown with it', async () => {
  for (const beside of [null, 'recording 1']) {
    const { id } = await createMeeting(env.client)
    if (beside) {
      await bring(id, beside)
      await work(id, 'ingest')
      await post(id, 'cancel')
    }
    expect((await importTalk(id)).ok).toBe(true)
    await work(id, 'analyse')
    await bring(id, 'recording 2')
    await work(id, ...all)
    expect((await readShown(env, id)).recording).toBe('recording 2')
    const { data } = await env.client.get<RunList>(`/meetings/${id}/runs`)
    const imported = data.find((run) => !run.current)
    expect((await post(id, `runs/${imported?.id}/adopt`)).status).toBe(200)
    const { recording, transcript } = await readShown(env, id)
    expect([recording, transcript]).toEqual([beside, null])
    // Both results can be adopted again, so both recordings stay.
    await sweep(id)
    expect(new Set(await areStored(await keysOf(id)))).toEqual(new Set([true]))
  }
})

test('discarding restores the result at once and deletes all replacements', async () => {
  const id = await reviewed()
  for (const name of ['recording 2', 'recording 3', 'recording 4', 'recording 5']) {
    await bring(id, name)
    await post(id, 'cancel')
  }
  await sweep(id)
  // The last replacement, and the recording that is restored if it cannot be used.
  expect(await areStored(await keysOf(id))).toEqual([true, false, false, true, true])
  expect([await discard(id), await discard(id)]).toEqual([200, 404])
  const { meeting, recording, transcript } = await readShown(env, id)
  expect([meeting.status, recording, transcript]).toEqual([
    'in_review',
    'recording 1',
    'recording 1',
  ])
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false, false, false, false])
})

test('deletes a discarded transcript together with its recording', async () => {
  const id = await reviewed()
  await bring(id, 'recording 2')
  await work(id, 'ingest', 'transcribe')
  expect(await discard(id)).toBe(200)
  await sweep(id)
  const { admin } = env.installation
  expect(await areStored(await keysOf(id))).toEqual([true, false])
  const left = await admin`
    select file_name from media where meeting_id = ${id}
    union all select media_id::text from transcripts where meeting_id = ${id}`
  expect(left).toHaveLength(2)
})

test('takes the participants from the current transcript until somebody edits them', async () => {
  const names = async (id: string) =>
    (await readShown(env, id)).meeting.participants.map(({ name }) => name)
  const all = ['Anna Kern', 'Boris Wolf', 'Clara Diaz']
  const bringTalk = async (id: string, of: string, by: string) => {
    const body = talk.replaceAll(of, by)
    const path = `/meetings/${id}/transcript`
    expect((await env.client.send(path, { method: 'POST', body })).ok).toBe(true)
  }
  const id = await reviewed()
  await bringTalk(id, 'x', 'x')
  expect(await names(id)).toEqual([])
  await discard(id)
  expect(await names(id)).toEqual([])
  await bringTalk(id, 'x', 'x')
  await work(id, 'analyse')
  expect(await names(id)).toEqual(all)
  await bringTalk(id, 'Clara Diaz', 'Dora Ek')
  expect(await names(id)).toEqual(all)
  await work(id, 'analyse')
  const second = ['Anna Kern', 'Boris Wolf', 'Dora Ek']
  expect(await names(id)).toEqual(second)
  const { data } = await env.client.get<RunList>(`/meetings/${id}/runs`)
  const [, first] = data.toSorted((one, other) => one.id.localeCompare(other.id))
  expect((await post(id, `runs/${first?.id}/adopt`)).status).toBe(200)
  expect(await names(id)).toEqual(all)
  const typed = [{ name: 'Anna Kern', role: 'Lead' }, { name: 'Boris Wolf' }]
  const path = `/meetings/${id}`
  await env.client.send(path, { method: 'PATCH', json: { participants: typed } })
  await bringTalk(id, 'Clara Diaz', 'Dora Ek')
  await work(id, 'analyse')
  expect(await names(id)).toEqual(['Anna Kern', 'Boris Wolf'])
})

test('refuses a decision while a replacement is cancelled, and names what to do', async () => {
  const id = await reviewed()
  const { sections } = await env.client.get<ArtifactView>(`/meetings/${id}/artifacts`)
  const item = sections.flatMap(({ items }) => items)[0]
  await bring(id, 'recording 2')
  await post(id, 'cancel')
  const refused = await env.client.post(`/items/${item?.id}/accept`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('Keep current version'),
  ])
  const inRussian = await env.client.post(`/items/${item?.id}/accept`, undefined, {
    'accept-language': 'ru',
  })
  expect(await inRussian.text()).toContain(String(ru['replacement.discard']))
  await discard(id)
  expect((await env.client.post(`/items/${item?.id}/accept`)).ok).toBe(true)
})

test('cancelling a first upload queues a job that deletes its parts', async () => {
  const { id } = await createMeeting(env.client)
  await upload(id, 'recording 1')
  expect((await post(id, 'cancel')).status).toBe(200)
  await sweep(id)
  const prefix = `tenants/${env.tenantId}/meetings/${id}/`
  expect(await env.installation.services.files.listUploads(prefix)).toEqual([])
})

test('records in the history that a transcript replaced an unchecked recording', async () => {
  const id = await reviewed()
  await bring(id, 'recording 2')
  await post(id, 'cancel')
  expect((await importTalk(id)).ok).toBe(true)
  const { data } = await env.client.get<MeetingHistory>(`/meetings/${id}/history`)
  expect(data.map(({ kind }) => kind)).toContain('replacement_discarded')
  await work(id, 'analyse')
  expect((await readShown(env, id)).recording).toBe('recording 1')
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false])
})
