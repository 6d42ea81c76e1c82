import { AppError } from '../platform/errors.ts'

const cancelWithinMs = 2_000

/** A request to the storage without its body. */
interface RequestHead {
  method: string
  target: string
  headers: Headers
}

/**
 * Writes a body directly into a file of the embedded storage on this machine, which then takes the file over: proxying
 * every byte over HTTP costs more than storing it. The storage verifies the signature first; a body that it rejects is
 * not received.
 */
export async function transferBody(
  { endpoint, whileAnswering }: Pick<StorageUpstream, 'endpoint' | 'whileAnswering'>,
  { method, target, headers }: RequestHead,
  request: Request,
): Promise<Response> {
  const transfersUrl = `${endpoint}/_handover/`
  const ask = (address: string, init: RequestInit) =>
    whileAnswering((silent) =>
      fetch(address, { ...init, signal: AbortSignal.any([request.signal, silent]) }),
    )
  const transfer = await ask(transfersUrl, {
    method: 'POST',
    body: JSON.stringify({ method, target, headers: [...headers] }),
  })
  if (transfer.status !== 201) return transfer
  const { name, path } = (await transfer.json()) as { name: string; path: string }
  try {
    // Given the request itself, Bun writes the body in bounded memory without creating objects for it.
    await Bun.write(path, request as unknown as Response)
  } catch (error) {
    await fetch(`${transfersUrl}${name}`, {
      method: 'DELETE',
      signal: AbortSignal.timeout(cancelWithinMs),
    }).catch(() => undefined)
    throw isFull(error) ? diskFull() : error
  }
  return ask(`${transfersUrl}${name}`, { method: 'POST' })
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

const diskFull = (): AppError =>
  new AppError(
    'unavailable',
    'The disk of the storage is full; nothing of this part was kept. Free some space there, then send it again.',
    [],
    {},
    'Диск хранилища заполнен; от этой части ничего не сохранено. Освободите место и отправьте её снова.',
  )

export interface StorageUpstream {
  /** Where the embedded storage listens. */
  endpoint: string
  bucket: string
  /** Runs `work` and throws if the storage stops answering meanwhile. */
  whileAnswering<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
}
