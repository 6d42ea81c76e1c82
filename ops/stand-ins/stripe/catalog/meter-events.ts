import { parseDecimal } from '../billing/decimals.ts'
import { day, minute } from '../clock/calendar.ts'
import { invalid, StripeFault } from '../wire/fault.ts'
import type { Call } from '../wire/router.ts'
import type { Meter } from '../wire/types.ts'
import type { World } from '../world.ts'
import { reportMeterError, reportNoMeter } from './meter-errors.ts'

/** How long a repeated identifier is rejected; Stripe promises at least 24 hours. */
const rememberedSeconds = day

function refuseTimestamp(timestamp: number, now: number): void {
  if (timestamp < now - 35 * day) {
    throw invalid(
      'The timestamp must be within the past 35 days.',
      'timestamp',
      'timestamp_too_far_in_past',
    )
  }
  if (timestamp > now + 5 * minute) {
    throw invalid(
      'The timestamp must not be more than 5 minutes in the future.',
      'timestamp',
      'timestamp_in_future',
    )
  }
}

/** Rejects an identifier that any meter has accepted, even if its event turned out invalid later. */
function refuseRepeat(world: World, identifier: string, now: number): void {
  const takenAt = world.identifiers.get(identifier)
  if (takenAt === undefined || takenAt <= now - rememberedSeconds) return
  throw new StripeFault(
    400,
    {
      type: 'invalid_request_error',
      message: `An event already exists with identifier ${identifier}.`,
    },
    { 'stripe-should-retry': 'false' },
  )
}

/** The fault of a value, which Stripe finds only after it has accepted the event. */
function faultOfValue(text: string | undefined): string | null {
  if (text === undefined) return 'meter_event_invalid_value'
  if (parseDecimal(text) !== null)
    return text.replace(/\D/g, '').length > 15 + 12 ? 'meter_event_value_too_many_digits' : null
  return /^-?\d+\.\d{13,}$/.test(text)
    ? 'meter_event_value_too_many_digits'
    : 'meter_event_invalid_value'
}

/** Accepts a meter event. Its customer and value are checked later, as Stripe does: a thin event reports faults. */
export function createMeterEvent({ world, params }: Call): object {
  const event_name = params.needText('event_name')
  const payload = params.inside('payload')
  if (!payload) throw invalid('Missing required param: payload.', 'payload', 'parameter_missing')
  const identifier = params.text('identifier') ?? world.id('evt_meter', 24)
  if (identifier.length > 100) throw invalid('At most 100 characters', 'identifier')
  const fields = payload.fields as Record<string, string>
  const named = [...world.meters.values()].filter((it) => it.event_name === event_name)
  const meter = named.find((it) => it.status === 'active') ?? named[0]
  const customer = fields[meter?.customer_mapping.event_payload_key ?? 'stripe_customer_id']
  const now = world.clockOf(customer).now()
  const stamped = params.integer('timestamp')
  const shift = world.settings.shiftMeterTimestamps ? world.offset : 0
  const timestamp = stamped === null ? now : stamped + shift
  refuseTimestamp(timestamp, now)
  refuseRepeat(world, identifier, now)
  world.identifiers.set(identifier, now)
  if (!meter) reportNoMeter(world, event_name, identifier)
  else keepReading(world, meter, { identifier, customer, timestamp, fields, now })
  return {
    object: 'billing.meter_event',
    created: now,
    event_name,
    identifier,
    livemode: false,
    payload: fields,
    timestamp,
  }
}

interface Received {
  identifier: string
  customer: string | undefined
  timestamp: number
  now: number
  fields: Record<string, string>
}

function keepReading(world: World, meter: Meter, received: Received): void {
  const { identifier, customer, timestamp, now, fields } = received
  const text =
    meter.default_aggregation.formula === 'count'
      ? '1'
      : fields[meter.value_settings.event_payload_key]
  const fault =
    meter.status === 'inactive'
      ? 'archived_meter'
      : customer === undefined
        ? 'meter_event_no_customer_defined'
        : world.customers.has(customer)
          ? faultOfValue(text)
          : 'meter_event_customer_not_found'
  if (fault) {
    reportMeterError(world, meter, fault, identifier)
    return
  }
  world.readings.push({
    identifier,
    meterId: meter.id,
    eventName: meter.event_name,
    customer: customer ?? '',
    value: parseDecimal(text ?? '0') ?? 0n,
    timestamp,
    receivedAt: now,
    cancelled: false,
  })
}

/** Cancels an event within 24 hours of its arrival. */
export function createAdjustment({ world, params }: Call): object {
  const event_name = params.needText('event_name')
  params.choice('type', ['cancel'])
  const cancel = params.inside('cancel')
  const identifier = cancel?.needText('identifier') ?? ''
  const reading = world.readings.findLast(
    (it) => it.identifier === identifier && it.eventName === event_name,
  )
  if (!reading) {
    throw invalid(
      `No meter event found with identifier ${identifier}.`,
      'cancel[identifier]',
      'resource_missing',
    )
  }
  if (reading.receivedAt < world.clockOf(reading.customer).now() - day) {
    throw invalid(
      'You can only cancel events within 24 hours of Stripe receiving them.',
      'cancel[identifier]',
    )
  }
  if (reading.cancelled) throw invalid('The event is cancelled already.', 'cancel[identifier]')
  reading.cancelled = true
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name,
    livemode: false,
    status: 'pending',
    type: 'cancel',
  }
}
