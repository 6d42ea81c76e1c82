import { one } from '../billing/decimals.ts'
import { day, hour, minute } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import { page } from '../wire/lists.ts'
import { type Call, first } from '../wire/router.ts'
import { type MeterReading, need, type World } from '../world.ts'

interface Index {
  size: number
  last: MeterReading | undefined
  readings: Map<string, MeterReading[]>
}

const indexes = new WeakMap<World, Index>()

/** The readings of a customer that a meter has counted so far; the index is rebuilt after a test removes one. */
function readingsOf(world: World, meterId: string, customer: string): MeterReading[] {
  const known = indexes.get(world)
  const isWhole = known && known.last === world.readings[known.size - 1]
  const index: Index = isWhole ? known : { size: 0, last: undefined, readings: new Map() }
  for (const reading of world.readings.slice(index.size)) {
    const key = `${reading.meterId} ${reading.customer}`
    const list = index.readings.get(key)
    if (list) list.push(reading)
    else index.readings.set(key, [reading])
  }
  index.size = world.readings.length
  index.last = world.readings.at(-1)
  indexes.set(world, index)
  const readings = index.readings.get(`${meterId} ${customer}`) ?? []
  const { meterDelaySeconds } = world.settings
  if (meterDelaySeconds === 0) return readings
  const countedUntil = world.clockOf(customer).now() - meterDelaySeconds
  return readings.filter(({ receivedAt }) => receivedAt <= countedUntil)
}

/** The usage of a customer in a half-open interval. */
export function usageBetween(
  world: World,
  meterId: string,
  customer: string,
  from: number,
  to: number,
): bigint {
  const readings = readingsOf(world, meterId, customer).filter(
    (it) => !it.cancelled && it.timestamp >= from && it.timestamp < to,
  )
  return aggregate(world, meterId, readings)
}

function aggregate(world: World, meterId: string, readings: MeterReading[]): bigint {
  if (world.meters.get(meterId)?.default_aggregation.formula === 'last') {
    const last = readings.reduce<MeterReading | null>(
      (latest, it) => (latest && latest.timestamp > it.timestamp ? latest : it),
      null,
    )
    return last?.value ?? 0n
  }
  return readings.reduce((sum, { value }) => sum + value, 0n)
}

export function listSummaries(call: Call): object {
  const { world, params } = call
  const meter = need(world.meters, 'billing meter', first(call))
  const customer = need(world.customers, 'customer', params.needText('customer'), 'customer').id
  params.needText('start_time')
  params.needText('end_time')
  const start = params.integer('start_time') ?? 0
  const end = params.integer('end_time') ?? 0
  const window = params.choice('value_grouping_window', ['day', 'hour'])
  const step = window === 'day' ? day : window === 'hour' ? hour : minute
  if (start % step !== 0 || end % step !== 0) {
    throw invalid(`Times must align with ${window ?? 'minute'} boundaries in UTC.`, 'start_time')
  }
  if (end <= start) throw invalid('`end_time` must be after `start_time`.', 'end_time')
  const size = window ? step : end - start
  const summaries = []
  for (let from = start; from < end; from += size) {
    const has = readingsOf(world, meter.id, customer).some(
      (it) => !it.cancelled && it.timestamp >= from && it.timestamp < from + size,
    )
    if (!has) continue
    summaries.push({
      id: `mtrusg_test_${meter.id.slice(-6)}_${from}`,
      object: 'billing.meter_event_summary',
      aggregated_value:
        Number(usageBetween(world, meter.id, customer, from, from + size)) / Number(one),
      end_time: from + size,
      livemode: false,
      meter: meter.id,
      start_time: from,
    })
  }
  return page(`/v1/billing/meters/${meter.id}/event_summaries`, summaries.reverse(), params)
}
