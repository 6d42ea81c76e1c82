import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createMeeting, talk } from '../../http/test/meetings.ts'
import { sendParts } from '../../http/test/uploads.ts'
import { ru } from '../../../web/i18n/ru/index.ts'
import type { ArtifactView, RunList } from '../analysis/contract.ts'
import type { UploadView } from '../media/contract.ts'
import { sweepUploads } from '../media/index.ts'
import type { MeetingHistory } from './contract.ts'
import { depsOf, jobCtxOf } from './test/attempts.ts'
import { look } from './test/look.ts'
import { openPlace, type WalkingPlace } from './test/walking-place.ts'

setDefaultTimeout(120_000)

let place: WalkingPlace
beforeAll(async () => {
  place = await openPlace('replacements')
})
afterAll(() => place.close())

async function upload(id: string, name: string): Promise<UploadView> {
  const bytes = new TextEncoder().encode(`RIFF\0\0\0\0WAVEfmt <${name}>`)
  const response = await place.client.post(`/meetings/${id}/uploads`, {
    fileName: name,
    sizeBytes: bytes.length,
    contentType: 'audio/wav',
    partChecksum: 'crc32',
  })
  const view = (await response.json()) as UploadView
  await sendParts(place.installation, place.client, view, bytes)
  return view
}

async function complete({ id }: UploadView): Promise<number> {
  const { arrived } = await place.client.get<UploadView>(`/uploads/${id}`)
  const parts = arrived.map(({ number, etag }) => ({ number, etag }))
  return (await place.client.post(`/uploads/${id}/complete`, { parts })).status
}

async function bring(id: string, name: string): Promise<void> {
  expect(await complete(await upload(id, name))).toBe(200)
}

async function work(id: string, ...names: string[]): Promise<void> {
  const deps = depsOf(place, place.speech)
  for (const name of names) {
    const ctx = jobCtxOf(place, true)
    const stage = place.jobs[name]
    try {
      await stage?.handle(deps, ctx, { meetingId: id })
    } catch (error) {
      await stage?.onFinalFailure(deps, ctx, { meetingId: id }, error)
    }
  }
}

const all = ['ingest', 'transcribe', 'analyse']

async function reviewed(): Promise<string> {
  const { id } = await createMeeting(place.client)
  await bring(id, 'recording 1')
  await work(id, ...all)
  expect((await look(place, id)).meeting.status).toBe('in_review')
  return id
}

const post = (id: string, what: string) => place.client.post(`/meetings/${id}/${what}`)
const importTalk = (id: string) =>
  place.client.send(`/meetings/${id}/transcript`, { method: 'POST', body: talk })
const discard = async (id: string) =>
  (await place.client.send(`/meetings/${id}/replacement`, { method: 'DELETE' })).status
const sweep = (id: string) =>
  sweepUploads.handle(place.installation.services, jobCtxOf(place), { meetingId: id })

const keysOf = async (id: string): Promise<string[]> => {
  const rows = await place.installation.admin<{ object_key: string }[]>`
    select object_key from uploads where meeting_id = ${id} order by created_at`
  return rows.map((row) => row.object_key)
}
const areStored = (keys: string[]): Promise<boolean[]> =>
  Promise.all(
    keys.map(async (key) => (await place.installation.services.files.head(key)) !== undefined),
  )

test('a replacement without speech leaves the result in review and says so', async () => {
  const id = await reviewed()
  await bring(id, 'silence 2')
  await work(id, 'ingest', 'transcribe')
  const { meeting, recording, transcript } = await look(place, id)
  expect([meeting.status, recording, transcript]).toEqual([
    'in_review',
    'recording 1',
    'recording 1',
  ])
  expect(meeting.replacement).toMatchObject({ state: 'refused', reason: 'no_speech' })
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false])
})

test('a first recording without speech is heard and paid for once', async () => {
  const { id } = await createMeeting(place.client)
  await bring(id, 'silence 1')
  await work(id, 'ingest', 'transcribe')
  const calls = place.standIn.calls.length
  expect((await post(id, 'retry')).status).toBe(200)
  await work(id, 'transcribe')
  const { meeting } = await look(place, id)
  expect([meeting.status, meeting.reason]).toEqual(['failed', 'no_speech'])
  expect(place.standIn.calls.length).toBe(calls)
})

test('an upload completed while another recording is checked overtakes it', async () => {
  const { id } = await createMeeting(place.client)
  const [first, second] = [await upload(id, 'recording 1'), await upload(id, 'recording 2')]
  expect([await complete(first), await complete(second)]).toEqual([200, 200])
  await work(id, ...all)
  const { recording, transcript } = await look(place, id)
  expect([recording, transcript]).toEqual(['recording 2', 'recording 2'])
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([false, true])
})

test('an upload whose parts are joined lists them all as arrived, and can be completed', async () => {
  const { id } = await createMeeting(place.client)
  const view = await upload(id, 'recording 1')
  const { admin, services } = place.installation
  const [row] = await admin<{ object_key: string; storage_upload_id: string }[]>`
    select object_key, storage_upload_id from uploads where id = ${view.id}`
  if (!row) throw new Error('no upload')
  const parts = await services.files.listParts(row.object_key, row.storage_upload_id)
  await services.files.completeUpload(row.object_key, row.storage_upload_id, parts)
  const read = await place.client.get<UploadView>(`/uploads/${view.id}`)
  expect([read.state, read.arrived.length]).toEqual(['open', view.parts])
  expect(await complete(view)).toBe(200)
})

