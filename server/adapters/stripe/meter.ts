import { type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'

/** The meter of transcribed seconds. */
export function createMeter(_client: StripeClient): Pick<Payments, 'report' | 'sumMeter'> {
  const none = async (): Promise<never> => {
    throw new PaymentsRefused('there is no meter yet', 'not_set_up')
  }
  return { report: none, sumMeter: none }
}
