import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksumOf } from '../../../http/test/uploads.ts'
import type { UploadOptions } from '../storage.ts'
import { type Context, opened, readAll, storageCode } from './context.ts'

const partBytes = 5 * 1024 * 1024
const video = { contentType: 'video/mp4' }
const checked = { ...video, partChecksum: 'crc32' } as const

/** What browsers and jobs use: parts by signed address, files from disk. */
export function uploadCases(context: Context): void {
  const begin = async (name: string, options: UploadOptions = checked) => {
    const { storage, at } = opened(context)
    const key = at(name)
    return { storage, key, uploadId: await storage.createUpload(key, options) }
  }
  type Begun = Awaited<ReturnType<typeof begin>>

  const send = async (
    { storage, key, uploadId }: Begun,
    number: number,
    bytes: Uint8Array<ArrayBuffer>,
    signed = checksumOf(bytes),
  ): Promise<Response> => {
    const { url, headers } = await storage.signPart({ key, uploadId, number, crc32: signed }, 60)
    return fetch(url, { method: 'PUT', body: bytes, headers })
  }
  const etagOf = (response: Response): string =>
    (response.headers.get('etag') ?? '').replaceAll('"', '')

  test('takes parts by signed address and joins them', async () => {
    const upload = await begin('uploads/whole')
    const { storage, key, uploadId } = upload
    const first = new Uint8Array(randomBytes(partBytes))
    const second = new Uint8Array(randomBytes(999))
    const etags = [await send(upload, 1, first), await send(upload, 2, second)].map(etagOf)
    const parts = await storage.listParts(key, uploadId)
    // A server that keeps no checksums lists none; if one is listed it must be the part's.
    const isListed = parts.some(({ crc32 }) => crc32 !== undefined)
    const sumOf = (bytes: Uint8Array) => (isListed ? { crc32: checksumOf(bytes) } : {})
    expect(parts).toEqual([
      { number: 1, sizeBytes: partBytes, etag: etags[0] ?? '', ...sumOf(first) },
      { number: 2, sizeBytes: 999, etag: etags[1] ?? '', ...sumOf(second) },
    ])
    await storage.completeUpload(key, uploadId, parts)
    expect(await storage.head(key)).toMatchObject({ sizeBytes: partBytes + 999, ...video })
    const tail = await storage.getStream(key, { firstByte: partBytes })
    expect(Buffer.compare(await readAll(tail.body), second)).toBe(0)
    expect((await storage.listUploads(key)).length).toBe(0)
  })

  test('allows one part of one upload under one key, and nothing else', async () => {
    const upload = await begin('uploads/one-part')
    const { storage, key, uploadId } = upload
    const other = await begin('uploads/another')
    const bytes = new Uint8Array(randomBytes(100))
    const { url, headers } = await storage.signPart(
      { key, uploadId, number: 1, crc32: checksumOf(bytes) },
      60,
    )
    const put = async (address: string, more: Record<string, string> = {}) =>
      (await fetch(address, { method: 'PUT', body: bytes, headers: { ...headers, ...more } }))
        .status
    expect(await put(url.replace('partNumber=1', 'partNumber=2'))).toBe(403)
    expect(await put(url.replace('uploads/one-part', 'uploads/another'))).toBe(403)
    expect(await put(url.replace(uploadId, other.uploadId))).toBe(403)
    expect(await put(url, { 'x-amz-checksum-crc32': checksumOf(new Uint8Array(1)) })).toBe(403)
    expect((await fetch(url, { method: 'PUT', body: bytes })).status).toBe(403)
    expect((await fetch(url, { headers })).ok).toBe(false)
    expect(await storage.listParts(key, uploadId)).toEqual([])
    expect(await put(url)).toBe(200)
  })

  test('accepts exactly as many bytes as were signed', async () => {
    const { storage, key, uploadId } = await begin('uploads/sized', video)
    const { url, headers } = await storage.signPart({ key, uploadId, number: 1, sizeBytes: 9 }, 60)
    const put = async (sizeBytes: number) =>
      (await fetch(url, { method: 'PUT', body: new Uint8Array(sizeBytes), headers })).status
    expect(await put(10)).toBe(403)
    expect(await storage.listParts(key, uploadId)).toEqual([])
    expect(await put(9)).toBe(200)
  })

  test('refuses to join a part that is not stored as named', async () => {
    const upload = await begin('uploads/refused')
    const { storage, key, uploadId } = upload
    const etag = etagOf(await send(upload, 1, new Uint8Array(randomBytes(50))))
    const wrong = { number: 1, etag: '00000000000000000000000000000000' }
    expect(await storageCode(storage.completeUpload(key, uploadId, [wrong]))).toBe('invalid')
    const more = [
      { number: 1, etag },
      { number: 2, etag },
    ]
    expect(await storageCode(storage.completeUpload(key, uploadId, more))).toBe('invalid')
    expect(await storage.head(key)).toBeUndefined()
  })

  test('aborts one upload, and all uploads under a prefix', async () => {
    const { storage, at } = opened(context)
    const [one, two, three] = [
      await begin('given-up/a/1'),
      await begin('given-up/a/2'),
      await begin('given-up/b/3'),
    ]
    await send(one, 1, new Uint8Array(randomBytes(10)))
    await storage.abortUpload(two.key, two.uploadId)
    await storage.abortUpload(two.key, two.uploadId)
    const open = await storage.listUploads(at('given-up/'))
    expect(open.map(({ key }) => key)).toEqual([one.key, three.key])
    expect(Math.abs((open[0]?.startedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(await storage.abortUploads(at('given-up/a/'))).toBe(1)
    expect(await storageCode(storage.listParts(one.key, one.uploadId))).toBe('not_found')
    expect(await storage.listParts(three.key, three.uploadId)).toEqual([])
    expect(await storageCode(storage.abortUploads(''))).toBe('invalid')
  })

  test('is never signed for longer than 15 minutes', async () => {
    const { storage, key, uploadId } = await begin('uploads/too-long')
    const part = { key, uploadId, number: 1 }
    expect(await storageCode(storage.signPart(part, 901))).toBe('invalid')
  })

  test('stores files from disk, small and large', async () => {
    const { storage, at } = opened(context)
    const folder = mkdtempSync(join(tmpdir(), 'aam-s3-file-'))
    try {
      for (const sizeBytes of [0, 1_000, 17_000_001]) {
        const bytes = new Uint8Array(randomBytes(sizeBytes))
        const path = join(folder, `${sizeBytes}`)
        writeFileSync(path, bytes)
        const key = at(`files/${sizeBytes}`)
        await storage.putFile(key, path, { contentType: 'audio/ogg' })
        expect(Buffer.compare(await storage.get(key), bytes)).toBe(0)
        expect((await storage.head(key))?.contentType).toBe('audio/ogg')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
