import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { beforeAll, expect, test } from 'bun:test'
import { type Context, opened, plain, storageCode, text } from './context.ts'

export function listingCases(context: Context): void {
  const keys = ['list/a.txt', 'list/b/1', 'list/b/2', 'list/c', 'list/ё', 'listed-elsewhere']
  beforeAll(async () => {
    const { storage, at } = opened(context)
    await Promise.all(keys.map((key) => storage.put(at(key), text(key), plain)))
  })

  test('lists a prefix in order, page by page', async () => {
    const { client, Bucket, at } = opened(context)
    const found: string[] = []
    let token: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: at('list/'),
          MaxKeys: 2,
          ContinuationToken: token,
        }),
      )
      found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''))
      token = page.NextContinuationToken
    } while (token !== undefined)
    expect(found).toEqual(keys.slice(0, 5).map(at))
  })

  test('groups keys by a delimiter', async () => {
    const { client, Bucket, at } = opened(context)
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: at('list/'), Delimiter: '/' }),
    )
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['list/a.txt', 'list/c', 'list/ё'].map(at))
    expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual([at('list/b/')])
  })

  test('deletes a prefix and nothing else', async () => {
    const { storage, at } = opened(context)
    expect(await storage.deletePrefix(at('list/'))).toBe(5)
    expect(await storage.head(at('list/a.txt'))).toBeUndefined()
    expect(await storage.head(at('listed-elsewhere'))).toBeDefined()
    expect(await storageCode(storage.deletePrefix(''))).toBe('invalid')
  })
}
