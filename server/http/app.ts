import { Elysia } from 'elysia'
import { AppError, noSuchAddress } from '../platform/errors.ts'
import { untraced } from '../platform/telemetry/span.ts'
import { compress } from './compression.ts'
import { collectFacts } from './needs.ts'
import type { RouteFacts } from './route-facts.ts'
import { observe } from './observe.ts'
import { generatorPaths, openApi } from './openapi/openapi.ts'
import { isUnavailable, problemResponse, toAppError } from './problem.ts'
import { securityHeaders } from './security-headers.ts'
import { type SessionDeps, sessionPlugin, type SessionPlugin } from './session/session.ts'
import { targetOf } from './request-target.ts'
import { isSafeMethod, localeOf, requestIdOf } from './session/request-context.ts'
import { createStorageProxy, storagePrefix } from './storage-proxy.ts'
import type { StorageUpstream } from './storage-transfer.ts'

export interface HttpOptions extends SessionDeps {
  /** Builds the modules' routes around the session. */
  routes(session: SessionPlugin): Elysia[]
  /** Health routes of the process and its services. */
  health: Elysia
  /** Serves the dashboard's files; null when the dashboard is served elsewhere. */
  dashboard: ((request: Request) => Promise<Response | null>) | null
  /** The storage that we proxy for browsers; null when it has a public address of its own. */
  storageUpstream: StorageUpstream | null
  /** Origin of an external storage that the dashboard uploads to and plays from. */
  storageOrigin: string | null
}

export interface Http {
  fetch(request: Request): Promise<Response>
  /** Builds the cached OpenAPI document ahead of time, so that no request waits for it. */
  warm(): Promise<void>
  /** The Elysia app; set its `server` once it listens, so that handlers can reach it. */
  app: Elysia
  /** What each route declared, by `METHOD path`. */
  facts: ReadonlyMap<string, RouteFacts>
}

/** Upper limit for all routes; most routes declare a lower one. */
const largestBodyBytes = 32 * 1024 * 1024

/** Neither traced nor logged: polled every few seconds, or requested a hundred times per page. */
const quiet = /^\/(health|assets)\/|^\/metrics$/

/** Assembles the HTTP application. Throws when a route does not declare what it needs. */
export function createHttp(options: HttpOptions): Http {
  const { log } = options
  let facts = new Map<string, RouteFacts>()
  const session = sessionPlugin(options, (method, route) => facts.get(`${method} ${route}`))
  const self = {
    fetch: async (_request: Request): Promise<Response> => new Response(null, { status: 503 }),
  }
  const app = new Elysia({ normalize: false })
    .onError({ as: 'global' }, ({ error, code, request, path }) => {
      const requestId = requestIdOf(request)
      const expected = toAppError(error, code, isSafeMethod(request.method))
      const locale = localeOf(request, null)
      const cause = code === 'PARSE' ? (error as Error).cause : error
      if (expected?.code === 'not_found') {
        const allowed = allowedMethods(facts, path)
        if (allowed.length > 0 && !allowed.includes(request.method)) {
          return problemResponse(wrongMethod(request.method, allowed), requestId, locale)
        }
      }
      if (expected && !isUnavailable(cause)) return problemResponse(expected, requestId, locale)
      log.error({ err: cause, requestId, path }, 'request failed')
      return problemResponse(expected ?? unexpected(requestId), requestId, locale)
    })
    .use(openApi((request) => self.fetch(request)))
  // Before the session plugin, which looks the tenant up: health checks must not depend on other services.
  app.use(options.health)
  for (const routes of options.routes(session)) app.use(routes)
  facts = collectFacts(app.routes)
  app.compile()
  self.fetch = async (request) => app.fetch(request)

  const proxyToStorage = options.storageUpstream
    ? createStorageProxy(options.storageUpstream, options)
    : null
  const secure = securityHeaders(options.storageOrigin)

  const answer: Answer = async (request, pathname) => {
    if (proxyToStorage && pathname.startsWith(storagePrefix)) {
      return proxyToStorage(request).catch((error: unknown) => {
        const known = toAppError(error, 'UNKNOWN') ?? storageUnavailable()
        if (isUnavailable(error)) log.error({ err: error, path: storagePrefix }, 'request failed')
        return problemResponse(known, requestIdOf(request), localeOf(request, null))
      })
    }
    if (ownPaths.has(pathname) || pathname === '/metrics')
      return problemResponse(noSuchAddress(), requestIdOf(request), localeOf(request, null))
    if (Number(request.headers.get('content-length') ?? '0') > largestBodyBytes) {
      return problemResponse(tooLarge(), requestIdOf(request), localeOf(request, null))
    }
    if (options.dashboard && !isApi(pathname)) {
      const file = await options.dashboard(request)
      if (file) return file
    }
    return app.fetch(request)
  }
  const route = async (request: Request): Promise<Response> => {
    const { pathname } = targetOf(request)
    const withHead = request.method === 'HEAD' && isApi(pathname) ? answerHead(answer) : answer
    const finish = async (one: Request): Promise<Response> => {
      const response = await withHead(one, pathname)
      return secure(pathname.startsWith(storagePrefix) ? response : await compress(one, response))
    }
    return quiet.test(pathname)
      ? untraced(() => finish(request))
      : observe(request, pathname, log, finish)
  }
  return {
    app: app as unknown as Elysia,
    facts,
    async warm() {
      const document = await app.fetch(new Request('http://localhost/swagger/json'))
      await document.body?.cancel()
    },
    fetch: (request) =>
      route(request).catch((error: unknown) => {
        const requestId = requestIdOf(request)
        const locale = localeOf(request, null)
        if (error instanceof AppError) return secure(problemResponse(error, requestId, locale))
        log.error({ err: error, requestId }, 'request failed')
        return secure(problemResponse(unexpected(requestId), requestId, locale))
      }),
  }
}

