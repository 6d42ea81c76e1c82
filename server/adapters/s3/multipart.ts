import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { invalid, signatureSeconds } from './limits.ts'
import { toStorageError } from './to-storage-error.ts'
import {
  type NamedPart,
  type ObjectStorage,
  type OpenUpload,
  type PartToSign,
  type SignedPart,
  type SignOptions,
  type StoredPart,
  StorageError,
} from './storage.ts'

type Multipart = Pick<
  ObjectStorage,
  | 'putFile'
  | 'createUpload'
  | 'signPart'
  | 'listParts'
  | 'completeUpload'
  | 'abortUpload'
  | 'listUploads'
  | 'abortUploads'
>

interface Connected {
  client: S3Client
  bucket: string
  /** Runs the work and classifies its failure; `doing` completes "while …". */
  named<T>(doing: string, work: () => Promise<T>): Promise<T>
  signerOf(options: SignOptions): S3Client
}

/** How much of a file is in memory at a time. */
const filePartBytes = 8 * 1024 * 1024
const checksumHeader = 'x-amz-checksum-crc32'

/** Multipart operations of the storage. */
export function multipartOf(connected: Connected): Multipart {
  const { client, bucket, named, signerOf } = connected
  const self: Multipart = {
    createUpload: (key, { contentType, partChecksum }) =>
      named('beginning an upload', async () => {
        const { UploadId } = await client.send(
          new CreateMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            ContentType: contentType,
            // Amazon's S3 refuses a checksum with a part unless it was announced here.
            ...(partChecksum === 'crc32' ? { ChecksumAlgorithm: 'CRC32' } : {}),
          }),
        )
        if (UploadId !== undefined) return UploadId
        throw new StorageError('unavailable', true, 'The storage named no upload.')
      }),
    signPart: (part, seconds, options = {}) =>
      named('signing a part', () => signPart(signerOf(options), bucket, part, seconds)),
    listParts: (key, uploadId) =>
      named('listing parts', async () => {
        const parts: StoredPart[] = []
        for await (const page of partsOf(client, bucket, key, uploadId)) parts.push(...page)
        return parts
      }),
    completeUpload: (key, uploadId, parts) =>
      named('joining parts', async () => {
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            MultipartUpload: {
              Parts: parts.map(({ number, etag, crc32 }) => ({
                PartNumber: number,
                ETag: `"${etag}"`,
                ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
              })),
            },
          }),
        )
      }),
    abortUpload: (key, uploadId) =>
      named('giving an upload up', async () => {
        try {
          await client.send(
            new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }),
          )
        } catch (error) {
          const known = toStorageError(error, 'giving an upload up')
          if (known.code !== 'not_found') throw known
        }
      }),
    listUploads: (prefix) =>
      named('listing uploads', async () => {
        if (prefix === '') throw invalid('A prefix of uploads must not be empty.')
        return openUploads(client, bucket, prefix)
      }),
    async abortUploads(prefix) {
      const open = await self.listUploads(prefix)
      for (const { key, uploadId } of open) await self.abortUpload(key, uploadId)
      return open.length
    },
    putFile: (key, path, options) => putFile(connected, self, key, path, options.contentType),
  }
  return self
}

/** The checksum stays a signed header, so that a part without it, or with another one, is refused. */
async function signPart(
  signer: S3Client,
  bucket: string,
  part: PartToSign,
  seconds: number,
): Promise<SignedPart> {
  const { key, uploadId, number, sizeBytes, crc32 } = part
  const command = new UploadPartCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: number,
    ...(sizeBytes === undefined ? {} : { ContentLength: sizeBytes }),
    ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
  })
  const url = await getSignedUrl(signer, command, {
    expiresIn: signatureSeconds(seconds),
    unhoistableHeaders: new Set([checksumHeader]),
  })
  const headers: Record<string, string> = crc32 === undefined ? {} : { [checksumHeader]: crc32 }
  return { url, headers }
}

async function* partsOf(
  client: S3Client,
  bucket: string,
  key: string,
  uploadId: string,
): AsyncGenerator<StoredPart[]> {
  let marker: string | undefined
  do {
    const page = await client.send(
      new ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumberMarker: marker,
      }),
    )
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined
    yield (page.Parts ?? []).map(({ PartNumber, Size, ETag, ChecksumCRC32 }) => ({
      number: PartNumber ?? 0,
      sizeBytes: Size ?? 0,
      etag: (ETag ?? '').replaceAll('"', ''),
      ...(ChecksumCRC32 === undefined ? {} : { crc32: ChecksumCRC32 }),
    }))
  } while (marker !== undefined)
}

async function openUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<OpenUpload[]> {
  const open: OpenUpload[] = []
  let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
  while (from !== undefined) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
    )
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue
      open.push({ key: Key, uploadId: UploadId, startedAt: Initiated ?? new Date(0) })
    }
    const { NextKeyMarker, NextUploadIdMarker } = page
    from =
      page.IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
          }
        : undefined
  }
  return open
}

/** Sends a small file in one request, a larger one in parts; a failure leaves nothing behind. */
async function putFile(
  { client, bucket, named }: Connected,
  multipart: Multipart,
  key: string,
  path: string,
  contentType: string,
): Promise<void> {
  const file = Bun.file(path)
  const sizeBytes = file.size
  if (sizeBytes <= filePartBytes) {
    const Body = await file.bytes()
    await named('storing a file', () =>
      client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: contentType }),
      ),
    )
    return
  }
  const uploadId = await multipart.createUpload(key, { contentType })
  try {
    const parts: NamedPart[] = []
    for (let start = 0; start < sizeBytes; start += filePartBytes) {
      const number = parts.length + 1
      const Body = await file.slice(start, start + filePartBytes).bytes()
      const { ETag } = await named('storing a part', () =>
        client.send(
          new UploadPartCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            PartNumber: number,
            Body,
          }),
        ),
      )
      parts.push({ number, etag: (ETag ?? '').replaceAll('"', '') })
    }
    await multipart.completeUpload(key, uploadId, parts)
  } catch (error) {
    await multipart.abortUpload(key, uploadId).catch(() => undefined)
    throw error
  }
}
