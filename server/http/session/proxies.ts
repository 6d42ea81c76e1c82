import ipaddr from 'ipaddr.js'
import { normalAddress } from '../../platform/ip-ranges.ts'
import type { TrustedProxies } from '../../platform/settings/network-config.ts'
import { continuedTraces } from './request-context.ts'

const loopback = ['127.0.0.0/8', '::1/128']
const hostPattern = /^[a-z0-9.-]{1,253}(:\d{1,5})?$/i

/**
 * Normalizes the forwarded headers of a request. From a trusted proxy, `X-Forwarded-For` becomes the one address that
 * the proxies vouch for, `X-Forwarded-Proto` the protocol that the nearest proxy saw, and `X-Forwarded-Host` the
 * `Host`. From any other peer these headers are removed. Without configured ranges a proxy on this machine is trusted
 * if `PUBLIC_URL` is set. The trace of `traceparent` is continued only with configured ranges: most proxies pass on
 * what a caller sent.
 */
export function createForwarding(
  ranges: TrustedProxies,
  publicUrl: string | null,
): (request: Request, peer: string | undefined) => Request {
  const trusted = (ranges ?? (publicUrl === null ? [] : loopback)).map((range) =>
    ipaddr.parseCIDR(range),
  )
  const isTrusted = (address: string): boolean => {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return trusted.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))
  }
  return (request, peer = '') => {
    const { headers } = request
    if (!isTrusted(peer)) {
      for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']) {
        headers.delete(name)
      }
      // A connection that bypasses the configured proxies has no TLS.
      if (ranges !== null) headers.set('x-forwarded-proto', 'http')
      return request
    }
    if (ranges !== null) continuedTraces.add(request)
    setOrDelete(headers, 'x-forwarded-for', clientOf(headers.get('x-forwarded-for'), isTrusted))
    setOrDelete(headers, 'x-forwarded-proto', protocolOf(headers.get('x-forwarded-proto')))
    const host = lastOf(headers.get('x-forwarded-host'))
    if (host !== null && hostPattern.test(host)) headers.set('host', host)
    headers.delete('x-forwarded-host')
    return request
  }
}

function setOrDelete(headers: Headers, name: string, value: string | null): void {
  if (value === null) headers.delete(name)
  else headers.set(name, value)
}

/** The right-most address that is not a trusted proxy; callers can forge everything to the left of it. */
function clientOf(list: string | null, isTrusted: (address: string) => boolean): string | null {
  let client: string | null = null
  for (const part of (list ?? '').split(',').toReversed()) {
    const address = normalAddress(withoutPort(part.trim()))
    if (address === null) break
    client = address
    if (!isTrusted(address)) break
  }
  return client
}

const withoutPort = (text: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text

function protocolOf(list: string | null): string | null {
  const last = lastOf(list)?.toLowerCase()
  return last === 'https' || last === 'http' ? last : null
}

const lastOf = (list: string | null): string | null => list?.split(',').at(-1)?.trim() || null
