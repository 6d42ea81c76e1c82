import type { StripeClient } from '../client.ts'

/** A client whose writes carry idempotency keys, so that a lost attempt is not applied twice. */
export interface SetUpClient extends StripeClient {
  keyOf(what: string): { idempotencyKey: string }
}
