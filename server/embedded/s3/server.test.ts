import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { startS3Server } from './server.ts'
import { type Credentials, signRequest } from './protocol/sigv4.ts'

// What the contract with other servers leaves open: our own enforcement, to the letter.

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-s3-server-'))
const credentials: Credentials = {
  accessKeyId: 'key',
  secretAccessKey: 'secret',
  region: 'us-east-1',
}
const Bucket = 'aam'
const server = await startS3Server({ folder, port: 0, credentials, bucket: Bucket })
const endpoint = `http://127.0.0.1:${server.port}`
const host = `127.0.0.1:${server.port}`

const sdk = (more: Partial<S3ClientConfig> = {}) =>
  new S3Client({
    endpoint,
    region: credentials.region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...more,
  })
const client = sdk()

afterAll(async () => {
  client.destroy()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const emptyHash = createHash('sha256').digest('hex')
const timestampAt = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

interface Draft {
  method?: string
  path: string
  query?: [string, string][]
  headers?: Record<string, string>
  payloadHash?: string
  atMs?: number
  region?: string
  unsigned?: string[]
}

/** A request signed by hand, so that each part of it can be wrong. */
function signed({
  method = 'GET',
  path,
  query = [],
  headers = {},
  ...draft
}: Draft): Record<string, string> {
  const { payloadHash = emptyHash, atMs = Date.now(), region = credentials.region } = draft
  const timestamp = timestampAt(atMs)
  const all = new Headers({
    ...headers,
    host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
  })
  const signedHeaders = [...all.keys()].filter((name) => !draft.unsigned?.includes(name)).sort()
  const signature = signRequest(
    { method, rawPath: path, query, headers: all, signedHeaders, payloadHash, timestamp },
    { ...credentials, region },
  )
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  all.set('authorization', authorization)
  return Object.fromEntries(all)
}

async function answer(path: string, init: RequestInit): Promise<[number, string]> {
  const response = await fetch(`${endpoint}${path}`, init)
  const body = await response.text()
  return [response.status, /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? body]
}

async function sdkFailure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
  throw new Error('It was expected to fail.')
}

const put = (Key: string, Body: string | Uint8Array, more = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const read = async (Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  return Body?.transformToString()
}
const keys = async (Prefix: string) => {
  const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix }))
  return (page.Contents ?? []).map(({ Key }) => Key)
}

describe('a signature in the header', () => {
  const path = '/aam/header'
  const minutes = 60_000

  test('is accepted when all of it is right', async () => {
    await put('header', 'content')
    expect(await answer(path, { headers: signed({ path }) })).toEqual([200, 'content'])
  })

  test.each([
    ['too old', { path, atMs: Date.now() - 16 * minutes }, 403, 'RequestTimeTooSkewed'],
    ['from the future', { path, atMs: Date.now() + 16 * minutes }, 403, 'RequestTimeTooSkewed'],
    ['for another region', { path, region: 'eu-north-1' }, 400, 'AuthorizationHeaderMalformed'],
    ['for another key', { path: '/aam/other' }, 403, 'SignatureDoesNotMatch'],
    ['for another method', { path, method: 'PUT' }, 403, 'SignatureDoesNotMatch'],
    ['for another query', { path, query: [['versionId', '1']] }, 403, 'SignatureDoesNotMatch'],
    ['without the host', { path, unsigned: ['host'] }, 403, 'AccessDenied'],
    [
      'without one of Amazon’s headers',
      { path, headers: { 'x-amz-meta-a': 'b' }, unsigned: ['x-amz-meta-a'] },
      403,
      'AccessDenied',
    ],
  ] as [string, Draft, number, string][])(
    'is refused when it is %s',
    async (_, draft, status, code) => {
      expect(await answer(path, { headers: signed(draft) })).toEqual([status, code])
    },
  )

  test('is refused when a signed header was changed', async () => {
    const headers = signed({ path, method: 'PUT', headers: { 'content-type': 'text/plain' } })
    const changed = { ...headers, 'content-type': 'text/html' }
    expect(await answer(path, { method: 'PUT', headers: changed })).toEqual([
      403,
      'SignatureDoesNotMatch',
    ])
  })

  test('covers the body: another one is not stored', async () => {
    await put('header', 'content')
    const payloadHash = createHash('sha256').update('announced').digest('hex')
    const headers = signed({ path, method: 'PUT', payloadHash })
    const sent = answer(path, { method: 'PUT', headers, body: 'different' })
    expect(await sent).toEqual([400, 'XAmzContentSHA256Mismatch'])
    expect(await read('header')).toBe('content')
  })

  test.each([
    'AWS key:old',
    'Bearer x',
    'AWS4-HMAC-SHA256 nonsense',
    'AWS4-HMAC-SHA256 Credential=,',
  ])('is refused when it reads %s', async (authorization) => {
    const [status, code] = await answer(path, { headers: { authorization } })
    expect([400, 403]).toContain(status)
    expect(code).toMatch(/^[A-Z]\w+$/)
  })

  test('cannot be forged by a broken address', async () => {
    for (const target of ['/aam/%zz', '/aam/%ff%fe', '/aam/x?%', '/aam/x?X-Amz-Signature=1']) {
      const [status] = await answer(target, { headers: signed({ path }) })
      expect([400, 403]).toContain(status)
    }
  })
})

