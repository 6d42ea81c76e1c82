import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { makePlan, newYear, type Place, startPlace } from './place.ts'

let place: Place
beforeEach(() => void (place = startPlace()))
afterEach(() => place.stop())

const day = 86_400

describe('a meter', () => {
  const setUp = async () => {
    const { stripe } = place
    const { meter } = await makePlan(stripe)
    const customer = await stripe.customers.create({})
    const use = (value: string, identifier: string, timestamp?: number) =>
      stripe.billing.meterEvents.create({
        event_name: 'minutes',
        identifier,
        payload: { stripe_customer_id: customer.id, value },
        ...(timestamp === undefined ? {} : { timestamp }),
      })
    const sums = async (from: number, to: number, window?: 'day' | 'hour') =>
      (
        await stripe.billing.meters.listEventSummaries(meter.id, {
          customer: customer.id,
          start_time: from,
          end_time: to,
          ...(window ? { value_grouping_window: window } : {}),
        })
      ).data.map(({ start_time, aggregated_value }) => [start_time - newYear, aggregated_value])
    return { stripe, meter, customer, use, sums }
  }

  test('adds up by hours and days, newest first', async () => {
    const { use, sums } = await setUp()
    await use('1', 'a', newYear - day)
    await use('2', 'b', newYear - day + 3_599)
    await use('4', 'c', newYear - 1)
    await use('8', 'd', newYear)
    expect(await sums(newYear - day, newYear + day, 'day')).toEqual([
      [0, 8],
      [-day, 7],
    ])
    expect(await sums(newYear - day, newYear, 'hour')).toEqual([
      [-3_600, 4],
      [-day, 3],
    ])
    expect(await sums(newYear - day, newYear + day)).toEqual([[-day, 15]])
    await expect(sums(newYear - 1, newYear, 'hour')).rejects.toMatchObject({ statusCode: 400 })
  })

  test('drops an event that is cancelled within a day', async () => {
    const { stripe, use, sums } = await setUp()
    await use('5', 'kept')
    await use('7', 'wrong')
    const cancel = (identifier: string) =>
      stripe.billing.meterEventAdjustments.create({
        event_name: 'minutes',
        type: 'cancel',
        cancel: { identifier },
      })
    expect(await cancel('wrong')).toMatchObject({ object: 'billing.meter_event_adjustment' })
    expect(await sums(newYear, newYear + day)).toEqual([[0, 5]])
    place.standIn.advance({ days: 2 })
    await expect(cancel('kept')).rejects.toMatchObject({ statusCode: 400 })
  })

  test('remembers identifiers for a day, for all meters and also of invalid events', async () => {
    const { stripe, use, sums } = await setUp()
    await use('not a number', 'once')
    await expect(use('5', 'once')).rejects.toMatchObject({
      message: 'An event already exists with identifier once.',
    })
    const other = stripe.billing.meterEvents.create({
      event_name: 'another',
      identifier: 'once',
      payload: { stripe_customer_id: 'cus_none', value: '1' },
    })
    await expect(other).rejects.toMatchObject({ statusCode: 400 })
    place.standIn.advance({ days: 1, seconds: 1 })
    await use('5', 'once')
    expect(await sums(newYear, newYear + 2 * day)).toEqual([[0, 5]])
  })

  test('cannot get prices while it is inactive', async () => {
    const { stripe, meter } = await setUp()
    expect(await stripe.billing.meters.deactivate(meter.id)).toMatchObject({ status: 'inactive' })
    const refused = stripe.prices.create({
      currency: 'usd',
      unit_amount: 1,
      product_data: { name: 'More' },
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    })
    await expect(refused).rejects.toMatchObject({ param: 'recurring[meter]' })
    expect((await stripe.billing.meters.list({ status: 'active' })).data).toEqual([])
  })

  test('drops a reading that a test removes', async () => {
    const { use, sums } = await setUp()
    await use('1', 'one')
    await use('2', 'two')
    expect(await sums(newYear, newYear + day)).toEqual([[0, 3]])
    place.standIn.world.readings.splice(0, 1)
    await use('4', 'three')
    expect(await sums(newYear, newYear + day)).toEqual([[0, 6]])
  })

  test('returns exact sums', async () => {
    const { customer, use } = await setUp()
    await use('0.1', 'one')
    await use('0.2', 'two')
    const state = (await (await fetch(`${place.standIn.url}/_control/state`)).json()) as {
      usage: Record<string, Record<string, Record<string, string>>>
    }
    expect(state.usage.minutes?.[customer.id]).toEqual({ '2027-01-01': '0.3' })
  })

  test('accepts timestamps of a server that does not know how far the clock was advanced', async () => {
    const { use, sums } = await setUp()
    place.standIn.advance({ days: 90 })
    await expect(use('1', 'early', newYear)).rejects.toMatchObject({ param: 'timestamp' })
    await fetch(`${place.standIn.url}/_control/settings`, {
      method: 'POST',
      body: JSON.stringify({ shiftMeterTimestamps: true }),
    })
    await use('1', 'shifted', newYear)
    expect(await sums(newYear + 90 * day, newYear + 91 * day)).toEqual([[90 * day, 1]])
  })
})
