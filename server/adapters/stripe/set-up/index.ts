import type { Payments, SetUpChange, SetUpOptions } from '../../../modules/billing/ports.ts'
import type { StripeClient } from '../client.ts'
import { setUpMeter } from './meter.ts'
import { setUpPlans } from './plans.ts'
import { setUpPortal } from './portal.ts'
import { setUpMeterErrors, setUpWebhook } from './webhook.ts'
import type { SetUpClient } from './client.ts'

/**
 * Products, prices, the meter, the portal and where Stripe tells what happens, as the plans need them. What is as it should be is
 * left alone, and a price never changes: another amount is another price, the one before stays for who has it.
 */
export const createSetUp = (client: StripeClient): Payments['setUp'] =>
  async function* (options: SetUpOptions): AsyncGenerator<SetUpChange> {
    const run = crypto.randomUUID()
    const keyOf = (what: string) => ({ idempotencyKey: `setup/${run}/${what}` })
    const known: SetUpClient = { ...client, keyOf }
    const { meter, change } = await setUpMeter(known)
    yield change
    yield* setUpPlans(known, options.plans, meter.id)
    yield await setUpPortal(known, options.returnUrl)
    if (options.webhookUrl === null) return
    yield await setUpWebhook(known, options.webhookUrl)
    yield await setUpMeterErrors(known, options.webhookUrl)
  }