describe('a signed address', () => {
  const presign = (command: PutObjectCommand | UploadPartCommand | GetObjectCommand, more = {}) => {
    const options = { expiresIn: 60, ...more }
    if (command instanceof PutObjectCommand) return getSignedUrl(client, command, options)
    if (command instanceof UploadPartCommand) return getSignedUrl(client, command, options)
    return getSignedUrl(client, command, options)
  }

  test('stores an object, bound to the headers it was signed with', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'presigned', ContentType: 'text/plain' })
    const address = await presign(command, { signableHeaders: new Set(['content-type', 'host']) })
    const path = address.slice(endpoint.length)
    const wrong = { method: 'PUT', body: 'x', headers: { 'content-type': 'text/html' } }
    expect(await answer(path, wrong)).toEqual([403, 'SignatureDoesNotMatch'])
    const right = { method: 'PUT', body: 'stored', headers: { 'content-type': 'text/plain' } }
    expect(await answer(path, right)).toEqual([200, ''])
    expect(await read('presigned')).toBe('stored')
  })

  test('for a part takes only the bytes whose checksum was signed', async () => {
    const Key = 'presigned-part'
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }),
    )
    const body = 'the announced bytes'
    const ChecksumSHA256 = createHash('sha256').update(body).digest('base64')
    const part = { Bucket, Key, UploadId, PartNumber: 1 }
    const hoisted = await presign(new UploadPartCommand({ ...part, ChecksumSHA256 }))
    expect(hoisted).toContain('x-amz-checksum-sha256')
    const path = hoisted.slice(endpoint.length)
    expect(await answer(path, { method: 'PUT', body: 'other bytes here!!!' })).toEqual([
      400,
      'BadDigest',
    ])
    expect(await answer(path, { method: 'PUT', body })).toEqual([200, ''])
    const kept = await presign(new UploadPartCommand({ ...part, ChecksumSHA256 }), {
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    })
    const headers = { 'x-amz-checksum-sha256': ChecksumSHA256 }
    const keptPath = kept.slice(endpoint.length)
    expect((await answer(keptPath, { method: 'PUT', body }))[0]).toBe(403)
    expect(await answer(keptPath, { method: 'PUT', body, headers })).toEqual([200, ''])
    const forged = { 'x-amz-checksum-sha256': createHash('sha256').update('x').digest('base64') }
    expect(await answer(keptPath, { method: 'PUT', body: 'x', headers: forged })).toEqual([
      403,
      'SignatureDoesNotMatch',
    ])
  })

  test('works behind the prefix of the API’s own origin, for the host it was signed for', async () => {
    await put('same-origin', 'through the api')
    const outside = sdk({ endpoint: 'http://demo.localhost:3000/_s3' })
    const command = new GetObjectCommand({ Bucket, Key: 'same-origin' })
    const address = new URL(await getSignedUrl(outside, command, { expiresIn: 60 }))
    outside.destroy()
    const path = `${address.pathname}${address.search}`
    expect(path).toStartWith('/_s3/aam/same-origin?')
    const headers = { host: 'demo.localhost:3000' }
    expect(await answer(path, { headers })).toEqual([200, 'through the api'])
    expect(await answer(path, { headers: { host: 'other.localhost:3000' } })).toEqual([
      403,
      'SignatureDoesNotMatch',
    ])
  })

  test('must not be signed for longer than a week, nor for later', async () => {
    await put('limits', 'x')
    const address = new URL(await presign(new GetObjectCommand({ Bucket, Key: 'limits' })))
    address.searchParams.set('X-Amz-Expires', '604801')
    expect((await answer(`${address.pathname}${address.search}`, {}))[0]).toBe(400)
    const later = await presign(new GetObjectCommand({ Bucket, Key: 'limits' }), {
      signingDate: new Date(Date.now() + 3_600_000),
    })
    expect(await answer(later.slice(endpoint.length), {})).toEqual([403, 'AccessDenied'])
    const earlier = await presign(new GetObjectCommand({ Bucket, Key: 'limits' }), {
      signingDate: new Date(Date.now() - 61_000),
    })
    expect(await answer(earlier.slice(endpoint.length), {})).toEqual([403, 'AccessDenied'])
  })
})

