import type { TenantSummary } from '../../db/lookup.ts'
import { slugOfHost } from '../modules/identity/tenant-by-host.ts'
import { AppError } from '../platform/errors.ts'
import { type FairGateOptions, openFairGate } from '../platform/fair-gate.ts'
import { tenantPrefix } from '../platform/object-keys.ts'
import { tenantOfRequest } from './session/visit.ts'
import { handOverBody } from './storage-handover.ts'
import { openStreamSlots } from './stream-slots.ts'

export interface StoragePassage {
  /** Where the embedded storage listens. */
  endpoint: string
  bucket: string
  /** Throws when the storage is silent while the work waits for it. */
  whileAnswering<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
}

interface PassageDeps {
  findTenant(slug: string): Promise<TenantSummary | null>
  tenantBaseDomain: string
}

export const storagePrefix = '/_s3/'

const methods = ['GET', 'HEAD', 'PUT']
const sent = new Set([
  'content-length',
  'content-type',
  'range',
  'if-match',
  'if-none-match',
  'if-range',
])
const answered = [
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

/** Bun sends 256 requests at once and lets others wait without a word: some stay for what is no recording. */
const slots: FairGateOptions = {
  name: 'storage-answers',
  slots: 224,
  runningPerTenant: 96,
  waitingAtMost: 512,
  waitAtMostMs: 10_000,
  what: { en: 'open files', ru: 'открытых файлов' },
}

/** Each body that arrives keeps a file open, and asks the storage twice. */
const bodies: FairGateOptions = {
  name: 'storage-uploads',
  slots: 256,
  runningPerTenant: 96,
  waitingAtMost: 512,
  waitAtMostMs: 10_000,
  what: { en: 'parts of uploads', ru: 'частей загрузок' },
}

/**
 * Hands requests with a signature on to the embedded storage, which has no address of its own for browsers. Host and
 * path stay as they came, since the signature covers them; what is read passes as a stream, what is sent goes into a file
 * of the storage. Only the tenant whose host it is has keys here, and it keeps open so many files at once that others
 * find room for theirs.
 */
export function passToStorage(passage: StoragePassage, deps: PassageDeps) {
  const { endpoint, bucket, whileAnswering } = passage
  const inSlot = openStreamSlots(slots)
  const receiving = openFairGate(bodies)
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
    const headers = headersToSend(request, host)
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
        ? await receiving.run({ tenantId: tenant.id, signal: request.signal }, () =>
            handOverBody(passage, { method, target, headers }, request),
          )
        : await inSlot({ tenantId: tenant.id, signal: request.signal }, ask)
    return new Response(response.body, {
      status: response.status,
      headers: headersToAnswer(response.headers),
    })
  }
}

function headersToSend(request: Request, host: string): Headers {
  const headers = new Headers({ host, 'accept-encoding': 'identity' })
  for (const [name, value] of request.headers) {
    if (sent.has(name) || name.startsWith('x-amz-')) headers.set(name, value)
  }
  return headers
}

/** What people uploaded is never a page of ours: it runs nothing, and is saved unless a player takes it. */
function headersToAnswer(from: Headers): Headers {
  const headers = new Headers({
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  })
  for (const name of answered) {
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