const ownPaths = new Set<string>(Object.values(generatorPaths))

type Answer = (request: Request, pathname: string) => Promise<Response>

/** Answers HEAD like GET, with the same headers (RFC 9110, section 9.3.2). */
const answerHead =
  (answer: Answer): Answer =>
  async (request, pathname) => {
    const response = await answer(new Request(request, { method: 'GET' }), pathname)
    await response.body?.cancel()
    return new Response(null, response)
  }

const isApi = (pathname: string): boolean =>
  ['/api/', '/health/', '/swagger', '/webhooks/'].some((start) => pathname.startsWith(start))

function allowedMethods(facts: Map<string, RouteFacts>, path: string): string[] {
  const parts = segmentsOf(path)
  const methods: string[] = []
  for (const route of facts.keys()) {
    const [method = '', pattern = ''] = route.split(' ')
    const expected = segmentsOf(pattern)
    const fits =
      expected.length === parts.length &&
      expected.every((part, at) => part.startsWith(':') || part === parts[at])
    if (fits) methods.push(method)
  }
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/')

const wrongMethod = (method: string, allowed: string[]): AppError =>
  new AppError(
    'method_not_allowed',
    `${method} is not possible here; ${allowed.join(', ')} is.`,
    [],
    { allow: allowed.join(', ') },
    `Метод ${method} здесь не поддерживается, есть ${allowed.join(', ')}.`,
  )

const tooLarge = (): AppError =>
  new AppError(
    'payload_too_large',
    'The body is larger than 32 MB, more than any address takes. Nothing was changed.',
    [],
    {},
    'Запрос больше 32 МБ, столько не принимает ни один адрес. Ничего не изменено.',
  )

const storageUnavailable = (): AppError =>
  new AppError(
    'unavailable',
    'The storage does not answer just now. Try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Хранилище файлов сейчас не отвечает. Повторите через несколько секунд.',
  )

const unexpected = (requestId: string): AppError =>
  new AppError(
    'internal',
    `Something went wrong on our side. Nothing half done was kept. Try again; if it happens again, tell your AAM operator the request id ${requestId}.`,
    [],
    {},
    `На нашей стороне что-то пошло не так. Ничего не осталось сделанным наполовину. Повторите; если не поможет, сообщите оператору номер запроса ${requestId}.`,
  )