describe('a body', () => {
  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'is checked by %s',
    async (algorithm) => {
      const checking = sdk({
        requestChecksumCalculation: 'WHEN_SUPPORTED',
        responseChecksumValidation: 'WHEN_SUPPORTED',
      })
      const Key = `checked-${algorithm}`
      const command = { Bucket, Key, Body: 'checked', ChecksumAlgorithm: algorithm }
      await checking.send(new PutObjectCommand(command))
      const found = await checking.send(
        new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }),
      )
      expect(await found.Body?.transformToString()).toBe('checked')
      expect(found[`Checksum${algorithm}`]).toBeString()
      const wrong = {
        ...command,
        Body: 'other',
        [`Checksum${algorithm}`]: found[`Checksum${algorithm}`],
      }
      expect(await sdkFailure(client.send(new PutObjectCommand(wrong)))).toBe('BadDigest')
      checking.destroy()
      expect(await read(Key)).toBe('checked')
    },
  )

  test('is checked by Content-MD5', async () => {
    const right = createHash('md5').update('content').digest('base64')
    await put('md5', 'content', { ContentMD5: right })
    expect(await sdkFailure(put('md5', 'other', { ContentMD5: right }))).toBe('BadDigest')
    expect(await read('md5')).toBe('content')
  })

  test('comes from a stream with a checksum behind it', async () => {
    const streaming = sdk({ requestChecksumCalculation: 'WHEN_SUPPORTED' })
    const bytes = randomBytes(200_000)
    const Body = Readable.from([bytes.subarray(0, 150_000), bytes.subarray(150_000)])
    const sent = {
      Bucket,
      Key: 'streamed',
      Body,
      ContentLength: bytes.length,
      ChecksumAlgorithm: 'CRC32' as const,
    }
    await streaming.send(new PutObjectCommand(sent))
    streaming.destroy()
    const found = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }))
    expect(
      Buffer.compare((await found.Body?.transformToByteArray()) ?? new Uint8Array(), bytes),
    ).toBe(0)
    expect(found.ContentEncoding).toBeUndefined()
  })

  test('is whole or not stored', async () => {
    const path = '/aam/cut'
    const headers = {
      ...signed({ path, method: 'PUT', payloadHash: 'UNSIGNED-PAYLOAD' }),
      'content-length': '1000',
    }
    const closed = Promise.withResolvers<void>()
    const socket = await Bun.connect({
      hostname: '127.0.0.1',
      port: server.port,
      socket: { data() {}, close: () => closed.resolve() },
    })
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join('')}\r\nonly a part`)
    socket.flush()
    while (readdirSync(join(folder, 'incoming')).length === 0) await Bun.sleep(5)
    socket.end()
    await closed.promise
    while (readdirSync(join(folder, 'incoming')).length > 0) await Bun.sleep(5)
    expect(await keys('cut')).toEqual([])
  })
})

test('a part whose bytes are not those of its signed checksum is refused and not kept', async () => {
  const Key = 'signed-part'
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }),
  )
  const ChecksumSHA256 = createHash('sha256').update('these bytes').digest('base64')
  const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, ChecksumSHA256 })
  const address = await getSignedUrl(client, command, {
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  })
  const send = (body: string) =>
    fetch(address, {
      method: 'PUT',
      body,
      headers: { 'x-amz-checksum-sha256': ChecksumSHA256 },
    })
  const refused = await send('other bytes')
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining('BadDigest'),
  ])
  const { Parts } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
  expect(Parts ?? []).toEqual([])
  expect((await send('these bytes')).status).toBe(200)
})

describe('an aws-chunked body', () => {
  const path = '/aam/chunked'
  const frame = (text: string, signature: string) =>
    `${text.length.toString(16)};chunk-signature=${signature}\r\n${text}\r\n`

  /** The chain of chunk signatures, computed apart from the server's own code. */
  function chain(headers: Record<string, string>, texts: string[]): string[] {
    const timestamp = headers['x-amz-date'] ?? ''
    const day = timestamp.slice(0, 8)
    const key = [day, credentials.region, 's3', 'aws4_request'].reduce<Buffer | string>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${credentials.secretAccessKey}`,
    )
    let previous = /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? ''
    return texts.map((text) => {
      const hash = createHash('sha256').update(text).digest('hex')
      const scope = `${day}/${credentials.region}/s3/aws4_request`
      const lines = ['AWS4-HMAC-SHA256-PAYLOAD', timestamp, scope, previous, emptyHash, hash]
      previous = createHmac('sha256', key).update(lines.join('\n')).digest('hex')
      return previous
    })
  }

  const begin = (kind: string, sizeBytes: number, more: Record<string, string> = {}) =>
    signed({
      path,
      method: 'PUT',
      payloadHash: kind,
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(sizeBytes),
        ...more,
      },
    })

  test('with signed chunks is stored without its frames', async () => {
    const texts = ['first chunk, ', 'second chunk', '']
    const headers = begin('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 25)
    const body = chain(headers, texts)
      .map((signature, index) => frame(texts[index] ?? '', signature))
      .join('')
    expect(await answer(path, { method: 'PUT', headers, body })).toEqual([200, ''])
    expect(await read('chunked')).toBe('first chunk, second chunk')
  })

  test('with a chunk that was changed or swapped is refused', async () => {
    await put('chunked', 'before')
    const headers = begin('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 10)
    const [one = '', two = '', end = ''] = chain(headers, ['chunk', 'other', ''])
    const changed = frame('chunk', one) + frame('OTHER', two) + frame('', end)
    const swapped = frame('other', two) + frame('chunk', one) + frame('', end)
    for (const body of [changed, swapped]) {
      expect(await answer(path, { method: 'PUT', headers, body })).toEqual([
        403,
        'SignatureDoesNotMatch',
      ])
    }
    expect(await read('chunked')).toBe('before')
  })

  test('with a trailing checksum is checked against it', async () => {
    const checksum = Buffer.alloc(4)
    checksum.writeUInt32BE(crc32('trailed'))
    const headers = begin('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 7, {
      'x-amz-trailer': 'x-amz-checksum-crc32',
    })
    const body = (value: string) => `7\r\ntrailed\r\n0\r\nx-amz-checksum-crc32:${value}\r\n\r\n`
    const right = body(checksum.toString('base64'))
    expect(await answer(path, { method: 'PUT', headers, body: right })).toEqual([200, ''])
    expect(await answer(path, { method: 'PUT', headers, body: body('AAAAAA==') })).toEqual([
      400,
      'BadDigest',
    ])
    const without = '7\r\ntrailed\r\n0\r\n\r\n'
    expect(await answer(path, { method: 'PUT', headers, body: without })).toEqual([
      400,
      'BadDigest',
    ])
  })

  test.each([
    ['cut short', '7\r\ntrai'],
    ['longer than announced', '9\r\nfar too l\r\n0\r\n\r\n'],
    ['not in frames', 'trailed'],
    ['with a frame of no size', 'x\r\ntrailed\r\n0\r\n\r\n'],
    ['with an endless header', `7;${'x'.repeat(10_000)}`],
  ])('%s is refused', async (_, body) => {
    const headers = begin('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 7)
    expect(await answer(path, { method: 'PUT', headers, body })).toEqual([400, 'IncompleteBody'])
  })
})

