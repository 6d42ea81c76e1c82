import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { type Context, opened, plain, readAll, sdkError, storageCode, text } from './context.ts'

const content = text('0123456789')

export function readCases(context: Context): void {
  beforeAll(async () => {
    const { storage, at } = opened(context)
    await storage.put(at('ten'), content, plain)
  })

  test.each([
    [{ firstByte: 0, lastByte: 3 }, '0123'],
    [{ firstByte: 4, lastByte: 4 }, '4'],
    [{ firstByte: 7 }, '789'],
    [{ firstByte: 8, lastByte: 99 }, '89'],
  ])('reads the range %o', async (range, expected) => {
    const { storage, at } = opened(context)
    const part = await storage.getStream(at('ten'), range)
    expect(part.sizeBytes).toBe(expected.length)
    expect(await readAll(part.body)).toEqual(text(expected))
  })

  test('reads the last bytes, and states their range', async () => {
    const { client, Bucket, at } = opened(context)
    const part = await client.send(
      new GetObjectCommand({ Bucket, Key: at('ten'), Range: 'bytes=-3' }),
    )
    expect(part.ContentRange).toBe('bytes 7-9/10')
    expect(await part.Body?.transformToString()).toBe('789')
  })

  test('refuses a range past the end', async () => {
    const { storage, at } = opened(context)
    expect(await storageCode(storage.getStream(at('ten'), { firstByte: 10 }))).toBe('range_invalid')
  })

  test('streams a large object in full', async () => {
    const { storage, at } = opened(context)
    const bytes = new Uint8Array(randomBytes(9_000_001))
    await storage.put(at('large'), bytes, { contentType: 'video/mp4' })
    const stream = await storage.getStream(at('large'))
    expect(stream).toMatchObject({ sizeBytes: bytes.length, contentType: 'video/mp4' })
    expect(Buffer.compare(await readAll(stream.body), bytes)).toBe(0)
  })
}

export function conditionCases(context: Context): void {
  test('honours conditional reads', async () => {
    const { client, Bucket, at } = opened(context)
    const Key = at('ten')
    const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key }))
    const unchanged = client.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag }))
    expect(await sdkError(unchanged)).toMatchObject({ status: 304 })
    const other = client.send(new GetObjectCommand({ Bucket, Key, IfMatch: '"0000"' }))
    expect(await sdkError(other)).toMatchObject({ status: 412 })
    const same = await client.send(new GetObjectCommand({ Bucket, Key, IfMatch: ETag }))
    expect(await same.Body?.transformToByteArray()).toEqual(content)
  })

  test('never overwrites a key when the write forbids it', async () => {
    const { storage, client, Bucket, at } = opened(context)
    await storage.put(at('once'), text('first'), plain)
    const Key = at('once')
    const again = client.send(
      new PutObjectCommand({ Bucket, Key, Body: 'second', IfNoneMatch: '*' }),
    )
    // Swift 2.30 does not implement such writes; it must not change anything either.
    expect([412, 501]).toContain(Number((await sdkError(again)).status))
    expect(await storage.get(at('once'))).toEqual(text('first'))
  })
}
