import type Stripe from 'stripe'
import { type SetUpChange, SetUpRefused } from '../../../modules/billing/ports.ts'
import { findMeter, meterName } from '../meter.ts'
import type { SetUpClient } from './client.ts'

const displayName = 'AAM transcribed seconds'

/** Our reports rely on these settings, which Stripe does not allow to change later. */
const needed = {
  default_aggregation: { formula: 'sum' },
  customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
  value_settings: { event_payload_key: 'value' },
} satisfies Partial<Stripe.Billing.MeterCreateParams>

/** One meter for all plans, so that a change of plan loses nothing of the month. */
export async function setUpMeter(
  client: SetUpClient,
): Promise<{ meter: Stripe.Billing.Meter; change: SetUpChange }> {
  const { sdk, call, keyOf } = client
  const what = `meter ${meterName}`
  const found = await findMeter(client)
  if (!found) {
    const meter = await call('billing.meters.create', () =>
      sdk.billing.meters.create(
        { event_name: meterName, display_name: displayName, ...needed },
        keyOf('meter'),
      ),
    )
    return { meter, change: { what, did: 'made', id: meter.id } }
  }
  refuseOther(found)
  if (found.display_name === displayName)
    return { meter: found, change: { what, did: 'kept', id: found.id } }
  const meter = await call('billing.meters.update', () =>
    sdk.billing.meters.update(found.id, { display_name: displayName }, keyOf('meter')),
  )
  return { meter, change: { what, did: 'changed', id: meter.id, detail: 'its name' } }
}

/** A meter that counts something else would charge the wrong amount. */
function refuseOther(found: Stripe.Billing.Meter): void {
  const faults = [
    ['formula', found.default_aggregation.formula, needed.default_aggregation.formula],
    ['customer mapping', found.customer_mapping.type, needed.customer_mapping.type],
    [
      'customer key',
      found.customer_mapping.event_payload_key,
      needed.customer_mapping.event_payload_key,
    ],
    ['value key', found.value_settings.event_payload_key, needed.value_settings.event_payload_key],
  ]
    .filter(([, has, wanted]) => has !== wanted)
    .map(([name, has, wanted]) => `its ${name} is “${has}” and must be “${wanted}”`)
  if (faults.length === 0) return
  throw new SetUpRefused(
    `The meter ${found.id} (${meterName}) at Stripe counts otherwise: ${faults.join('; ')}. Stripe cannot change this. Deactivate the meter in Stripe's dashboard (Billing → Meters) and run setup again: it makes the right one, and prices on it. Subscriptions that use the old one have to be moved to the new prices by hand.`,
  )
}
