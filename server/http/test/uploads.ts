import { crc32 } from 'node:zlib'
import type { TestInstallation } from '../../../ops/test/installation.ts'
import type { SignedParts, UploadView } from '../../modules/media/contract.ts'
import type { Client } from './meetings.ts'

/** The checksum of a part in S3's format. */
export function checksumOf(bytes: Uint8Array): string {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}

export async function beginUpload(
  client: Client,
  meetingId: string,
  bytes: Uint8Array,
  fields: Record<string, unknown> = {},
): Promise<UploadView> {
  const response = await client.post(`/meetings/${meetingId}/uploads`, {
    fileName: 'status.mp4',
    sizeBytes: bytes.length,
    contentType: 'video/mp4',
    partChecksum: 'crc32',
    ...fields,
  })
  if (response.status !== 201) throw new Error(`no upload: ${await response.text()}`)
  return (await response.json()) as UploadView
}

export const partOf = (
  bytes: Uint8Array,
  { partSizeBytes }: Pick<UploadView, 'partSizeBytes'>,
  number: number,
): Uint8Array<ArrayBuffer> =>
  new Uint8Array(bytes.slice((number - 1) * partSizeBytes, number * partSizeBytes))

export async function signPart(
  client: Client,
  id: string,
  number: number,
  checksum: string,
): Promise<SignedParts['data'][number]> {
  const response = await client.post(`/uploads/${id}/parts`, {
    numbers: [number],
    checksums: [checksum],
  })
  if (!response.ok) throw new Error(`not signed: ${await response.text()}`)
  const { data } = (await response.json()) as SignedParts
  const [signed] = data
  if (!signed) throw new Error('nothing was signed')
  return signed
}

/** Uploads to a signed URL as a browser would: to the API, under the tenant's host. */
export function putSigned(
  { port }: TestInstallation,
  { url, headers }: { url: string; headers: Record<string, string> },
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return atApi(port, url, { method: 'PUT', body: bytes, headers })
}

/** Sends a request for a signed URL, which names the tenant's host, to the API of this installation. */
export function atApi(port: number, url: string, init: RequestInit = {}): Promise<Response> {
  const { host, pathname, search } = new URL(url)
  return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), host },
  })
}

/** Uploads the parts and returns what completing needs. */
export async function sendParts(
  installation: TestInstallation,
  client: Client,
  upload: UploadView,
  bytes: Uint8Array,
  numbers: number[] = Array.from({ length: upload.parts }, (_, at) => at + 1),
): Promise<{ number: number; etag: string }[]> {
  const parts: { number: number; etag: string }[] = []
  for (const number of numbers) {
    const part = partOf(bytes, upload, number)
    const response = await putSigned(
      installation,
      await signPart(client, upload.id, number, checksumOf(part)),
      part,
    )
    if (response.status !== 200) throw new Error(`part ${number}: ${await response.text()}`)
    parts.push({ number, etag: response.headers.get('etag') ?? '' })
  }
  return parts
}

/** Uploads a whole recording to a meeting. */
export async function uploadRecording(
  installation: TestInstallation,
  client: Client,
  meetingId: string,
  bytes: Uint8Array,
  fields: Record<string, unknown> = {},
): Promise<UploadView> {
  const upload = await beginUpload(client, meetingId, bytes, fields)
  const parts = await sendParts(installation, client, upload, bytes)
  const response = await client.post(`/uploads/${upload.id}/complete`, { parts })
  if (!response.ok) throw new Error(`not complete: ${await response.text()}`)
  return (await response.json()) as UploadView
}