describe('a write with a condition', () => {
  test('happens once when many ask at the same moment', async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      put('race', `writer ${index}`, { IfNoneMatch: '*' }).then(
        () => index,
        () => undefined,
      ),
    )
    const winners = (await Promise.all(attempts)).filter((index) => index !== undefined)
    expect(winners.length).toBe(1)
    expect(await read('race')).toBe(`writer ${winners[0]}`)
  })

  test('replaces only the content it knows', async () => {
    const { ETag } = await put('versioned', 'one')
    expect(await sdkFailure(put('versioned', 'x', { IfMatch: '"0000"' }))).toBe(
      'PreconditionFailed',
    )
    await put('versioned', 'two', { IfMatch: ETag })
    expect(await sdkFailure(put('versioned', 'x', { IfMatch: ETag }))).toBe('PreconditionFailed')
    expect(await sdkFailure(put('never-there', 'x', { IfMatch: ETag }))).toBe('NoSuchKey')
    expect(await read('versioned')).toBe('two')
  })
})

describe('keys', () => {
  test.each([
    '../../escape',
    'a/../../b',
    './dot',
    '/leading',
    'back\\slash',
    'new\nline',
    'nul\0byte',
    'C:x',
  ])('like %j stay names', async (key) => {
    const path = `/aam/${encodeURIComponent(key)}`
    const headers = signed({ path, method: 'PUT', payloadHash: 'UNSIGNED-PAYLOAD' })
    expect(await answer(path, { method: 'PUT', headers, body: key })).toEqual([200, ''])
    expect(await answer(path, { headers: signed({ path }) })).toEqual([200, key])
    expect(existsSync(join(folder, '..', 'escape'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual([
      'catalog.sqlite',
      'catalog.sqlite-shm',
      'catalog.sqlite-wal',
      'incoming',
      'stored',
    ])
  })

  test('with many below one delimiter fold into one line', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => put(`fold/deep/${index}`, 'x')))
    await put('fold/z', 'x')
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'fold/', Delimiter: '/', MaxKeys: 1 }),
    )
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'fold/deep/' }])
    expect(page.IsTruncated).toBe(true)
    const next = await client.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: 'fold/',
        Delimiter: '/',
        ContinuationToken: page.NextContinuationToken,
      }),
    )
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['fold/z'])
    expect(next.IsTruncated).toBe(false)
  })

  test('come back from a start, and not from a forged token', async () => {
    const StartAfter = 'fold/deep/9'
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'fold/', StartAfter }),
    )
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['fold/z'])
    const forged = client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'W10' }))
    expect(await sdkFailure(forged)).toBe('InvalidArgument')
  })

  test('are deleted in bulk', async () => {
    await Promise.all(['bulk/1', 'bulk/2', 'bulk/3'].map((key) => put(key, 'x')))
    const Objects = ['bulk/1', 'bulk/2', 'bulk/unknown'].map((Key) => ({ Key }))
    const done = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(done.Deleted?.length).toBe(3)
    expect(await keys('bulk/')).toEqual(['bulk/3'])
  })

  test.each([
    '<Delete>',
    '<Other/>',
    '',
    '<!DOCTYPE x [<!ENTITY a "b">]><Delete/>',
    `${'<a>'.repeat(5_000)}`,
  ])('are not deleted by the document %#', async (document) => {
    const payloadHash = createHash('sha256').update(document).digest('hex')
    const headers = signed({ path: '/aam', method: 'POST', query: [['delete', '']], payloadHash })
    const sent = answer('/aam?delete', { method: 'POST', headers, body: document })
    expect(await sent).toEqual([400, 'MalformedXML'])
  })
})

