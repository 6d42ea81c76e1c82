import type { Payments, SetUpChange, SetUpOptions } from '../../../modules/billing/ports.ts'
import type { StripeClient } from '../client.ts'
import { setUpMeter } from './meter.ts'
import { setUpPlans } from './plans.ts'
import { setUpPortal } from './portal.ts'
import { setUpMeterErrors, setUpWebhook } from './webhook.ts'
import type { SetUpClient } from './client.ts'

/**
 * Creates products, prices, the meter, the portal and the webhooks that the plans need. What is correct is left alone.
 * A price never changes: another amount is a new price, and existing subscribers keep the old one.
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
