import { SpanKind } from '@opentelemetry/api'
import { Elysia } from 'elysia'
import type { Log } from '../platform/log.ts'
import { AppError } from '../platform/errors.ts'
import { contextFrom, inSpan } from '../platform/telemetry.ts'
import { collectNeeds, type Need } from './needs.ts'
import { openApi } from './openapi.ts'
import { isUnavailable, problemResponse, toAppError } from './problem.ts'
import { secure } from './security-headers.ts'
import { type SessionDeps, sessionPlugin, type SessionPlugin } from './session.ts'
import { requestIdOf, tenantOfRequest } from './visit.ts'

export interface HttpOptions extends SessionDeps {
  /** Builds the modules' routes around the session. */
  routes(session: SessionPlugin): Elysia[]
  /** Answers what is no API: the dashboard's files. Null when the dashboard is served elsewhere. */
  dashboard: ((request: Request) => Promise<Response | null>) | null
}

export interface Http {
  fetch(request: Request): Promise<Response>
  /** Elysia itself; set its `server` once it listens, so that handlers can reach it. */
  app: Elysia
}

const quiet = /^\/(health|assets)\//

/** Puts the application together and refuses to when a route does not declare what it needs. */
export function createHttp(options: HttpOptions): Http {
  const { log } = options
  let needs = new Map<string, Need>()
  const session = sessionPlugin(options, (method, route) => needs.get(`${method} ${route}`))
  const self = {
    fetch: async (_request: Request): Promise<Response> => new Response(null, { status: 503 }),
  }
  const app = new Elysia({ normalize: false })
    .onError({ as: 'global' }, ({ error, code, request, path }) => {
      const requestId = requestIdOf(request)
      const expected = toAppError(error, code)
      if (expected?.code === 'not_found') {
        const allowed = allowedMethods(needs, path)
        if (allowed.length > 0 && !allowed.includes(request.method)) {
          return problemResponse(wrongMethod(request.method, allowed), requestId)
        }
      }
      if (expected && !isUnavailable(error)) return problemResponse(expected, requestId)
      log.error({ err: error, requestId, path }, 'request failed')
      return problemResponse(expected ?? unexpected(requestId), requestId)
    })
    .use(openApi((request) => self.fetch(request)))
  for (const routes of options.routes(session)) app.use(routes)
  needs = collectNeeds(app.routes)
  app.compile()
  self.fetch = async (request) => app.fetch(request)

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (options.dashboard && !isApi(pathname)) {
      const file = await options.dashboard(request)
      if (file) return file
    }
    return app.fetch(request)
  }
  return {
    app: app as unknown as Elysia,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (quiet.test(pathname)) return secure(await answer(request))
      return observe(request, pathname, log, answer)
    },
  }
}

const isApi = (pathname: string): boolean =>
  pathname.startsWith('/api/') || pathname.startsWith('/health/') || pathname.startsWith('/swagger')

/** One span and one log line for a request; both know its id, neither its content. */
async function observe(
  request: Request,
  pathname: string,
  log: Log,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now()
  const requestId = requestIdOf(request)
  if (!request.headers.has('x-request-id')) request.headers.set('x-request-id', requestId)
  const attributes = {
    'http.request.method': request.method,
    'url.path': pathname,
    'aam.request_id': requestId,
  }
  const parent = contextFrom(request.headers.get('traceparent'))
  return inSpan(
    `${request.method} ${pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')}`,
    attributes,
    async (span) => {
      const response = secure(await answer(request))
      span.setAttribute('http.response.status_code', response.status)
      const tenantId = tenantOfRequest.get(request)
      const durationMs = Math.round(performance.now() - startedAt)
      if (tenantId) span.setAttribute('aam.tenant_id', tenantId)
      if (pathname.startsWith('/api/')) {
        log.info(
          {
            requestId,
            tenantId,
            method: request.method,
            path: pathname,
            status: response.status,
            durationMs,
          },
          'request',
        )
      }
      return response
    },
    { kind: SpanKind.SERVER, parent },
  )
}

function allowedMethods(needs: Map<string, Need>, path: string): string[] {
  const parts = path.split('/')
  const methods: string[] = []
  for (const route of needs.keys()) {
    const [method = '', pattern = ''] = route.split(' ')
    const expected = pattern.split('/')
    const fits =
      expected.length === parts.length &&
      expected.every((part, at) => part.startsWith(':') || part === parts[at])
    if (fits) methods.push(method)
  }
  return methods
}

const wrongMethod = (method: string, allowed: string[]): AppError =>
  new AppError(
    'method_not_allowed',
    `${method} is not possible here; ${allowed.join(', ')} is.`,
    [],
    {
      allow: allowed.join(', '),
    },
  )

const unexpected = (requestId: string): AppError =>
  new AppError(
    'internal',
    `Something went wrong on our side. Nothing half done was kept. Try again; if it happens again, tell your operator the request id ${requestId}.`,
  )
