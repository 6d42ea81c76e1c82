import { type Context, type Link, type Span, SpanKind } from '@opentelemetry/api'
import type { Log } from '../platform/log.ts'
import { countRequest } from '../platform/metrics/figures.ts'
import { withLineIds } from '../platform/telemetry/line-ids.ts'
import { contextFrom, inSpan, linkToStranger, markFailed } from '../platform/telemetry/span.ts'
import { continuedTraces, requestIdOf, routeOfRequest, tenantOfRequest } from './session/visit.ts'
import { storagePrefix } from './storage-passage.ts'

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

let underWay = 0

/** Requests that are being answered. */
export const countUnderWay = (): number => underWay

/**
 * One span, one figure and one log line for a request; all know its id and its route as declared, none its content, and
 * only the log line its path: links carry secrets there.
 */
export async function observe(
  request: Request,
  pathname: string,
  log: Log,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now()
  const requestId = requestIdOf(request)
  // One that was not fit to be used must not become another one with each look.
  request.headers.set('x-request-id', requestId)
  const ids = {
    requestId,
    // Known once the request has been let in.
    get tenantId() {
      return tenantOfRequest.get(request)
    },
  }
  const method = knownMethods.has(request.method) ? request.method : '_OTHER'
  const attributes = { 'http.request.method': method, 'aam.request_id': requestId }
  const { parent, links } = traceOf(request)
  const answered = async (span: Span): Promise<Response> => {
    const response = await answer(request)
    const route = routeOfRequest.get(request) ?? (isPassage(pathname) ? storagePrefix : undefined)
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
  underWay += 1
  try {
    return await inSpan(method, attributes, answered, {
      kind: SpanKind.SERVER,
      parent: withLineIds(parent, ids),
      links,
    })
  } finally {
    underWay -= 1
  }
}

/** Whoever decides which traces are kept can fill our storage, so anybody's context is only linked to. */
function traceOf(request: Request): { parent: Context; links: Link[] } {
  const traceparent = request.headers.get('traceparent')
  if (continuedTraces.has(request)) return { parent: contextFrom(traceparent), links: [] }
  const link = linkToStranger(traceparent)
  return { parent: contextFrom(null), links: link ? [link] : [] }
}

const isPassage = (pathname: string): boolean => pathname.startsWith(storagePrefix)

interface Answered {
  method: string
  route: string | undefined
  status: number
  tenantId: string | undefined
}

/** By the semantic conventions for HTTP: the method and the route, never the path; what the caller did wrong is no error. */
function nameSpan(span: Span, { method, route, status, tenantId }: Answered): void {
  if (!span.isRecording()) return
  span.setAttribute('http.response.status_code', status)
  if (tenantId !== undefined) span.setAttribute('aam.tenant_id', tenantId)
  if (route !== undefined) {
    span.setAttribute('http.route', route)
    span.updateName(`${method} ${route}`)
  }
  if (status >= 500) markFailed(span, String(status))
}
