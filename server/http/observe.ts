import { type Context, type Link, type Span, SpanKind } from '@opentelemetry/api'
import type { Log } from '../platform/log.ts'
import { countRequest } from '../platform/metrics/instruments.ts'
import { withLogContext } from '../platform/telemetry/log-context.ts'
import { contextFrom, inSpan, linkToUntrusted, markFailed } from '../platform/telemetry/span.ts'
import {
  continuedTraces,
  requestIdOf,
  routeOfRequest,
  tenantOfRequest,
} from './session/request-context.ts'
import { storagePrefix } from './storage-proxy.ts'

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

let activeRequests = 0

/** Number of requests in progress. */
export const countActiveRequests = (): number => activeRequests

/**
 * Records one span, one metric and one log line per request. All carry the request id and the declared route, none the
 * content. Only the log line has the path, since paths of links contain secrets.
 */
export async function observe(
  request: Request,
  pathname: string,
  log: Log,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now()
  const requestId = requestIdOf(request)
  // An invalid id was replaced by a new one; keep it, so that later reads return the same id.
  request.headers.set('x-request-id', requestId)
  const ids = {
    requestId,
    // Known once the tenant has been looked up.
    get tenantId() {
      return tenantOfRequest.get(request)
    },
  }
  const method = knownMethods.has(request.method) ? request.method : '_OTHER'
  const attributes = { 'http.request.method': method, 'aam.request_id': requestId }
  const { parent, links } = traceOf(request)
  const answered = async (span: Span): Promise<Response> => {
    const response = await answer(request)
    const route =
      routeOfRequest.get(request) ?? (isStoragePath(pathname) ? storagePrefix : undefined)
    nameSpan(span, { method, route, status: response.status, tenantId: ids.tenantId })
    const elapsedMs = performance.now() - startedAt
    countRequest(elapsedMs / 1_000, {
      method: method === '_OTHER' ? 'other' : method,
      route: route ?? 'other',
      status: response.status,
    })
    if (pathname.startsWith('/api/') || pathname.startsWith('/webhooks/')) {
      const { tenantId } = ids
      const { status } = response
      const durationMs = Math.round(elapsedMs)
      log.info(
        { requestId, tenantId, method: request.method, path: pathname, status, durationMs },
        'request',
      )
    }
    return response
  }
  activeRequests += 1
  try {
    return await inSpan(method, attributes, answered, {
      kind: SpanKind.SERVER,
      parent: withLogContext(parent, ids),
      links,
    })
  } finally {
    activeRequests -= 1
  }
}

/** Untrusted trace contexts are only linked to: whoever decides which traces are kept could fill our storage. */
function traceOf(request: Request): { parent: Context; links: Link[] } {
  const traceparent = request.headers.get('traceparent')
  if (continuedTraces.has(request)) return { parent: contextFrom(traceparent), links: [] }
  const link = linkToUntrusted(traceparent)
  return { parent: contextFrom(null), links: link ? [link] : [] }
}

const isStoragePath = (pathname: string): boolean => pathname.startsWith(storagePrefix)

interface RequestOutcome {
  method: string
  route: string | undefined
  status: number
  tenantId: string | undefined
}

/** Follows the semantic conventions for HTTP: method and route, never the path; a 4xx response is not an error. */
function nameSpan(span: Span, { method, route, status, tenantId }: RequestOutcome): void {
  if (!span.isRecording()) return
  span.setAttribute('http.response.status_code', status)
  if (tenantId !== undefined) span.setAttribute('aam.tenant_id', tenantId)
  if (route !== undefined) {
    span.setAttribute('http.route', route)
    span.updateName(`${method} ${route}`)
  }
  if (status >= 500) markFailed(span, String(status))
}