test('adopting a run of an imported transcript shows what stood beside it', async () => {
  for (const beside of [null, 'recording 1']) {
    const { id } = await createMeeting(place.client)
    if (beside) {
      await bring(id, beside)
      await work(id, 'ingest')
      await post(id, 'cancel')
    }
    expect((await importTalk(id)).ok).toBe(true)
    await work(id, 'analyse')
    await bring(id, 'recording 2')
    await work(id, ...all)
    expect((await look(place, id)).recording).toBe('recording 2')
    const { data } = await place.client.get<RunList>(`/meetings/${id}/runs`)
    const imported = data.find((run) => !run.current)
    expect((await post(id, `runs/${imported?.id}/adopt`)).status).toBe(200)
    const { recording, transcript } = await look(place, id)
    expect([recording, transcript]).toEqual([beside, null])
    // Both results can be adopted again, so both recordings stay.
    await sweep(id)
    expect(new Set(await areStored(await keysOf(id)))).toEqual(new Set([true]))
  }
})

test('discarding goes back to the result once, however many replacements came, and deletes them', async () => {
  const id = await reviewed()
  for (const name of ['recording 2', 'recording 3', 'recording 4', 'recording 5']) {
    await bring(id, name)
    await post(id, 'cancel')
  }
  await sweep(id)
  // The last one, and the one that comes back if it cannot be used.
  expect(await areStored(await keysOf(id))).toEqual([true, false, false, true, true])
  expect([await discard(id), await discard(id)]).toEqual([200, 404])
  const { meeting, recording, transcript } = await look(place, id)
  expect([meeting.status, recording, transcript]).toEqual([
    'in_review',
    'recording 1',
    'recording 1',
  ])
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false, false, false, false])
})

test('a discarded transcript of a replacement goes with its recording', async () => {
  const id = await reviewed()
  await bring(id, 'recording 2')
  await work(id, 'ingest', 'transcribe')
  expect(await discard(id)).toBe(200)
  await sweep(id)
  const { admin } = place.installation
  expect(await areStored(await keysOf(id))).toEqual([true, false])
  const left = await admin`
    select file_name from media where meeting_id = ${id}
    union all select media_id::text from transcripts where meeting_id = ${id}`
  expect(left).toHaveLength(2)
})

test('who took part follows the transcript that is shown, until somebody says who did', async () => {
  const names = async (id: string) =>
    (await look(place, id)).meeting.participants.map(({ name }) => name)
  const all = ['Anna Kern', 'Boris Wolf', 'Clara Diaz']
  const bringTalk = async (id: string, of: string, by: string) => {
    const body = talk.replaceAll(of, by)
    const path = `/meetings/${id}/transcript`
    expect((await place.client.send(path, { method: 'POST', body })).ok).toBe(true)
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
  const { data } = await place.client.get<RunList>(`/meetings/${id}/runs`)
  const [, first] = data.toSorted((one, other) => one.id.localeCompare(other.id))
  expect((await post(id, `runs/${first?.id}/adopt`)).status).toBe(200)
  expect(await names(id)).toEqual(all)
  const typed = [{ name: 'Anna Kern', role: 'Lead' }, { name: 'Boris Wolf' }]
  const path = `/meetings/${id}`
  await place.client.send(path, { method: 'PATCH', json: { participants: typed } })
  await bringTalk(id, 'Clara Diaz', 'Dora Ek')
  await work(id, 'analyse')
  expect(await names(id)).toEqual(['Anna Kern', 'Boris Wolf'])
})

test('while a replacement is stopped, a decision is refused with the way on', async () => {
  const id = await reviewed()
  const { sections } = await place.client.get<ArtifactView>(`/meetings/${id}/artifacts`)
  const item = sections.flatMap(({ items }) => items)[0]
  await bring(id, 'recording 2')
  await post(id, 'cancel')
  const refused = await place.client.post(`/items/${item?.id}/accept`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('Keep current version'),
  ])
  const inRussian = await place.client.post(`/items/${item?.id}/accept`, undefined, {
    'accept-language': 'ru',
  })
  expect(await inRussian.text()).toContain(String(ru['replacement.discard']))
  await discard(id)
  expect((await place.client.post(`/items/${item?.id}/accept`)).ok).toBe(true)
})

test('cancelling a first upload removes its parts by a job', async () => {
  const { id } = await createMeeting(place.client)
  await upload(id, 'recording 1')
  expect((await post(id, 'cancel')).status).toBe(200)
  await sweep(id)
  const prefix = `tenants/${place.tenantId}/meetings/${id}/`
  expect(await place.installation.services.files.listUploads(prefix)).toEqual([])
})

test('a transcript that takes the place of an unchecked recording says so in the history', async () => {
  const id = await reviewed()
  await bring(id, 'recording 2')
  await post(id, 'cancel')
  expect((await importTalk(id)).ok).toBe(true)
  const { data } = await place.client.get<MeetingHistory>(`/meetings/${id}/history`)
  expect(data.map(({ kind }) => kind)).toContain('replacement_discarded')
  await work(id, 'analyse')
  expect((await look(place, id)).recording).toBe('recording 1')
  await sweep(id)
  expect(await areStored(await keysOf(id))).toEqual([true, false])
})
