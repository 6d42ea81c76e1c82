import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { type Context, opened, readAll, sdkError, text } from './context.ts'

const partBytes = 5 * 1024 * 1024

export function multipartCases(context: Context): void {
  const begin = async (key: string) => {
    const { client, Bucket, at } = opened(context)
    const target = { Bucket, Key: at(key) }
    const created = await client.send(
      new CreateMultipartUploadCommand({ ...target, ContentType: 'video/webm' }),
    )
    return { client, ...target, UploadId: created.UploadId ?? '' }
  }
  type Upload = Awaited<ReturnType<typeof begin>>

  const sendPart = async ({ client, ...target }: Upload, PartNumber: number, Body: Uint8Array) => {
    const sent = await client.send(new UploadPartCommand({ ...target, PartNumber, Body }))
    return { PartNumber, ETag: sent.ETag }
  }

  const complete = (
    { client, ...target }: Upload,
    Parts: { PartNumber: number; ETag?: string | undefined }[],
  ) => client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }))

  test('joins parts that arrive in any order', async () => {
    const upload = await begin('parts/joined')
    const first = new Uint8Array(randomBytes(partBytes))
    const last = new Uint8Array(randomBytes(1_000))
    const second = await sendPart(upload, 2, last)
    const one = await sendPart(upload, 1, first)
    const { client, ...target } = upload
    const listed = await client.send(new ListPartsCommand(target))
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, partBytes],
      [2, 1_000],
    ])
    const done = await complete(upload, [one, second])
    expect(done.ETag).toMatch(/-2"$/)
    const { storage } = opened(context)
    const joined = await storage.get(upload.Key)
    expect(Buffer.compare(joined, Buffer.concat([first, last]))).toBe(0)
    const seam = await storage.getStream(upload.Key, {
      firstByte: partBytes - 2,
      lastByte: partBytes + 1,
    })
    const expected = Buffer.concat([first.subarray(-2), last.subarray(0, 2)])
    expect(Buffer.compare(await readAll(seam.body), expected)).toBe(0)
    expect((await storage.head(upload.Key))?.contentType).toBe('video/webm')
  })

  test('keeps the last content of a part that is sent twice', async () => {
    const upload = await begin('parts/again')
    await sendPart(upload, 1, text('first try'))
    const again = await sendPart(upload, 1, text('second try'))
    await complete(upload, [again])
    expect(await opened(context).storage.get(upload.Key)).toEqual(text('second try'))
  })

  test('refuses to join parts that do not fit, and shows no object until it has joined them', async () => {
    const upload = await begin('parts/refused')
    const small = await sendPart(upload, 1, text('too small to come first'))
    const last = await sendPart(upload, 2, text('last'))
    const wrong = complete(upload, [{ PartNumber: 1, ETag: '"00000000000000000000000000000000"' }])
    expect(await sdkError(wrong)).toEqual({ name: 'InvalidPart', status: 400 })
    const unknown = complete(upload, [{ ...small, PartNumber: 7 }])
    expect(await sdkError(unknown)).toEqual({ name: 'InvalidPart', status: 400 })
    const disordered = complete(upload, [last, small])
    expect(await sdkError(disordered)).toEqual({ name: 'InvalidPartOrder', status: 400 })
    const tooSmall = complete(upload, [small, last])
    expect(await sdkError(tooSmall)).toEqual({ name: 'EntityTooSmall', status: 400 })
    expect(await opened(context).storage.head(upload.Key)).toBeUndefined()
  })

  test('forgets an aborted upload', async () => {
    const upload = await begin('parts/given-up')
    const { client, ...target } = upload
    await sendPart(upload, 1, text('part'))
    const open = await client.send(
      new ListMultipartUploadsCommand({ Bucket: upload.Bucket, Prefix: upload.Key }),
    )
    expect(open.Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
      [upload.Key, upload.UploadId],
    ])
    await client.send(new AbortMultipartUploadCommand(target))
    const gone = client.send(new ListPartsCommand(target))
    expect(await sdkError(gone)).toEqual({ name: 'NoSuchUpload', status: 404 })
    expect((await sdkError(sendPart(upload, 2, text('late')))).name).toBe('NoSuchUpload')
    expect(await opened(context).storage.head(upload.Key)).toBeUndefined()
  })
}
