import { Stripe } from 'stripe'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { StripeConfig } from '../../platform/settings/stripe-config.ts'
import { traceHeaders } from '../../platform/telemetry/span.ts'
import { createCaller, type Call } from './call.ts'

export interface StripeOptions extends StripeConfig {
  log?: PeerLog
  /** How long one request may take (10 s). */
  timeoutMs?: number
}

export interface StripeClient {
  sdk: Stripe
  /** Makes a request in a span of its own, retried when that is harmless; throws the port's errors. */
  call: Call
  webhookSecret: string | null
  log: PeerLog | undefined
}

const requestMs = 10_000

/** Stripe through its SDK, whose retries are off: it ignores how long it is told to wait, and cannot be traced. */
export function openClient({ timeoutMs = requestMs, log, ...config }: StripeOptions): StripeClient {
  const sdk = new Stripe(config.secretKey, {
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(tracedFetch as typeof fetch),
    ...placeOf(config.apiBase),
  })
  return { sdk, call: createCaller(log), webhookSecret: config.webhookSecret, log }
}

const tracedFetch = (target: string | URL | Request, init: RequestInit = {}): Promise<Response> =>
  fetch(target, { ...init, headers: withTrace(init.headers) })

function withTrace(given: RequestInit['headers']): Headers {
  const headers = new Headers(given)
  for (const [name, value] of Object.entries(traceHeaders())) headers.set(name, value)
  return headers
}

function placeOf(apiBase: string | null) {
  if (apiBase === null) return {}
  const { protocol, hostname, port } = new URL(apiBase)
  const isPlain = protocol === 'http:'
  return {
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? ('http' as const) : ('https' as const),
  }
}
