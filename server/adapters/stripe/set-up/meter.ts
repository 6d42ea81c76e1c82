import type Stripe from 'stripe'
import type { SetUpChange } from '../../../modules/billing/ports.ts'
import { findMeter, meterName } from '../meter.ts'
import type { SetUpClient } from './index.ts'

const displayName = 'AAM transcribed seconds'

/** The meter is one for all plans, so that a change of plan loses nothing of the month. */
export async function setUpMeter(
  client: SetUpClient,
): Promise<{ meter: Stripe.Billing.Meter; change: SetUpChange }> {
  const { sdk, call, keyOf } = client
  const what = `meter ${meterName}`
  const found = await findMeter(client)
  if (!found) {
    const meter = await call('billing.meters.create', () =>
      sdk.billing.meters.create(
        {
          event_name: meterName,
          display_name: displayName,
          default_aggregation: { formula: 'sum' },
          customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
          value_settings: { event_payload_key: 'value' },
        },
        keyOf('meter'),
      ),
    )
    return { meter, change: { what, did: 'made', id: meter.id } }
  }
  if (found.display_name === displayName)
    return { meter: found, change: { what, did: 'kept', id: found.id } }
  const meter = await call('billing.meters.update', () =>
    sdk.billing.meters.update(found.id, { display_name: displayName }, keyOf('meter')),
  )
  return { meter, change: { what, did: 'changed', id: meter.id, detail: 'its name' } }
}
