import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid, newId } from '../../../platform/ids.ts'

/**
 * A sign-up invitation for an installation that is not open to everybody: the new organisation's id, its address and
 * expiry, signed (HMAC-SHA-256). It works once, because organisation ids are unique.
 */
export function newInviteToken(secret: string, email: string, days: number): string {
  const body = Buffer.from(
    JSON.stringify([newId(), email, Date.now() + days * 86_400_000]),
  ).toString('base64url')
  return `${body}.${macOf(secret, body)}`
}

/** Returns null if the token is forged or expired. */
export function readInviteToken(
  secret: string,
  token: string,
): { tenantId: string; email: string } | null {
  const [body = '', mac = ''] = token.split('.')
  const [given, expected] = [Buffer.from(mac), Buffer.from(macOf(secret, body))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const [tenantId, email, untilMs] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string,
    number,
  ]
  return isUuid(tenantId) && untilMs > Date.now() ? { tenantId, email } : null
}

const macOf = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(`sign-up\n${body}`).digest('base64url')
