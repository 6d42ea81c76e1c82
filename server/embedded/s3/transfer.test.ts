import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage, type SignedPart } from '../../adapters/s3/index.ts'
import type { Exchange, Storage } from './operations/exchange.ts'
import { dropStale } from './operations/transfer.ts'
import { checksumOf } from '../../http/test/uploads.ts'
import { startS3Server } from './server.ts'
import { Backlog } from './store/backlog.ts'
import { Catalog } from './store/catalog.ts'
import { Files } from './store/files.ts'

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-s3-handover-'))
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', region: 'us-east-1' }
const server = await startS3Server({ folder, port: 0, credentials, bucket: 'aam' })
const endpoint = `http://127.0.0.1:${server.port}`
const transfers = `${endpoint}/_handover/`
const storage = createStorage({ ...credentials, endpoint, bucket: 'aam' })

afterAll(async () => {
  storage.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const bytes = randomBytes(3 * 1024 * 1024 + 5)
const crc32 = checksumOf(bytes)
const incoming = () => readdirSync(join(folder, 'incoming'))
const storedFiles = () =>
  readdirSync(join(folder, 'stored')).flatMap((name) => readdirSync(join(folder, 'stored', name)))

async function openPart(key: string) {
  const uploadId = await storage.createUpload(key, {
    contentType: 'audio/wav',
    partChecksum: 'crc32',
  })
  const part = { key, uploadId, number: 1, sizeBytes: bytes.length, crc32 }
  return { key, uploadId, signed: await storage.signPart(part, 900) }
}

/** Requests a file as the API does for a request that it has received. */
async function begin(
  { url, headers }: SignedPart,
  changed: Record<string, string> = {},
  at = transfers,
) {
  const { host, pathname, search } = new URL(url)
  const received = { host, 'content-length': String(bytes.length), ...headers, ...changed }
  const { method = 'PUT', ...sent } = received as Record<string, string>
  return fetch(at, {
    method: 'POST',
    body: JSON.stringify({
      method,
      target: `${pathname}${search}`,
      headers: Object.entries(sent),
    }),
  })
}

const fileOf = async (response: Response): Promise<{ name: string; path: string }> =>
  (await response.json()) as { name: string; path: string }
const finish = (name: string) => fetch(`${transfers}${name}`, { method: 'POST' })
const refusal = async (response: Response) =>
  `${response.status} ${/<Code>(\w+)</.exec(await response.text())?.[1]}`

test('makes a transferred file the part, private and under another name', async () => {
  const { key, uploadId, signed } = await openPart('whole')
  const { name, path } = await fileOf(await begin(signed))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeFileSync(path, bytes)
  const answer = await finish(name)
  expect(answer.status).toBe(200)
  const parts = await storage.listParts(key, uploadId)
  expect(parts).toEqual([
    {
      number: 1,
      sizeBytes: bytes.length,
      crc32,
      etag: answer.headers.get('etag')?.replaceAll('"', '') ?? '',
    },
  ])
  expect(incoming()).toEqual([])
  await storage.completeUpload(key, uploadId, parts)
  expect(Buffer.compare(await storage.get(key), bytes)).toBe(0)
  expect(await refusal(await finish(name))).toBe('400 RequestTimeout')
})

test('forgets what was being transferred when the storage dies, and keeps no file of it', async () => {
  const dead = mkdtempSync(join(tmpdir(), 'aam-s3-dead-'))
  const options = { folder: dead, port: 0, credentials, bucket: 'aam' }
  // The first server is not stopped: as after kill -9, its folder stays as it was.
  const first = await startS3Server(options)
  const files = createStorage({
    ...credentials,
    endpoint: `http://127.0.0.1:${first.port}`,
    bucket: 'aam',
  })
  const uploadId = await files.createUpload('killed', { contentType: 'audio/wav' })
  const part = { key: 'killed', uploadId, number: 1, sizeBytes: bytes.length }
  const { name, path } = await fileOf(
    await begin(await files.signPart(part, 900), {}, `http://127.0.0.1:${first.port}/_handover/`),
  )
  writeFileSync(path, bytes.subarray(0, 1_000))
  const second = await startS3Server(options)
  try {
    expect(existsSync(path)).toBe(false)
    const late = await fetch(`http://127.0.0.1:${second.port}/_handover/${name}`, {
      method: 'POST',
    })
    expect(await refusal(late)).toBe('400 RequestTimeout')
  } finally {
    files.close()
    await first.stop()
    await second.stop()
    rmSync(dead, { recursive: true, force: true })
  }
})

test('deletes an acknowledged part at once when its upload is aborted', async () => {
  const before = storedFiles()
  const { key, uploadId, signed } = await openPart('given-up-at-once')
  const { name, path } = await fileOf(await begin(signed))
  writeFileSync(path, bytes)
  expect((await finish(name)).status).toBe(200)
  await storage.abortUpload(key, uploadId)
  expect(storedFiles()).toEqual(before)
})

test.each([
  ['other bytes than were signed for', randomBytes(bytes.length), '400 BadDigest'],
  ['fewer bytes', bytes.subarray(1), '400 IncompleteBody'],
  ['more bytes', Buffer.concat([bytes, bytes]), '400 IncompleteBody'],
])('refuses a file with %s and does not keep it', async (name, content, expected) => {
  const { key, uploadId, signed } = await openPart(name)
  const file = await fileOf(await begin(signed))
  writeFileSync(file.path, content)
  const before = storedFiles()
  expect(await refusal(await finish(file.name))).toBe(expected)
  expect([incoming(), storedFiles()]).toEqual([[], before])
  expect(await storage.listParts(key, uploadId)).toEqual([])
})

test.each([
  ['of another host', { host: 'other.localhost' }, '403 SignatureDoesNotMatch'],
  ['of another length', { 'content-length': '5' }, '403 SignatureDoesNotMatch'],
  ['with another checksum', { 'x-amz-checksum-crc32': 'AA==' }, '403 SignatureDoesNotMatch'],
  ['that reads', { method: 'GET' }, '403 SignatureDoesNotMatch'],
  ['with an unsigned header', { 'x-amz-meta-a': 'b' }, '403 AccessDenied'],
])('names no file for a request %s', async (_, changed, expected) => {
  const { signed } = await openPart('refused')
  expect(await refusal(await begin(signed, changed))).toBe(expected)
  expect(incoming()).toEqual([])
})

test('names no file for an upload that has ended, nor for an invalid request', async () => {
  const { key, uploadId, signed } = await openPart('over')
  await storage.abortUpload(key, uploadId)
  expect(await refusal(await begin(signed))).toBe('404 NoSuchUpload')
  for (const body of ['', '{', 'null', '{"method":"PUT","target":"/aam/a","headers":[["a"]]}']) {
    const answer = await fetch(transfers, { method: 'POST', body })
    expect(await refusal(answer)).toBe('400 InvalidRequest')
  }
  expect(incoming()).toEqual([])
})

test('refuses a file for an upload that was aborted meanwhile', async () => {
  const { key, uploadId, signed } = await openPart('late')
  const { name, path } = await fileOf(await begin(signed))
  writeFileSync(path, bytes)
  await storage.abortUpload(key, uploadId)
  const before = storedFiles()
  expect(await refusal(await finish(name))).toBe('404 NoSuchUpload')
  expect([incoming(), storedFiles()]).toEqual([[], before])
})

test('finds files only by names that were given out', async () => {
  const stored = storedFiles()[0] ?? ''
  for (const name of ['', 'unknown', stored, '..%2Fcatalog.sqlite', '../catalog.sqlite']) {
    const answer = await finish(name)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    await fetch(`${transfers}${name}`, { method: 'DELETE' })
  }
  expect(existsSync(join(folder, 'catalog.sqlite'))).toBe(true)
  expect(storedFiles()).toContain(stored)
})

test('drops a file when its sender disconnects, and an hour after its sender died', async () => {
  const { signed } = await openPart('gone')
  const { name, path } = await fileOf(await begin(signed))
  expect((await fetch(`${transfers}${name}`, { method: 'DELETE' })).status).toBe(204)
  expect(existsSync(path)).toBe(false)

  const other = mkdtempSync(join(tmpdir(), 'aam-s3-stale-'))
  const files = new Files(other)
  const catalog = new Catalog(join(other, 'catalog.sqlite'))
  const own: Storage = {
    files,
    catalog,
    credentials,
    transfers: new Map(),
    unlisted: new Backlog(1),
  }
  const [old, young] = [await files.reserve(), await files.reserve()]
  const exchange = {} as Exchange
  own.transfers.set(old.file, { exchange, begunMs: 0 })
  own.transfers.set(young.file, { exchange, begunMs: 1_000 })
  dropStale(own, 3_600_500)
  expect([existsSync(old.path), existsSync(young.path)]).toEqual([false, true])
  expect([...own.transfers.keys()]).toEqual([young.file])
  catalog.close()
  rmSync(other, { recursive: true, force: true })
})
