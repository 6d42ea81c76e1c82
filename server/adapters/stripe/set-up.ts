import { type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'

/** Products, prices, the meter and the portal, from the plans. */
export const createSetUp = (_client: StripeClient): Payments['setUp'] =>
  async function* () {
    yield* []
    throw new PaymentsRefused('nothing can be set up yet', 'not_set_up')
  }
