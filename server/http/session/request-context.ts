import { createHash } from 'node:crypto'
import type { TenantSummary } from '../../../db/lookup.ts'
import type { Locale } from '../../../plugins/engine/types.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { AppError, type FieldFault } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { normalAddress } from '../../platform/ip-ranges.ts'
import { isStorable } from '../json-body.ts'
import type { RouteFacts } from '../route-facts.ts'
import { isLocale } from '../../../plugins/vocabulary.ts'

/** What is known about a request before authentication. */
export interface RequestContext {
  requestId: string
  tenant: TenantSummary | null
  slug: string | null
  locale: Locale
  address: string
  host: string
  /** Scheme and host as the browser sent them: use it only for this caller, never in a link. */
  origin: string
  /** Base URL of the organisation's pages, for links. */
  home: string
  /** Whether the connection is encrypted or local. */
  isPrivate: boolean
}

export type UserCtx = Ctx & { principal: UserPrincipal }

/** The tenant of a request, for its log line and span. */
export const tenantOfRequest = new WeakMap<Request, string>()

/** The declared route of a request. */
export const routeOfRequest = new WeakMap<Request, string>()

/** Requests whose trace context comes from a configured proxy and can be trusted. */
export const continuedTraces = new WeakSet<Request>()

const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/

export const requestIdOf = (request: Request): string => {
  const given = request.headers.get('x-request-id')
  return given && requestIdPattern.test(given) ? given : newId()
}

/** The reader's language: the one that the browser prefers, else the tenant's. */
export function localeOf(request: Request, tenant: TenantSummary | null): Locale {
  const accepted = request.headers.get('accept-language') ?? ''
  for (const part of accepted.split(',')) {
    const language = part.trim().slice(0, 2).toLowerCase()
    if (isLocale(language)) return language
  }
  return tenant?.locale ?? 'en'
}

const localNames = /(^|\.)localhost(:\d+)?$|^127\.\d+\.\d+\.\d+(:\d+)?$|^\[::1\](:\d+)?$/

const ownAddresses = /^(127\.|::1$|::ffff:127\.)/

/**
 * Encrypted up to our proxy, or from this machine: anybody can claim a local name, so the peer address must be local,
 * too.
 */
export function isPrivateConnection(
  request: Request,
  host: string,
  peer: string,
  publicUrl: string | null,
): boolean {
  if (localNames.test(host) && ownAddresses.test(peer)) return true
  return isEncrypted(request, publicUrl)
}

/** A proxy that terminates TLS reports it in `X-Forwarded-Proto`; without that header `PUBLIC_URL` decides. */
function isEncrypted(request: Request, publicUrl: string | null): boolean {
  if (request.url.startsWith('https:')) return true
  const forwarded = request.headers.get('x-forwarded-proto')
  return forwarded === null ? publicUrl?.startsWith('https:') === true : forwarded === 'https'
}

export const originOf = (request: Request, host: string, publicUrl: string | null): string =>
  `${isEncrypted(request, publicUrl) ? 'https' : 'http'}://${host}`

/** The client's address, normalized: the peer, or behind trusted proxies (`proxies.ts`) the address that they saw. */
export const addressOf = (request: Request, peer: string): string =>
  request.headers.get('x-forwarded-for') ?? normalAddress(peer) ?? peer

export const insecureTransport = (): AppError =>
  new AppError(
    'insecure_transport',
    'This connection is not encrypted, so a password or key would be readable on its way. Open AAM by https.',
    [],
    {},
    'Это соединение не зашифровано: пароль или ключ можно прочитать по дороге. Откройте AAM по https.',
  )

export const sessionNeeded = (): AppError =>
  new AppError(
    'session_needed',
    'An API key has no session, so this is only for somebody who is signed in.',
    [],
    {},
    'У ключа API нет сеанса: это доступно только вошедшему человеку.',
  )

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request of this method changes nothing (RFC 9110, section 9.2.1). */
export const isSafeMethod = (method: string): boolean => safeMethods.has(method)

/**
 * A write authenticated by cookie must come from our own pages (OWASP: verify the origin by Sec-Fetch-Site or Origin,
 * or by a custom header when a client sends neither).
 */
export function refuseCrossSite(request: Request, host: string): void {
  if (safeMethods.has(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const allowed = site
    ? site === 'same-origin' || site === 'none'
    : origin
      ? URL.canParse(origin) && new URL(origin).host === host
      : request.headers.has('x-aam-csrf')
  if (allowed) return
  throw new AppError(
    'cross_site_request',
    'The request came from another site. Open AAM itself and try again; a program should send a bearer token.',
    [],
    {},
    'Запрос пришёл с другого сайта. Откройте сам AAM и попробуйте снова; программе нужен токен в заголовке Authorization.',
  )
}

/** Rejects query parameters that the route does not declare, that are repeated, or that cannot be stored. */
export function refuseUnknownQuery(request: Request, { queryNames }: RouteFacts): void {
  const at = request.url.indexOf('?')
  if (at === -1 || !new URL(request.url).pathname.startsWith('/api/')) return
  const seen = new Set<string>()
  const faults: FieldFault[] = []
  for (const [name, value] of new URLSearchParams(request.url.slice(at + 1))) {
    const fault = !queryNames.has(name)
      ? { detail: 'there is no such parameter here', inRussian: 'такого параметра здесь нет' }
      : seen.has(name)
        ? { detail: 'given twice', inRussian: 'назван дважды' }
        : isStorable(value)
          ? null
          : { detail: 'must not hold U+0000', inRussian: 'не должен содержать U+0000' }
    if (fault && faults.length < 20) faults.push({ pointer: `?${name.slice(0, 80)}`, ...fault })
    seen.add(name)
  }
  if (faults.length === 0) return
  throw new AppError(
    'invalid_request',
    'Some query parameters are not as expected; the list says which.',
    faults,
    {},
    'Часть параметров в адресе не подходит; какие именно, сказано в списке.',
  )
}

const keyPattern = /^[\x21-\x7e]{1,200}$/

/** The `Idempotency-Key` of a write and a hash of the request (draft-ietf-httpapi-idempotency-key-header). */
export function readIdempotency(request: Request, path: string, body: unknown): Ctx['idempotency'] {
  const key = request.headers.get('idempotency-key')
  if (key === null || safeMethods.has(request.method)) return undefined
  if (!keyPattern.test(key)) {
    throw new AppError(
      'invalid_request',
      'The Idempotency-Key must be 1 to 200 visible characters.',
      [{ pointer: '', detail: 'header Idempotency-Key', inRussian: 'заголовок Idempotency-Key' }],
      {},
      'Idempotency-Key – это от 1 до 200 видимых символов ASCII.',
    )
  }
  const hash = createHash('sha256').update(`${request.method} ${path}\n`)
  if (body instanceof Uint8Array) hash.update(body)
  else hash.update(JSON.stringify(body ?? null))
  return { key, requestHash: hash.digest('hex') }
}

/** The revision in `If-Match`; null when the caller sends none. */
export function expectedRev(headers: Record<string, string | undefined>): number | null {
  const given = headers['if-match']
  if (given === undefined || given === '*') return null
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(given)
  if (!match) {
    throw new AppError(
      'precondition_failed',
      'The If-Match header names no known revision. Read the resource again.',
      [],
      {},
      'В заголовке If-Match нет известной ревизии. Прочитайте объект заново.',
    )
  }
  return Number(match[1])
}
