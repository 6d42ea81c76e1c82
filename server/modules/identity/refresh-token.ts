import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * `<session id>.<secret>.<mac>`: the id finds the session, the secret proves it, and the MAC shows that we issued the
 * token, so that a forged token cannot end a session as reused. Only a hash of the secret is stored.
 */
export interface RefreshToken {
  sessionId: string
  secret: string
}

export const newSecret = (): string => randomBytes(32).toString('base64url')
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')

export const formatRefreshToken = ({ sessionId, secret }: RefreshToken, key: string): string =>
  `${sessionId}.${secret}.${macOf(sessionId, secret, key)}`

/** Returns null for a token that we did not issue. */
export function parseRefreshToken(token: string, key: string): RefreshToken | null {
  const [sessionId, secret, mac, ...rest] = token.split('.')
  if (!sessionId || !secret || !mac || rest.length > 0 || token.length > 300) return null
  const [given, expected] = [Buffer.from(mac), Buffer.from(macOf(sessionId, secret, key))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return { sessionId, secret }
}

const macOf = (sessionId: string, secret: string, key: string): string =>
  createHmac('sha256', key).update(`refresh token\n${sessionId}\n${secret}`).digest('base64url')

/** The successor is derived from its predecessor: two tabs that refresh at once get the same token. */
export const successorOf = (secret: string, key: string): string =>
  createHmac('sha256', key).update(`refresh\n${secret}`).digest('base64url')
