import type { StripeClient } from '../client.ts'

/** A client whose writes carry keys, so that an attempt that was lost on the way is not made twice. */
export interface SetUpClient extends StripeClient {
  keyOf(what: string): { idempotencyKey: string }
}
