import { invalid } from '../wire/fault.ts'
import { listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Meter } from '../wire/types.ts'
import { need } from '../world.ts'
import { createAdjustment, createMeterEvent } from './meter-events.ts'
import { listSummaries } from './meter-summaries.ts'

function createMeter({ world, params }: Call): Meter {
  const event_name = params.needText('event_name')
  const taken = [...world.meters.values()].some(
    (it) => it.event_name === event_name && it.status === 'active',
  )
  if (taken) {
    throw invalid(
      `An active meter already has the event name ${event_name}.`,
      'event_name',
      'resource_already_exists',
    )
  }
  const formula = params.inside('default_aggregation')?.choice('formula', ['count', 'last', 'sum'])
  if (!formula) {
    const name = 'default_aggregation[formula]'
    throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing')
  }
  const now = world.clock.now()
  const meter: Meter = {
    id: world.id('mtr_test', 24),
    object: 'billing.meter',
    created: now,
    customer_mapping: {
      event_payload_key:
        params.inside('customer_mapping')?.text('event_payload_key') ?? 'stripe_customer_id',
      type: 'by_id',
    },
    default_aggregation: { formula },
    display_name: params.needText('display_name'),
    event_name,
    event_time_window: params.choice('event_time_window', ['day', 'hour']),
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: now,
    value_settings: {
      event_payload_key: params.inside('value_settings')?.text('event_payload_key') ?? 'value',
    },
  }
  world.meters.set(meter.id, meter)
  world.emit('billing.meter.created', meter)
  return meter
}

function listMeters({ world, params }: Call): object {
  const status = params.choice('status', ['active', 'inactive'])
  const all = newestFirst(world.meters.values()).filter((it) => !status || it.status === status)
  return page('/v1/billing/meters', all, params)
}

function updateMeter(call: Call): Meter {
  const meter = need(call.world.meters, 'billing meter', first(call))
  call.world.change('billing.meter.updated', meter, (it) => {
    if (call.params.has('display_name')) it.display_name = call.params.needText('display_name')
    it.updated = call.world.clock.now()
  })
  return meter
}

function setActive(call: Call, isActive: boolean): Meter {
  const meter = need(call.world.meters, 'billing meter', first(call))
  const now = call.world.clock.now()
  const type = isActive ? 'billing.meter.reactivated' : 'billing.meter.deactivated'
  call.world.change(type, meter, (it) => {
    it.status = isActive ? 'active' : 'inactive'
    it.status_transitions = { deactivated_at: isActive ? null : now }
    it.updated = now
  })
  return meter
}

const path = '/v1/billing/meters'
export const meterRoutes = [
  route(
    'POST',
    path,
    [
      'customer_mapping',
      'default_aggregation',
      'display_name',
      'event_name',
      'event_time_window',
      'value_settings',
    ],
    createMeter,
  ),
  route('GET', path, [...listFields, 'status'], listMeters),
  route('GET', `${path}/:id`, [], (call) => need(call.world.meters, 'billing meter', first(call))),
  route('POST', `${path}/:id`, ['display_name'], updateMeter),
  route('POST', `${path}/:id/deactivate`, [], (call) => setActive(call, false)),
  route('POST', `${path}/:id/reactivate`, [], (call) => setActive(call, true)),
  route(
    'GET',
    `${path}/:id/event_summaries`,
    [...listFields, 'customer', 'start_time', 'end_time', 'value_grouping_window'],
    listSummaries,
  ),
  route(
    'POST',
    '/v1/billing/meter_events',
    ['event_name', 'payload', 'identifier', 'timestamp'],
    createMeterEvent,
  ),
  route(
    'POST',
    '/v1/billing/meter_event_adjustments',
    ['event_name', 'type', 'cancel'],
    createAdjustment,
  ),
]
