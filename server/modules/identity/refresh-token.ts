import { createHash, createHmac, randomBytes } from 'node:crypto'

/** `<session id>.<secret>`: the id finds the session, the secret proves it. Only a hash of the secret is stored. */
export interface RefreshToken {
  sessionId: string
  secret: string
}

export const newSecret = (): string => randomBytes(32).toString('base64url')
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')
export const formatRefreshToken = ({ sessionId, secret }: RefreshToken): string =>
  `${sessionId}.${secret}`

export function parseRefreshToken(token: string): RefreshToken | null {
  const [sessionId, secret, ...rest] = token.split('.')
  if (!sessionId || !secret || rest.length > 0 || token.length > 200) return null
  return { sessionId, secret }
}

/** The successor follows from the predecessor: two tabs that refresh at once get the same token. */
export const successorOf = (secret: string, key: string): string =>
  createHmac('sha256', key).update(`refresh\n${secret}`).digest('base64url')
