import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Database } from 'bun:sqlite'
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksumOf } from '../../http/test/uploads.ts'
import { startS3Server } from './server.ts'
import { Catalog } from './store/catalog.ts'

// Amazon's S3 is strict here and other servers are not: what passes here must pass there.

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-s3-checksums-'))
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
const region = 'us-east-1'
const Bucket = 'aam'
const server = await startS3Server({
  folder,
  port: 0,
  credentials: { ...credentials, region },
  bucket: Bucket,
})
const client = new S3Client({
  endpoint: `http://127.0.0.1:${server.port}`,
  region,
  credentials,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
})

afterAll(async () => {
  client.destroy()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const sdkFailure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof S3ServiceException ? error.name : String(error)),
  )

describe('an upload that was begun with a checksum', () => {
  const bytes = randomBytes(100)
  const ChecksumCRC32 = checksumOf(bytes)
  const begin = async (Key: string, ChecksumAlgorithm?: 'CRC32') => {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm }),
    )
    return { Bucket, Key, UploadId }
  }
  const send = (upload: Awaited<ReturnType<typeof begin>>, sums = {}) =>
    client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: bytes, ...sums }))

  test('refuses a part without one, and an upload begun without one refuses a part with one', async () => {
    const upload = await begin('checked-parts', 'CRC32')
    expect(await sdkFailure(send(upload))).toBe('InvalidRequest')
    const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64')
    expect(await sdkFailure(send(upload, { ChecksumSHA256 }))).toBe('InvalidRequest')
    expect(await sdkFailure(send(await begin('plain-parts'), { ChecksumCRC32 }))).toBe(
      'InvalidRequest',
    )
    const { Parts } = await client.send(new ListPartsCommand(upload))
    expect(Parts ?? []).toEqual([])
  })

  test('is joined by parts that are named with their checksums', async () => {
    const upload = await begin('joined-by-checksum', 'CRC32')
    const { ETag } = await send(upload, { ChecksumCRC32 })
    const { Parts } = await client.send(new ListPartsCommand(upload))
    expect(Parts).toMatchObject([{ PartNumber: 1, ETag, ChecksumCRC32 }])
    const join = (sums = {}) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ...sums }] },
        }),
      )
    expect(await sdkFailure(join())).toBe('InvalidRequest')
    expect(await sdkFailure(join({ ChecksumCRC32: 'AAAAAA==' }))).toBe('InvalidPart')
    await join({ ChecksumCRC32 })
    const found = await client.send(new GetObjectCommand({ Bucket, Key: upload.Key }))
    expect(Buffer.compare((await found.Body?.transformToByteArray()) ?? bytes, bytes)).toBe(0)
  })

  test('is refused for an unknown algorithm', async () => {
    const command = { Bucket, Key: 'strange', ChecksumAlgorithm: 'CRC64NVME' as const }
    expect(await sdkFailure(client.send(new CreateMultipartUploadCommand(command)))).toBe(
      'InvalidRequest',
    )
  })
})

test('opens a catalog of an earlier version and adds the missing columns', () => {
  const path = join(mkdtempSync(join(folder, 'earlier-')), 'catalog.sqlite')
  const earlier = new Database(path, { create: true })
  earlier.run(`create table upload (id text primary key, bucket text not null, key text not null,
    contentType text not null, headers text not null, createdMs integer not null)`)
  earlier.run(`insert into upload values ('one', 'aam', 'key', 'audio/wav', '{}', 1)`)
  earlier.close()
  const catalog = new Catalog(path)
  expect(catalog.findUpload('aam', 'key', 'one')).toMatchObject({ checksumAlgorithm: null })
  const part = { number: 1, file: 'f', sizeBytes: 1, etag: 'e', checksum: 'AAAAAA==' }
  catalog.insertPart('one', { ...part, modifiedMs: 1 })
  expect(catalog.parts('one', 0, 9)).toMatchObject([part])
  catalog.close()
})
