import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { listFiles } from '../../../http/test/files.ts'
import { addMember } from '../../../http/test/members.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  refusalOf,
} from '../../../http/test/meetings.ts'
import {
  atApi,
  beginUpload,
  partOf,
  putSigned,
  sendParts,
  checksumOf,
  signPart,
  uploadRecording,
} from '../../../http/test/uploads.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import type { MeetingHistory } from '../../meetings/contract.ts'
import type { MediaView, SignedParts, UploadView } from '../contract.ts'
import { completeUpload } from './complete-upload.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  // No worker: what the routes leave behind stays as they left it.
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'uploads')
})
afterAll(() => installation.close())

/** Begins like a WAV file; what follows is noise. */
function recording(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 65_536) {
    bytes.set(randomBytes(Math.min(65_536, sizeBytes - at)), at)
  }
  bytes.set(new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt '), 0)
  return bytes
}

const small = recording(1_000)
/** Three parts: two whole ones and a bit. */
const large = recording(16 * 1024 * 1024 + 77)

const kindsOf = async (meetingId: string): Promise<string[]> => {
  const { data } = await client.get<MeetingHistory>(`/meetings/${meetingId}/history`)
  return data.map(({ kind }) => kind)
}
const readUpload = (id: string): Promise<UploadView> => client.get<UploadView>(`/uploads/${id}`)
const complete = (id: string, parts: object[]) => client.post(`/uploads/${id}/complete`, { parts })

