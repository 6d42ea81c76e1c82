import type { TenantSummary } from '../../db/lookup.ts'
import { slugOfHost } from '../platform/slugs.ts'
import { AppError } from '../platform/errors.ts'
import { type FairGateOptions, openFairGate } from '../platform/fair-gate.ts'
import { tenantPrefix } from '../platform/object-keys.ts'
import { tenantOfRequest } from './session/request-context.ts'
import { transferBody } from './storage-transfer.ts'
import { openStreamSlots } from './stream-slots.ts'
import type { StorageUpstream } from './storage-transfer.ts'

interface StorageProxyDeps {
  findTenant(slug: string): Promise<TenantSummary | null>
  tenantBaseDomain: string
}

export const storagePrefix = '/_s3/'

const methods = ['GET', 'HEAD', 'PUT']
const forwardedRequestHeaders = new Set([
  'content-length',
  'content-type',
  'range',
  'if-match',
  'if-none-match',
  'if-range',
])
const forwardedResponseHeaders = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
]
const playable = /^(audio|video)\//

/** Bun sends 256 requests at once and queues the others silently; the rest stays free for other storage requests. */
const readSlots: FairGateOptions = {
  name: 'storage-answers',
  slots: 224,
  runningPerTenant: 96,
  waitingAtMost: 512,
  waitAtMostMs: 10_000,
  what: { en: 'open files', ru: 'открытых файлов' },
}

/** Each incoming body keeps a file open and sends two requests to the storage. */
const uploadSlots: FairGateOptions = {
  name: 'storage-uploads',
  slots: 256,
  runningPerTenant: 96,
  waitingAtMost: 512,
  waitAtMostMs: 10_000,
  what: { en: 'parts of uploads', ru: 'частей загрузок' },
}

/**
 * Proxies signed requests to the embedded storage, which has no public address of its own. Host and path stay
 * unchanged, since the signature covers them. Downloads are streamed; uploads are written into a file of the storage. A
 * tenant can reach only its own keys, through its own host, and has a limit of open files so that other tenants find
 * free slots.
 */
export function createStorageProxy(upstream: StorageUpstream, deps: StorageProxyDeps) {
  const { endpoint, bucket, whileAnswering } = upstream
  const withReadSlot = openStreamSlots(readSlots)
  const uploadGate = openFairGate(uploadSlots)
  return async (request: Request): Promise<Response> => {
    if (!methods.includes(request.method)) throw wrongMethod(request.method)
    const { pathname, search } = new URL(request.url)
    const host = request.headers.get('host') ?? ''
    const slug = slugOfHost(host, deps.tenantBaseDomain)
    const tenant = slug === null ? null : await deps.findTenant(slug)
    const isOwn =
      tenant?.status === 'active' &&
      pathname.startsWith(`${storagePrefix}${bucket}/${tenantPrefix(tenant.id)}`)
    if (!isOwn)
      throw new AppError('not_found', 'There is no such address.', [], {}, 'Такого адреса нет.')
    tenantOfRequest.set(request, tenant.id)
    const target = `${pathname}${search}`
    const { method } = request
    const headers = toUpstreamHeaders(request, host)
    const ask = () =>
      whileAnswering((silent) =>
        fetch(`${endpoint}${target}`, {
          method,
          headers,
          redirect: 'manual',
          signal: AbortSignal.any([request.signal, silent]),
          decompress: false,
        } as RequestInit),
      )
    const response =
      method === 'PUT'
        ? await uploadGate.run({ tenantId: tenant.id, signal: request.signal }, () =>
            transferBody(upstream, { method, target, headers }, request),
          )
        : await withReadSlot({ tenantId: tenant.id, signal: request.signal }, ask)
    return new Response(response.body, {
      status: response.status,
      headers: toClientHeaders(response.headers),
    })
  }
}

function toUpstreamHeaders(request: Request, host: string): Headers {
  const headers = new Headers({ host, 'accept-encoding': 'identity' })
  for (const [name, value] of request.headers) {
    if (forwardedRequestHeaders.has(name) || name.startsWith('x-amz-')) headers.set(name, value)
  }
  return headers
}

/** Uploaded content must never act as a page of ours: it is sandboxed, and downloaded unless a player plays it. */
function toClientHeaders(from: Headers): Headers {
  const headers = new Headers({
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  })
  for (const name of forwardedResponseHeaders) {
    const value = from.get(name)
    if (value !== null) headers.set(name, value)
  }
  const type = from.get('content-type') ?? ''
  if (!playable.test(type) && !headers.has('content-disposition')) {
    headers.set('content-disposition', 'attachment')
  }
  return headers
}

const wrongMethod = (method: string): AppError =>
  new AppError(
    'method_not_allowed',
    `${method} is not possible here; ${methods.join(', ')} are.`,
    [],
    { allow: methods.join(', ') },
    `Метод ${method} здесь не поддерживается, есть ${methods.join(', ')}.`,
  )
