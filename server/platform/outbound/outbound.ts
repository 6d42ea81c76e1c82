import { lookup } from 'node:dns/promises'
import { isMetadata, isPublic, toAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { boundedBody } from './bounded-body.ts'
import { type Target, readTarget } from './read-target.ts'
import { OutboundRefused } from './refusal.ts'

export interface OutboundLimits {
  /** Bytes of a decompressed response. */
  mostBytes: number
  /** From the request to the end of the response. */
  withinMs: number
}

/** All requests to URLs chosen by organisations go through here. */
export interface Outbound {
  /** Resolves the name of a URL and throws OutboundRefused when a request to it would be rejected. */
  check(url: string): Promise<void>
  /**
   * A `fetch` for SDKs with these limits; rejects with OutboundRefused. Only `authorization` is sent as credentials:
   * SDKs also read credentials from the environment, which belong to the operator.
   */
  fetchWithin(limits: OutboundLimits, authorization: string | null): typeof fetch
}

/** Resolves a name to all its addresses. */
export type Resolve = (host: string) => Promise<string[]>

const resolveTimeoutMs = 5_000
const forwardedHeaders = ['accept', 'content-type', 'content-length', 'user-agent']
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Sends requests to URLs chosen by organisations, protected against SSRF. A name is resolved once, all its addresses
 * are checked, and the connection goes to a checked address, with the name in `Host` and TLS, where the certificate
 * must match. Redirects are not followed, and only the caller's headers are sent. Connections are not reused: one
 * opened for a name must not serve another name on the same address.
 */
export function createOutbound(
  allow: AllowList,
  { resolve = resolveBySystem, tls = {} }: { resolve?: Resolve; tls?: { ca?: string } } = {},
): Outbound {
  const findAddresses = async (target: Target): Promise<string[]> => {
    const literal = toAddress(target.host)
    const addresses = literal
      ? [target.host]
      : await withTimeout(resolveTimeoutMs, resolve(target.host)).catch(() => {
          throw new OutboundRefused('unresolved')
        })
    if (addresses.length === 0) throw new OutboundRefused('unresolved')
    const verdicts = addresses.map((address) => classify(address, target, allow))
    // One bad address is enough: the next DNS answer might contain only that one.
    if (verdicts.includes('closed')) throw new OutboundRefused('inside')
    if (target.url.protocol === 'http:' && !verdicts.every((verdict) => verdict === 'allowed')) {
      throw new OutboundRefused('not_secure')
    }
    // IPv4 first: many networks have no route to the IPv6 addresses that their resolvers return.
    return addresses.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')))
  }

  const send = async (
    text: string,
    init: RequestInit,
    { limits, authorization }: { limits: OutboundLimits; authorization: string | null },
  ) => {
    const target = readTarget(text, allow)
    const { url, host } = target
    const [address = ''] = await findAddresses(target)
    const pinned = new URL(url)
    pinned.hostname = address.includes(':') ? `[${address}]` : address
    const headers = headersFor(url, init.headers, authorization)
    const timeUp = new AbortController()
    const timer = setTimeout(() => timeUp.abort(new OutboundRefused('too_slow')), limits.withinMs)
    const stop = () => clearTimeout(timer)
    const signals = [timeUp.signal, ...(init.signal ? [init.signal] : [])]
    try {
      const options = {
        ...init,
        headers,
        signal: AbortSignal.any(signals),
        redirect: 'manual',
        credentials: 'omit',
        keepalive: false,
        // A busy server may be silent for longer than Bun's default of five minutes.
        timeout: false,
        tls: toAddress(host) ? tls : { ...tls, serverName: host },
      }
      const response = await fetch(pinned, options as RequestInit)
      if (redirects.has(response.status)) {
        await response.body?.cancel()
        throw new OutboundRefused('redirected')
      }
      return boundedBody(response, limits.mostBytes, { signal: timeUp.signal, onEnd: stop })
    } catch (error) {
      stop()
      throw timeUp.signal.aborted ? timeUp.signal.reason : error
    }
  }

  return {
    async check(url) {
      await findAddresses(readTarget(url, allow))
    },
    fetchWithin: (limits, authorization) =>
      (async (input: string | URL | Request, init: RequestInit = {}) => {
        if (input instanceof Request) throw new TypeError('outbound takes an address')
        return send(String(input), init, { limits, authorization })
      }) as typeof fetch,
  }
}

function headersFor(
  url: URL,
  given: RequestInit['headers'],
  authorization: string | null,
): Headers {
  const all = new Headers(given)
  const headers = new Headers({ host: url.host })
  for (const name of forwardedHeaders) {
    const value = all.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (authorization !== null) headers.set('authorization', authorization)
  return headers
}

function classify(text: string, target: Target, allow: AllowList): 'public' | 'allowed' | 'closed' {
  const address = toAddress(text)
  if (!address || isMetadata(address)) return 'closed'
  if (target.isAllowed || allow.allowsAddress(address)) return 'allowed'
  return isPublic(address) ? 'public' : 'closed'
}

const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('too late')), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
