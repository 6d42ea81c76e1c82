import type { S3Request } from '../protocol/http.ts'
import { announcedLength, readText } from '../protocol/request-body.ts'
import { S3Error } from '../protocol/s3-error.ts'
import { emptyReply, requireBucket, type Storage } from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { requireUploadOfPart, uploadPart } from './multipart.ts'
import { putObject } from './objects.ts'
import { openExchange } from './open-exchange.ts'

/** No bucket can have such a name, so that this leads to none. */
export const handoverPath = '/_handover/'

const mostMs = 3_600_000

/**
 * Takes bodies as files, for a process on this machine that receives them for us: passing every byte on by HTTP costs
 * more than storing it. POST describes the request without its body; where its signature holds, the answer names a
 * file. When that is written, POST with its name makes it the body, checked as every body is; DELETE gives it up.
 */
export async function handOver(storage: Storage, request: S3Request): Promise<Reply> {
  const name = request.target.slice(handoverPath.length)
  if (request.method === 'POST') {
    return name === '' ? begin(storage, await described(request)) : finish(storage, name)
  }
  if (request.method === 'DELETE') {
    giveUp(storage, name)
    return emptyReply(204)
  }
  throw notAllowed()
}

/** Gives up what nobody has handed over within an hour, as after the death of the process that received it. */
export function giveUpStale(storage: Storage, nowMs: number): void {
  for (const [name, { begunMs }] of storage.handovers) {
    if (nowMs - begunMs > mostMs) giveUp(storage, name)
  }
}

function giveUp({ handovers, files }: Storage, name: string): void {
  if (handovers.delete(name)) files.giveUp(name)
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
  storage.handovers.set(file, { exchange, begunMs: Date.now() })
  return {
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: file, path }),
  }
}

async function finish(storage: Storage, name: string): Promise<Reply> {
  const handover = storage.handovers.get(name)
  if (handover === undefined) {
    throw new S3Error('RequestTimeout', 'The file is not waited for any more. Send it again.')
  }
  storage.handovers.delete(name)
  const exchange = { ...handover.exchange, handedOver: name }
  try {
    return await (exchange.query.has('uploadId')
      ? uploadPart(storage, exchange)
      : putObject(storage, exchange))
  } finally {
    storage.files.giveUp(name)
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