describe('an upload', () => {
  test('goes into storage in parts and puts the meeting in line', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, large)
    expect(upload).toMatchObject({ meetingId, state: 'open', parts: 3, arrived: [] })
    expect((await readMeeting(client, meetingId)).status).toBe('uploading')
    const parts = await sendParts(installation, client, upload, large)
    expect((await readUpload(upload.id)).arrived.map(({ sizeBytes }) => sizeBytes)).toEqual([
      upload.partSizeBytes,
      upload.partSizeBytes,
      77,
    ])
    const done = await complete(upload.id, parts)
    expect(await done.json()).toMatchObject({ id: upload.id, state: 'done' })
    expect(await readMeeting(client, meetingId)).toMatchObject({
      status: 'queued',
      stage: 'ingest',
      hasMedia: true,
    })
    const media = await client.get<MediaView>(`/meetings/${meetingId}/media`)
    expect(media).toMatchObject({
      kind: 'audio',
      contentType: 'audio/wav',
      sizeBytes: large.length,
    })
    const whole = await atApi(installation.port, media.recording.url)
    expect(Buffer.compare(new Uint8Array(await whole.arrayBuffer()), large)).toBe(0)
    expect(await kindsOf(meetingId)).toEqual(['created', 'upload_started', 'upload_completed'])
  })

  test('is taken up again after half of its parts were lost', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, large)
    const [one] = await sendParts(installation, client, upload, large, [1])
    const early = await complete(upload.id, one ? [one] : [])
    const problem = await problemOf(early)
    expect([problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([
      'upload_incomplete',
      ['/parts/1', '/parts/2'],
    ])
    // After a reload only the server knows what is there.
    const { arrived, partSizeBytes } = await readUpload(upload.id)
    expect(arrived.map(({ number }) => number)).toEqual([1])
    const rest = await sendParts(installation, client, { ...upload, partSizeBytes }, large, [2, 3])
    const done = await complete(
      upload.id,
      [...arrived, ...rest].map(({ number, etag }) => ({ number, etag })),
    )
    expect(done.status).toBe(200)
  })

  test('completed twice, also at once, answers the same and starts the work once', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, small)
    const parts = await sendParts(installation, client, upload, small)
    const answers = await Promise.all([complete(upload.id, parts), complete(upload.id, parts)])
    const again = await complete(upload.id, parts)
    const bodies = await Promise.all([...answers, again].map((one) => one.json()))
    expect(bodies[0]).toMatchObject({ state: 'done' })
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]])
    expect(await kindsOf(meetingId)).toEqual(['created', 'upload_started', 'upload_completed'])
  })

  test('goes on where a completion broke off behind the storage', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, small)
    const parts = await sendParts(installation, client, upload, small)
    const [row] = await installation.admin<{ object_key: string; storage_upload_id: string }[]>`
      select object_key, storage_upload_id from uploads where id = ${upload.id}`
    const { files } = installation.services
    const there = [row?.object_key ?? '', row?.storage_upload_id ?? ''] as const
    await files.completeUpload(...there, await files.listParts(...there))
    expect((await complete(upload.id, parts)).status).toBe(200)
  })

  test('with the same Idempotency-Key is begun once', async () => {
    const { id: meetingId } = await createMeeting(client)
    const body = { fileName: 'a.mp3', sizeBytes: 10, contentType: 'audio/mpeg' }
    const begin = async () =>
      (await (
        await client.post(`/meetings/${meetingId}/uploads`, body, {
          'idempotency-key': 'once-only',
        })
      ).json()) as UploadView
    const first = await begin()
    expect(await begin()).toEqual(first)
    const open = await installation.services.files.listUploads('tenants/')
    expect(open.filter(({ key }) => key.includes(meetingId)).length).toBe(1)
  })

  test('keeps a name as data and never in a key', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, small, {
      fileName: '..\\..\\etc/Встреча <b>№1\u0007.mp4',
    })
    expect(upload.fileName).toBe('Встреча <b>№1.mp4')
    const open = await installation.services.files.listUploads('tenants/')
    const { key } = open.find(({ key }) => key.includes(upload.id)) ?? { key: '' }
    expect(key).toMatch(
      /^tenants\/[0-9a-f-]{36}\/meetings\/[0-9a-f-]{36}\/media\/[0-9a-f-]{36}\/original$/,
    )
  })

  test('is given up with its parts, and the meeting is a draft again', async () => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, small)
    await sendParts(installation, client, upload, small)
    const cancel = () => client.send(`/uploads/${upload.id}`, { method: 'DELETE' })
    expect((await cancel()).status).toBe(204)
    expect((await cancel()).status).toBe(204)
    expect(await readUpload(upload.id)).toMatchObject({ state: 'aborted', arrived: [] })
    expect((await readMeeting(client, meetingId)).status).toBe('draft')
    const open = await installation.services.files.listUploads('tenants/')
    expect(open.some(({ key }) => key.includes(upload.id))).toBe(false)
    expect(await refusalOf(await complete(upload.id, [{ number: 1, etag: 'x' }]))).toBe(
      '409 upload_over',
    )
    const parts = client.post(`/uploads/${upload.id}/parts`, { numbers: [1] })
    expect(await refusalOf(await parts)).toBe('409 upload_over')
  })

  test('is refused for a meeting that is worked on or accepted', async () => {
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    const body = { fileName: 'a.mp3', sizeBytes: 10, contentType: 'audio/mpeg' }
    expect(await refusalOf(await client.post(`/meetings/${id}/uploads`, body))).toBe(
      '409 wrong_state',
    )
    await installation.admin`update meetings set status = 'accepted' where id = ${id}`
    expect(await refusalOf(await client.post(`/meetings/${id}/uploads`, body))).toBe(
      '409 wrong_state',
    )
  })

  test('is refused with the pointer of what is wrong', async () => {
    const { id } = await createMeeting(client)
    const begin = (body: object) => client.post(`/meetings/${id}/uploads`, body)
    const good = { fileName: 'a.mp3', sizeBytes: 10, contentType: 'audio/mpeg' }
    for (const [body, pointer] of [
      [{ ...good, sizeBytes: 2 * 1024 ** 3 + 1 }, '/sizeBytes'],
      [{ ...good, sizeBytes: 0 }, '/sizeBytes'],
      [{ ...good, fileName: '' }, '/fileName'],
      [{ ...good, sha256: 'abc' }, '/sha256'],
    ] as const) {
      const problem = await problemOf(await begin(body))
      expect([problem.status, problem.errors[0]?.pointer]).toEqual([422, pointer])
    }
    expect((await readMeeting(client, id)).status).toBe('draft')
  })

  test('belongs to the meeting’s people: viewers may not, strangers see nothing', async () => {
    const { id } = await createMeeting(client)
    const upload = await beginUpload(client, id, small)
    const other = await openTenant(installation, 'uploads-elsewhere')
    expect(await refusalOf(await other.send(`/uploads/${upload.id}`))).toBe('404 not_found')
    expect(await refusalOf(await other.send(`/uploads/${upload.id}`, { method: 'DELETE' }))).toBe(
      '404 not_found',
    )
    const viewer = await addMember(installation, client.slug, 'viewer', 'Vera')
    for (const refused of [
      await viewer.post(`/uploads/${upload.id}/parts`, { numbers: [1] }),
      await viewer.post(`/meetings/${id}/uploads`, {
        fileName: 'a.mp3',
        sizeBytes: 10,
        contentType: 'audio/mpeg',
      }),
      await viewer.send(`/uploads/${upload.id}`, { method: 'DELETE' }),
    ]) {
      expect(await refusalOf(refused)).toBe('403 forbidden')
    }
  })
})

