/** The part of a recording that arrived. */
export interface ReceivedMedia {
  sizeBytes: number
  sha256: string
  contentType: string
}

/** The expected properties of the next recordings; others are rejected. */
export interface ExpectedMedia {
  sizeBytes?: number
  sha256?: string
}

export class MediaRefused extends Error {
  override readonly name = 'MediaRefused'
  constructor(
    readonly kind: 'unreachable' | 'unreadable',
    message: string,
  ) {
    super(message)
  }
}

/** Reads a recording to its end, and copies it to `copyTo` if given. */
export async function readMedia(
  body: ReadableStream<Uint8Array> | null,
  contentType: string,
  announcedBytes: number | null,
  copyTo: string | null,
): Promise<ReceivedMedia> {
  const hash = new Bun.CryptoHasher('sha256')
  const copy = copyTo === null ? null : Bun.file(copyTo).writer()
  let sizeBytes = 0
  try {
    for await (const chunk of body ?? []) {
      hash.update(chunk)
      sizeBytes += chunk.byteLength
      if (copy) {
        copy.write(chunk)
        await copy.flush()
      }
    }
  } finally {
    await copy?.end()
  }
  if (sizeBytes === 0) throw new MediaRefused('unreadable', 'the recording is empty')
  if (announcedBytes !== null && announcedBytes !== sizeBytes) {
    throw new MediaRefused('unreadable', `${sizeBytes} bytes of ${announcedBytes} arrived`)
  }
  return { sizeBytes, sha256: hash.digest('hex'), contentType }
}

/** Fetches a recording as the vendor does: with only its address. */
export async function fetchMedia(url: string, copyTo: string | null): Promise<ReceivedMedia> {
  const response = await fetch(url).catch(() => null)
  if (!response?.ok) {
    const what = response ? `${response.status} ${response.statusText}`.trim() : 'no answer'
    await response?.body?.cancel()
    throw new MediaRefused(
      'unreachable',
      `The remote server hosting the media returned an error: ${what}.`,
    )
  }
  const announced = response.headers.get('content-length')
  return readMedia(
    response.body,
    response.headers.get('content-type') ?? 'application/octet-stream',
    announced === null ? null : Number(announced),
    copyTo,
  )
}

export function checkMedia(media: ReceivedMedia, expected: ExpectedMedia): void {
  if (expected.sizeBytes !== undefined && expected.sizeBytes !== media.sizeBytes) {
    throw new MediaRefused('unreadable', 'the recording has another length')
  }
  if (expected.sha256 !== undefined && expected.sha256 !== media.sha256) {
    throw new MediaRefused('unreadable', 'the recording has another hash')
  }
}
