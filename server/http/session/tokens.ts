import { dropOldest } from '../../platform/drop-oldest.ts'
import { jwt } from '@elysiajs/jwt'
import { Elysia } from 'elysia'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Cursors } from '../../platform/cursors.ts'

export interface AccessClaims {
  tenantId: string
  userId: string
  sessionId: string
  expiresAtMs: number
}

export interface Tokens {
  signAccess(claims: Omit<AccessClaims, 'expiresAtMs'>): Promise<{ token: string; expiresAt: Date }>
  readAccess(token: string): Promise<AccessClaims | null>
}

const accessSeconds = 15 * 60
const remembered = 10_000

/** Short-lived access tokens (JWT, HS256). A verified token is cached until it expires. */
export function createTokens(secret: string): Tokens {
  const plugin = new Elysia().use(jwt({ name: 'jwt', secret, alg: 'HS256' }))
  const signer = plugin.decorator.jwt
  const known = new Map<string, AccessClaims>()

  const readAccess = async (token: string): Promise<AccessClaims | null> => {
    const earlier = known.get(token)
    if (earlier) {
      if (earlier.expiresAtMs > Date.now()) return earlier
      known.delete(token)
      return null
    }
    const read = await signer.verify(token)
    if (read === false || typeof read.sub !== 'string' || typeof read.exp !== 'number') return null
    const { tid, sid } = read as { tid?: unknown; sid?: unknown }
    if (typeof tid !== 'string' || typeof sid !== 'string') return null
    const claims = { tenantId: tid, userId: read.sub, sessionId: sid, expiresAtMs: read.exp * 1000 }
    dropOldest(known, remembered)
    known.set(token, claims)
    return claims
  }

  return {
    readAccess,
    async signAccess({ tenantId, userId, sessionId }) {
      const exp = Math.floor(Date.now() / 1000) + accessSeconds
      const token = await signer.sign({ sub: userId, tid: tenantId, sid: sessionId, exp })
      return { token, expiresAt: new Date(exp * 1000) }
    },
  }
}

/** Signs list positions with a key of the installation (HMAC-SHA-256, truncated to 96 bits). */
export function createCursors(secret: string): Cursors {
  const mac = (list: string, body: string) =>
    createHmac('sha256', secret).update(`${list}\n${body}`).digest().subarray(0, 12)
  return {
    sign(list, position) {
      const body = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${body}.${mac(list, body).toString('base64url')}`
    },
    read(list, cursor) {
      const [body, given] = cursor.split('.')
      if (!body || !given) return null
      const expected = mac(list, body)
      const received = Buffer.from(given, 'base64url')
      if (received.length !== expected.length || !timingSafeEqual(received, expected)) return null
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as string[]
    },
  }
}