describe('what lies on the disk', () => {
  const storedFiles = () =>
    readdirSync(join(folder, 'stored')).flatMap((name) => readdirSync(join(folder, 'stored', name)))

  test('goes when its object is replaced or deleted, and stays for a copy', async () => {
    const before = storedFiles().length
    await put('disk', 'one')
    await put('disk', 'two')
    expect(storedFiles().length).toBe(before + 1)
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'disk-copy', CopySource: `${Bucket}/disk` }),
    )
    const remove = signed({ path: '/aam/disk', method: 'DELETE' })
    expect(await answer('/aam/disk', { method: 'DELETE', headers: remove })).toEqual([204, ''])
    expect(await read('disk-copy')).toBe('two')
    expect(storedFiles().length).toBe(before + 1)
  })

  test('outlives its object until a reader is done', async () => {
    const bytes = randomBytes(24 * 1024 * 1024)
    await put('slow', bytes)
    const path = '/aam/slow'
    const response = await fetch(`${endpoint}${path}`, { headers: signed({ path }) })
    await put('slow', 'replaced')
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0)
    expect(await read('slow')).toBe('replaced')
  })

  test('is swept of what a crash left behind, and of nothing else', async () => {
    const other = mkdtempSync(join(tmpdir(), 'aam-s3-sweep-'))
    const options = { folder: other, port: 0, credentials, bucket: Bucket }
    const first = await startS3Server(options)
    const kept = sdk({ endpoint: `http://127.0.0.1:${first.port}` })
    await kept.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }))
    kept.destroy()
    await first.stop()
    const orphan = join(other, 'stored/ab/abandoned')
    writeFileSync(orphan, 'nobody knows me')
    mkdirSync(join(other, 'incoming'), { recursive: true })
    writeFileSync(join(other, 'incoming/half'), 'half')
    const second = await startS3Server(options)
    expect(await second.swept).toBe(1)
    expect(existsSync(orphan)).toBe(false)
    expect(readdirSync(join(other, 'incoming'))).toEqual([])
    const again = sdk({ endpoint: `http://127.0.0.1:${second.port}` })
    const found = await again.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))
    expect(found.ContentLength).toBe(4)
    again.destroy()
    await second.stop()
    rmSync(other, { recursive: true, force: true })
  })
})

