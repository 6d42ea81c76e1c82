import type { Meter, ThinEvent } from '../wire/types.ts'
import type { World } from '../world.ts'

const messages: Record<string, string> = {
  archived_meter: 'The meter is not active.',
  meter_event_customer_not_found: 'No customer was found for the event.',
  meter_event_no_customer_defined: 'The payload has no customer.',
  meter_event_invalid_value: 'The payload has no valid value.',
  meter_event_value_too_many_digits: 'The value has too many digits.',
  no_meter: 'No meter has the event name.',
}

function report(world: World, code: string, identifier: string, rest: Partial<ThinEvent>): void {
  const created = new Date(world.clock.now() * 1_000).toISOString()
  const error_message = messages[code] ?? code
  const event: ThinEvent = {
    id: world.id('evt_test', 30),
    object: 'v2.core.event',
    created,
    livemode: false,
    type: 'v1.billing.meter.error_report_triggered',
    data: {
      developer_message_summary: `There is 1 invalid event: ${error_message}`,
      reason: {
        error_count: 1,
        error_types: [
          { code, error_count: 1, sample_errors: [{ error_message, request: { identifier } }] },
        ],
      },
      validation_start: created,
      validation_end: created,
    },
    ...rest,
  }
  world.thinEvents.set(event.id, event)
  world.onEvent(event)
}

/** Emits that a meter event was invalid. */
export const reportMeterError = (
  world: World,
  meter: Meter,
  code: string,
  identifier: string,
): void =>
  report(world, code, identifier, {
    related_object: {
      id: meter.id,
      type: 'billing.meter',
      url: `/v1/billing/meters/${meter.id}`,
    },
  })

/** Emits that no meter has the name of an event. */
export const reportNoMeter = (world: World, _eventName: string, identifier: string): void =>
  report(world, 'no_meter', identifier, { type: 'v1.billing.meter.no_meter_found' })
