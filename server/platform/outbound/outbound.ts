import { lookup } from 'node:dns/promises'
import { isMetadata, isPublic, toAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { boundedBody } from './bounded-body.ts'
import { type Target, readTarget } from './read-target.ts'
import { OutboundRefused } from './refusal.ts'

export interface OutboundLimits {
  /** Bytes of an answer, unpacked. */
  mostBytes: number
  /** From the request to the end of its answer. */
  withinMs: number
}

/** The one way to addresses that organisations choose. */
export interface Outbound {
  /** Throws OutboundRefused for an address that is not asked, whatever it says; resolves its name for that. */
  check(url: string): Promise<void>
  /**
   * A `fetch` for SDKs within these limits. It rejects with OutboundRefused. `authorization` is all that shows who asks:
   * SDKs also take credentials from the environment, which belong to the operator.
   */
  fetchWithin(limits: OutboundLimits, authorization: string | null): typeof fetch
}

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<string[]>

const resolveWithinMs = 5_000
const passedOn = ['accept', 'content-type', 'content-length', 'user-agent']
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Asks addresses that strangers chose without being led into the network: a name is resolved once, every address of it is
 * checked, and the connection goes to the one that was checked, with the name in `Host` and in TLS, where the
 * certificate must fit it. No redirect is followed, and nothing is sent but what the caller sends. Connections are not
 * kept: one that was made for a name must not serve another on the same address.
 */
export function createOutbound(
  allow: AllowList,
  { resolve = resolveBySystem, tls = {} }: { resolve?: Resolve; tls?: { ca?: string } } = {},
): Outbound {
  const findAddresses = async (target: Target): Promise<string[]> => {
    const literal = toAddress(target.host)
    const addresses = literal
      ? [target.host]
      : await within(resolveWithinMs, resolve(target.host)).catch(() => {
          throw new OutboundRefused('unresolved')
        })
    if (addresses.length === 0) throw new OutboundRefused('unresolved')
    const verdicts = addresses.map((address) => judge(address, target, allow))
    // One bad address spoils the name: the next answer of its server might be that one alone.
    if (verdicts.includes('closed')) throw new OutboundRefused('inside')
    if (target.url.protocol === 'http:' && !verdicts.every((verdict) => verdict === 'allowed')) {
      throw new OutboundRefused('not_secure')
    }
    // Many networks have no way to the addresses of IPv6 that their resolvers give.
    return addresses.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')))
  }

  const ask = async (
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
        // A server at work may be silent for longer than the five minutes that Bun allows.
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
        return ask(String(input), init, { limits, authorization })
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
  for (const name of passedOn) {
    const value = all.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (authorization !== null) headers.set('authorization', authorization)
  return headers
}

function judge(text: string, target: Target, allow: AllowList): 'public' | 'allowed' | 'closed' {
  const address = toAddress(text)
  if (!address || isMetadata(address)) return 'closed'
  if (target.isAllowed || allow.allowsAddress(address)) return 'allowed'
  return isPublic(address) ? 'public' : 'closed'
}

const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('too late')), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