test('an uploaded page cannot run on the origin that serves it', async () => {
  await put('page.html', '<script>alert(1)</script>', { ContentType: 'text/html' })
  const path = '/aam/page.html'
  const { headers } = await fetch(`${endpoint}${path}`, { headers: signed({ path }) })
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('uploads are listed page by page', async () => {
  const names = ['pages/a', 'pages/a', 'pages/b']
  for (const Key of names) await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const found: (string | undefined)[] = []
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
  for (;;) {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'pages/', MaxUploads: 1, ...marker }),
    )
    found.push(...(page.Uploads ?? []).map(({ Key }) => Key))
    if (page.IsTruncated !== true) break
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
  expect(found).toEqual(names)
})

test('buckets are made, found, listed and removed when empty', async () => {
  const request = (method: string, path: string) =>
    answer(path, { method, headers: signed({ method, path }) })
  expect(await request('PUT', '/second-bucket')).toEqual([200, ''])
  expect(await request('PUT', '/second-bucket')).toEqual([409, 'BucketAlreadyOwnedByYou'])
  expect(await request('PUT', '/No')).toEqual([400, 'InvalidBucketName'])
  expect((await request('GET', '/'))[1]).toContain('<Name>second-bucket</Name>')
  expect(await request('DELETE', '/second-bucket')).toEqual([204, ''])
  expect(await request('DELETE', '/aam')).toEqual([409, 'BucketNotEmpty'])
  expect(await request('HEAD', '/second-bucket')).toEqual([404, ''])
  expect(await request('PATCH', '/aam/x')).toEqual([405, 'MethodNotAllowed'])
})
