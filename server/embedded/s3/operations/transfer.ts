import type { S3Request } from '../protocol/http.ts'
import { announcedLength, readText } from '../protocol/request-body.ts'
import { S3Error } from '../protocol/s3-error.ts'
import { emptyReply, requireBucket, type Storage } from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { requireUploadOfPart, uploadPart } from './multipart.ts'
import { putObject } from './objects.ts'
import { openExchange } from './open-exchange.ts'

/** Not a valid bucket name, so it cannot collide with one. */
export const transferPath = '/_handover/'

const maxAgeMs = 3_600_000

/**
 * Accepts bodies as files from a process on this machine that received them for us: proxying every byte over HTTP costs
 * more than storing it. POST describes the request without its body; if its signature is valid, the answer names a
 * file. Once that is written, POST with its name makes it the body, checked like any body; DELETE drops it.
 */
export async function handleTransfer(storage: Storage, request: S3Request): Promise<Reply> {
  const name = request.target.slice(transferPath.length)
  if (request.method === 'POST') {
    return name === '' ? begin(storage, await described(request)) : finish(storage, name)
  }
  if (request.method === 'DELETE') {
    drop(storage, name)
    return emptyReply(204)
  }
  throw notAllowed()
}

/** Drops files that were not completed within an hour, as after the death of the process that was writing. */
export function dropStale(storage: Storage, nowMs: number): void {
  for (const [name, { begunMs }] of storage.transfers) {
    if (nowMs - begunMs > maxAgeMs) drop(storage, name)
  }
}

function drop({ transfers, files }: Storage, name: string): void {
  if (transfers.delete(name)) files.drop(name)
}

async function begin(storage: Storage, request: S3Request): Promise<Reply> {
  const exchange = openExchange(storage, request)
  if (request.method !== 'PUT' || exchange.key === '') throw notAllowed()
  if (exchange.authenticated.payloadHash.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', 'A body in signed chunks cannot be handed over.')
  }
  announcedLength(request, false)
  requireBucket(storage, exchange.bucket)
  if (exchange.query.has('uploadId')) requireUploadOfPart(storage, exchange)
  const { file, path } = await storage.files.reserve()
  storage.transfers.set(file, { exchange, begunMs: Date.now() })
  return {
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: file, path }),
  }
}

async function finish(storage: Storage, name: string): Promise<Reply> {
  const transfer = storage.transfers.get(name)
  if (transfer === undefined) {
    throw new S3Error('RequestTimeout', 'The file is not waited for any more. Send it again.')
  }
  storage.transfers.delete(name)
  const exchange = { ...transfer.exchange, transferredFile: name }
  try {
    return await (exchange.query.has('uploadId')
      ? uploadPart(storage, exchange)
      : putObject(storage, exchange))
  } finally {
    storage.files.drop(name)
  }
}

/** The request that the sender received: `{ method, target, headers: [[name, value]] }`. */
async function described({ body }: S3Request): Promise<S3Request> {
  const value: unknown = parse(await readText(body))
  if (typeof value !== 'object' || value === null) throw malformed()
  const { method, target, headers } = value as Record<keyof S3Request, unknown>
  if (typeof method !== 'string' || typeof target !== 'string' || !Array.isArray(headers)) {
    throw malformed()
  }
  return { method, target, headers: new Headers(headers.map(pair)), body: nothing() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed()
  }
}

function pair(value: unknown): [string, string] {
  const [name, text]: unknown[] = Array.isArray(value) ? value : []
  if (typeof name === 'string' && typeof text === 'string') return [name, text]
  throw malformed()
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const malformed = (): S3Error =>
  new S3Error('InvalidRequest', 'The request to hand over is not described as expected.')

const notAllowed = (): S3Error =>
  new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
