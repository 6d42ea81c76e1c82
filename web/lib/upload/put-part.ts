/** A failed PUT. Status 0: no answer arrived. */
export class PutFailed extends Error {
  override readonly name = 'PutFailed'
  constructor(
    readonly status: number,
    /** The error code of the storage, where it sent one. */
    readonly code: string | null = null,
  ) {
    super(`The storage answered ${status}`)
  }
}

/** `<Error><Code>` of S3's answers. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const refusalCode = (answer: string): string | null =>
  /<Code>\s*(\w+)\s*<\/Code>/.exec(answer)?.[1] ?? null

export interface PutRequest {
  url: string
  headers: Readonly<Record<string, string>>
  bytes: Blob
  onSent: (bytes: number) => void
  signal: AbortSignal
}

/** Aborts a connection after this long without progress: it would never end by itself. */
const stalledMs = 60_000

/** The browser sends these by itself and complains when a page does. */
const ownHeaders: ReadonlySet<string> = new Set(['content-length', 'host'])

/** `fetch` tells nothing of bytes on their way, so XMLHttpRequest. Throws PutFailed or the signal's reason. */
export function putPart({ url, headers, bytes, onSent, signal }: PutRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    let timer: ReturnType<typeof setTimeout> | undefined
    const watch = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => xhr.abort(), stalledMs)
    }
    const stop = (): void => xhr.abort()
    xhr.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) {
      if (!ownHeaders.has(name.toLowerCase())) xhr.setRequestHeader(name, value)
    }
    xhr.upload.addEventListener('progress', (event) => {
      watch()
      onSent(event.loaded)
    })
    xhr.addEventListener('loadend', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else if (xhr.status >= 200 && xhr.status < 300) resolve()
      else reject(new PutFailed(xhr.status, refusalCode(xhr.responseText)))
    })
    signal.addEventListener('abort', stop, { once: true })
    watch()
    if (signal.aborted) reject(signal.reason)
    else xhr.send(bytes)
  })
}
