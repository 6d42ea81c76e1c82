import { createHmac } from 'node:crypto'

/** The `Stripe-Signature` header over a body, as Stripe writes it. */
export function sign(body: string, secret: string, timeSeconds: number): string {
  const digest = createHmac('sha256', secret).update(`${timeSeconds}.${body}`).digest('hex')
  return `t=${timeSeconds},v1=${digest}`
}