describe('a part', () => {
  const begun = async (bytes = small, fields = {}) => {
    const { id } = await createMeeting(client)
    return beginUpload(client, id, bytes, fields)
  }

  test('with other bytes than were signed for is refused and not kept', async () => {
    const upload = await begun()
    const signed = await signPart(client, upload.id, 1, checksumOf(small))
    const wrong = new Uint8Array(small)
    wrong[500] = (wrong[500] ?? 0) ^ 1
    expect((await putSigned(installation, signed, wrong)).status).toBe(400)
    expect((await putSigned(installation, signed, new Uint8Array(999))).status).toBe(403)
    expect((await readUpload(upload.id)).arrived).toEqual([])
    expect((await putSigned(installation, signed, new Uint8Array(small))).status).toBe(200)
  })

  test('has an address that opens no other part, key, host or method', async () => {
    const upload = await begun(large)
    const other = await begun(large)
    const part = partOf(large, upload, 1)
    const signed = await signPart(client, upload.id, 1, checksumOf(part))
    const put = async (url: string) =>
      (await putSigned(installation, { ...signed, url }, part)).status
    expect(await put(signed.url.replace('partNumber=1', 'partNumber=2'))).toBe(403)
    expect(await put(signed.url.replace(upload.id, other.id))).toBe(403)
    expect(await put(signed.url.replace('//uploads.', '//uploads-elsewhere.'))).toBe(404)
    expect((await atApi(installation.port, signed.url, { headers: signed.headers })).status).toBe(
      403,
    )
    const deleted = await atApi(installation.port, signed.url, { method: 'DELETE' })
    expect(await refusalOf(deleted)).toBe('405 method_not_allowed')
    expect((await readUpload(upload.id)).arrived).toEqual([])
  })

  test('that has come too late is refused', async () => {
    const upload = await begun(small, { partChecksum: undefined })
    const signed = (await (
      await client.post(`/uploads/${upload.id}/parts`, { numbers: [1] })
    ).json()) as SignedParts
    const address = new URL(signed.data[0]?.url ?? '')
    expect(address.searchParams.get('X-Amz-Expires')).toBe('900')
    const [row] = await installation.admin<{ object_key: string; storage_upload_id: string }[]>`
      select object_key, storage_upload_id from uploads where id = ${upload.id}`
    const short = await installation.services.files.signPart(
      { key: row?.object_key ?? '', uploadId: row?.storage_upload_id ?? '', number: 1 },
      1,
      { publicEndpoint: `${address.origin}/_s3` },
    )
    const status = await eventually(async () => {
      const response = await putSigned(installation, short, new Uint8Array(small))
      return response.status === 200 ? null : response.status
    })
    expect(status).toBe(403)
  })

  test('that the file does not have is not signed', async () => {
    const upload = await begun()
    const sign = (body: object) => client.post(`/uploads/${upload.id}/parts`, body)
    const beyond = await problemOf(await sign({ numbers: [1, 2] }))
    expect([beyond.status, beyond.errors[0]?.pointer]).toEqual([422, '/numbers/1'])
    const unequal = await problemOf(await sign({ numbers: [1], checksums: [] }))
    expect([unequal.status, unequal.errors[0]?.pointer]).toEqual([422, '/checksums'])
    const bare = await problemOf(await sign({ numbers: [1] }))
    expect([bare.status, bare.errors[0]?.pointer]).toEqual([422, '/checksums'])
  })

  test('comes without a checksum where its upload was begun so', async () => {
    const upload = await begun(small, { partChecksum: undefined })
    expect(upload.partChecksum).toBeNull()
    const sign = (body: object) => client.post(`/uploads/${upload.id}/parts`, body)
    const refused = await problemOf(await sign({ numbers: [1], checksums: [checksumOf(small)] }))
    expect([refused.status, refused.errors[0]?.pointer]).toEqual([422, '/checksums'])
    const { data } = (await (await sign({ numbers: [1] })).json()) as SignedParts
    const [signed = { url: '', headers: {} }] = data
    expect(signed.headers).toEqual({})
    expect((await putSigned(installation, signed, new Uint8Array(small))).status).toBe(200)
    const { arrived: parts } = await readUpload(upload.id)
    const named = parts.map(({ number, etag }) => ({ number, etag }))
    const done = await client.post(`/uploads/${upload.id}/complete`, { parts: named })
    expect(done.status).toBe(200)
  })
})

