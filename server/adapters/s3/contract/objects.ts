import {
  CopyObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { type Context, opened, plain, storageCode, text } from './context.ts'

const unicodeKeys = [
  'ascii/plain.txt',
  'встречи/запись №1.mp3',
  'пробел и + плюс/ключ.txt',
  'emoji/🎙️ notes.txt',
  "reserved/!'()*~;:@&=$,#[]%41.txt",
  'percent/%2e%2e%2fkey',
  'e\u0301 combining and é composed',
]

export function objectCases(context: Context): void {
  test('returns what was stored, with type and size', async () => {
    const { storage, at } = opened(context)
    const bytes = new Uint8Array(randomBytes(70_000))
    await storage.put(at('round-trip'), bytes, { contentType: 'audio/mpeg' })
    expect(Buffer.compare(await storage.get(at('round-trip')), bytes)).toBe(0)
    const facts = await storage.head(at('round-trip'))
    expect(facts).toMatchObject({ sizeBytes: 70_000, contentType: 'audio/mpeg' })
    expect(Math.abs((facts?.modifiedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('replaces an object whole', async () => {
    const { storage, at } = opened(context)
    await storage.put(at('replaced'), text('a long first content'), plain)
    await storage.put(at('replaced'), text('short'), { contentType: 'text/markdown' })
    expect(await storage.get(at('replaced'))).toEqual(text('short'))
    expect((await storage.head(at('replaced')))?.contentType).toBe('text/markdown')
  })

  test('stores an empty object', async () => {
    const { storage, at } = opened(context)
    await storage.put(at('empty'), new Uint8Array(), plain)
    expect((await storage.get(at('empty'))).length).toBe(0)
    expect((await storage.head(at('empty')))?.sizeBytes).toBe(0)
  })

  test('reports a missing key, and deletes it without an error', async () => {
    const { storage, at } = opened(context)
    expect(await storageCode(storage.get(at('missing')))).toBe('not_found')
    expect(await storageCode(storage.getStream(at('missing')))).toBe('not_found')
    expect(await storage.head(at('missing'))).toBeUndefined()
    await storage.delete(at('missing'))
  })

  test('keeps metadata, and copies it with the object', async () => {
    const { client, Bucket, at } = opened(context)
    const Metadata = { meeting: '42', origin: 'upload' }
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: at('source'),
        Body: 'copied',
        Metadata,
        ContentType: 'text/x',
      }),
    )
    const CopySource = `${Bucket}/${at('source')}`
    await client.send(new CopyObjectCommand({ Bucket, Key: at('copy'), CopySource }))
    const copy = await client.send(new GetObjectCommand({ Bucket, Key: at('copy') }))
    expect(copy.Metadata).toEqual(Metadata)
    expect(copy.ContentType).toBe('text/x')
    expect(await copy.Body?.transformToString()).toBe('copied')
  })
}

export function keyCases(context: Context): void {
  test.each(unicodeKeys)('accepts the key %s', async (key) => {
    const { storage, client, Bucket, at } = opened(context)
    await storage.put(at(key), text(key), plain)
    expect(await storage.get(at(key))).toEqual(text(key))
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: at(key) }))
    expect(page.Contents?.map((object) => object.Key)).toEqual([at(key)])
    await storage.delete(at(key))
    expect(await storage.head(at(key))).toBeUndefined()
  })

  test('accepts a key of 1,024 bytes and refuses a longer one', async () => {
    const { storage, at } = opened(context)
    const longest = at('k').padEnd(1024, 'k')
    await storage.put(longest, text('long'), plain)
    expect(await storage.get(longest)).toEqual(text('long'))
    expect(await storageCode(storage.put(`${longest}k`, text('x'), plain))).toBe('invalid')
  })
}
