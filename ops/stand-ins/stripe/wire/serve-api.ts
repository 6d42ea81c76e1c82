import { apiVersion, noRequest, type World } from '../world.ts'
import { expand } from './expand.ts'
import { invalid, StripeFault } from './fault.ts'
import { readFields } from './form.ts'
import { Idempotency } from './idempotency.ts'
import { Params } from './params.ts'
import type { Route } from './router.ts'
import { brokenResponse, faultResponse, faultText, takeFault } from './scripted-faults.ts'

/** Every valid request, for proofs. */
export interface SeenRequest {
  method: string
  path: string
  body: string
  idempotencyKey: string | null
  apiVersion: string | null
  authorization: string | null
  status: number
  /** The fault instead of its response, or after its effect. */
  fault: string | null
}

export interface ApiOptions {
  world: World
  routes: Route[]
  /** The only accepted key; any secret key of test mode by default. */
  apiKey: string | null
}

/** Answers a request of the API. */
export function apiServer({ world, routes, apiKey }: ApiOptions) {
  const idempotency = new Idempotency(() => world.clock.now())
  const seen: SeenRequest[] = []

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const body = request.method === 'GET' ? '' : await request.text()
    const requestId = world.id('req')
    const key = request.headers.get('idempotency-key')
    if (world.settings.latencyMs > 0) await Bun.sleep(world.settings.latencyMs)
    const isAnswered = isKept(request, key) && idempotency.has(key, `${url.pathname}\n${body}`)
    const fault = takeFault(world, { method: request.method, path: url.pathname, isAnswered })
    const instead = fault && (fault.kind === 'reset' ? brokenResponse() : faultResponse(fault))
    if (fault?.kind === '500' && isKept(request, key))
      idempotency.keep(key, `${url.pathname}\n${body}`, { status: 500, text: faultText })
    const response = instead ?? respond({ request, url, body, requestId, key })
    response.headers.set('request-id', requestId)
    response.headers.set('stripe-version', apiVersion)
    if (key) response.headers.set('idempotency-key', key)
    seen.push(noteOf(request, url, body, { status: response.status, fault: fault?.kind ?? null }))
    if (fault?.kind === 'reset_after_effect') return brokenResponse()
    if (fault?.kind === 'timeout_after_effect') await new Promise(() => {})
    return response
  }

  function respond(asked: Asked): Response {
    const { request, url, body, requestId, key } = asked
    try {
      checkKey(request, apiKey)
      checkVersion(request)
      const isKeyed = isKept(request, key)
      const earlier = isKeyed ? idempotency.find(key, `${url.pathname}\n${body}`) : null
      if (earlier) return replay(earlier)
      world.request = { id: requestId, idempotency_key: key }
      const { status, text, headers, isRun } = run(world, routes, asked)
      // Stripe stores no response for a request that it did not begin to process.
      if (isKeyed && isRun) idempotency.keep(key, `${url.pathname}\n${body}`, { status, text })
      return new Response(text, {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      })
    } catch (error) {
      const { status, text, headers } = faultAnswer(error)
      return new Response(text, {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      })
    } finally {
      world.request = noRequest
    }
  }

  return { answer, seen }
}

const isKept = ({ method }: Request, key: string | null): key is string =>
  key !== null && method === 'POST'

const noteOf = (
  request: Request,
  url: URL,
  body: string,
  outcome: { status: number; fault: string | null },
): SeenRequest => ({
  method: request.method,
  path: url.pathname + url.search,
  body,
  idempotencyKey: request.headers.get('idempotency-key'),
  apiVersion: request.headers.get('stripe-version'),
  authorization: request.headers.get('authorization'),
  ...outcome,
})

interface Asked {
  request: Request
  url: URL
  body: string
  requestId: string
  key: string | null
}

const replay = ({ status, text }: { status: number; text: string }): Response =>
  new Response(text, {
    status,
    headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
  })

interface Answer {
  status: number
  text: string
  headers: Record<string, string>
  isRun: boolean
}

function run(world: World, routes: Route[], { request, url, body }: Asked): Answer {
  for (const route of routes) {
    const match = route.method === request.method ? route.pattern.exec(url.pathname) : null
    if (!match) continue
    const params = new Params(readFields(url, body))
    try {
      params.only(route.accepts)
      const ids = match.slice(1).map(decodeURIComponent)
      const found = route.run({ world, params, ids, url })
      const text = JSON.stringify(expand(world, found, params.texts('expand')), null, 2)
      return { status: 200, text, headers: {}, isRun: true }
    } catch (error) {
      if (error instanceof StripeFault && error.status === 402) return faultAnswer(error, true)
      throw error
    }
  }
  throw new StripeFault(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${request.method}: ${url.pathname}). Please see https://stripe.com/docs.`,
  })
}

function faultAnswer(error: unknown, isRun = false): Answer {
  if (error instanceof StripeFault) {
    const text = JSON.stringify({ error: error.body }, null, 2)
    return { status: error.status, text, headers: error.headers, isRun }
  }
  // A fault of the stand-in itself must not look like a response of Stripe.
  console.error(error)
  const message = `The stand-in failed: ${error instanceof Error ? error.message : String(error)}`
  return {
    status: 500,
    text: JSON.stringify({ error: { type: 'api_error', message } }),
    headers: { 'stripe-should-retry': 'false' },
    isRun,
  }
}

function checkKey(request: Request, apiKey: string | null): void {
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (!given) {
    throw new StripeFault(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    })
  }
  if (apiKey === null ? !/^(sk|rk)_test_/.test(given) : given !== apiKey) {
    throw new StripeFault(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}`,
    })
  }
}

function checkVersion(request: Request): void {
  const version = request.headers.get('stripe-version')
  if (version !== null && version !== apiVersion) {
    throw invalid(
      `Invalid Stripe API version: ${version}. This stand-in speaks ${apiVersion} only.`,
    )
  }
}
