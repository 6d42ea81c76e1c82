import { AppError } from '../platform/errors.ts'
import type { StoragePassage } from './storage-passage.ts'

const giveUpWithinMs = 2_000

/** A request for the storage, as it came but for its body. */
interface ReceivedHead {
  method: string
  target: string
  headers: Headers
}

/**
 * Lets a body flow into a file of the embedded storage on this machine, which then takes it over: passing every byte on
 * by HTTP costs more than storing it. The storage checks the signature first, and what it refuses is not received.
 */
export async function handOverBody(
  { endpoint, whileAnswering }: Pick<StoragePassage, 'endpoint' | 'whileAnswering'>,
  { method, target, headers }: ReceivedHead,
  request: Request,
): Promise<Response> {
  const handovers = `${endpoint}/_handover/`
  const ask = (address: string, init: RequestInit) =>
    whileAnswering((silent) =>
      fetch(address, { ...init, signal: AbortSignal.any([request.signal, silent]) }),
    )
  const begun = await ask(handovers, {
    method: 'POST',
    body: JSON.stringify({ method, target, headers: [...headers] }),
  })
  if (begun.status !== 201) return begun
  const { name, path } = (await begun.json()) as { name: string; path: string }
  try {
    // Of a request itself Bun writes what arrives without making objects of it, in bounded memory.
    await Bun.write(path, request as unknown as Response)
  } catch (error) {
    await fetch(`${handovers}${name}`, {
      method: 'DELETE',
      signal: AbortSignal.timeout(giveUpWithinMs),
    }).catch(() => undefined)
    throw isFull(error) ? diskFull() : error
  }
  return ask(`${handovers}${name}`, { method: 'POST' })
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