describe('what is no recording', () => {
  const text = new TextEncoder()
  const cases: [string, Uint8Array, string][] = [
    ['a transcript', text.encode('WEBVTT\n\n00:00.000 --> 00:01.000\nHello'), 'media_transcript'],
    ['a zip', new Uint8Array([0x50, 0x4b, 3, 4, ...randomBytes(100)]), 'media_zip'],
    ['a PDF', text.encode('%PDF-1.7\n%âãÏÓ'), 'media_pdf'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), 'media_image'],
    ['noise', new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 0x99, 0xab, 1]), 'media_unknown'],
    ['a page', text.encode('<html><script>alert(1)</script></html>'), 'media_transcript'],
    ['a playlist', text.encode('#EXTM3U\n#EXTINF:1\nhttp://127.0.0.1/secret'), 'media_transcript'],
  ]
  test.each(cases)('%s is refused with a reason and removed', async (_, bytes, reason) => {
    const { id: meetingId } = await createMeeting(client)
    const upload = await beginUpload(client, meetingId, bytes)
    const parts = await sendParts(installation, client, upload, bytes)
    const problem = await problemOf(await complete(upload.id, parts))
    expect([problem.status, problem.code, problem.errors[0]?.reason]).toEqual([
      422,
      'not_media',
      reason,
    ])
    expect(await readMeeting(client, meetingId)).toMatchObject({
      status: 'draft',
      reason: 'not_media',
      hasMedia: false,
    })
    expect(await listFiles(installation, upload.id)).toEqual([])
    expect((await readUpload(upload.id)).state).toBe('aborted')
  })

  test('is looked for again where the storage did not take it away', async () => {
    const { id: meetingId } = await createMeeting(client)
    const bytes = text.encode('%PDF-1.7\n%âãÏÓ')
    const upload = await beginUpload(client, meetingId, bytes)
    const parts = await sendParts(installation, client, upload, bytes)
    const [tenant] = await installation.admin<{ tenant_id: string }[]>`
      select tenant_id from uploads where id = ${upload.id}`
    const { services } = installation
    const away = { ...services.files, delete: () => Promise.reject(new Error('away')) }
    const ctx = systemCtx(tenant?.tenant_id ?? '', 'test', newId())
    const failed = completeUpload({ ...services, files: away }, ctx, upload.id, { parts })
    expect(await failed.catch(String)).toBe('Error: away')
    expect((await readUpload(upload.id)).state).toBe('open')
    expect((await problemOf(await complete(upload.id, parts))).code).toBe('not_media')
    expect(await listFiles(installation, upload.id)).toEqual([])
  })
})

describe('a recording', () => {
  test('is read in ranges, never as a page, and only under its own host', async () => {
    const { id: meetingId } = await createMeeting(client)
    await uploadRecording(installation, client, meetingId, small)
    const { recording } = await client.get<MediaView>(`/meetings/${meetingId}/media`)
    const part = await atApi(installation.port, recording.url, { headers: { range: 'bytes=0-3' } })
    expect([part.status, await part.text()]).toEqual([206, 'RIFF'])
    expect(part.headers.get('content-range')).toBe('bytes 0-3/1000')
    expect(part.headers.get('content-type')).toBe('audio/wav')
    expect(part.headers.get('content-security-policy')).toContain('sandbox')
    expect(part.headers.get('x-content-type-options')).toBe('nosniff')
    const head = await atApi(installation.port, recording.url, { method: 'HEAD' })
    expect(head.status).toBe(403)
    const elsewhere = recording.url.replace('//uploads.', '//uploads-elsewhere.')
    expect((await atApi(installation.port, elsewhere)).status).toBe(404)
    const unsigned = await atApi(installation.port, recording.url.replace(/\?.*/, ''))
    expect([unsigned.status, unsigned.headers.get('content-disposition')]).toEqual([
      403,
      'attachment',
    ])
  })

  test('is not there before there is one', async () => {
    const { id } = await createMeeting(client)
    expect(await refusalOf(await client.send(`/meetings/${id}/media`))).toBe('404 not_found')
  })
})
