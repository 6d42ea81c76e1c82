import { Stripe } from 'stripe'
import { type MeterAnswer, type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'

/** Event name of the meter that sums transcribed seconds. */
export const meterName = 'aam_transcribed_seconds'

/**
 * The meter of transcribed seconds (https://docs.stripe.com/api/billing/meter-event/create): an event's identifier is
 * unique for at least 24 hours, and its time may be at most 35 days in the past.
 */
export function createMeter(client: StripeClient): Pick<Payments, 'report' | 'sumMeter'> {
  const { sdk, call } = client
  let known: string | undefined
  const meterId = async (): Promise<string> => {
    known ??= (await findMeter(client))?.id
    if (known === undefined) throw new PaymentsRefused('there is no meter', 'not_set_up')
    return known
  }
  return {
    report: ({ id, customerId, at, seconds }) =>
      call('billing.meterEvents.create', async () => {
        try {
          await sdk.billing.meterEvents.create({
            event_name: meterName,
            identifier: id,
            timestamp: toSeconds(at),
            payload: { stripe_customer_id: customerId, value: String(seconds) },
          })
          return { outcome: 'taken' }
        } catch (error) {
          const answer = answerOf(error)
          if (!answer) throw error
          return answer
        }
      }),
    async sumMeter(customer, from, to) {
      const sum = (id: string) => sumDays(client, id, { customer, from, to })
      try {
        return await sum(await meterId())
      } catch (error) {
        // The remembered meter may have been replaced.
        if (!(error instanceof PaymentsRefused) || error.code !== 'gone') throw error
        known = undefined
        return sum(await meterId())
      }
    },
  }
}

function sumDays(
  { sdk, call }: StripeClient,
  id: string,
  { customer, from, to }: { customer: string; from: Date; to: Date },
): Promise<Map<string, number>> {
  return call('billing.meters.listEventSummaries', async () => {
    const sums = new Map<string, number>()
    const summaries = sdk.billing.meters.listEventSummaries(id, {
      customer,
      start_time: toSeconds(from),
      end_time: toSeconds(to),
      value_grouping_window: 'day',
      limit: 100,
    })
    for await (const { start_time: start, aggregated_value: seconds } of summaries)
      sums.set(new Date(start * 1_000).toISOString().slice(0, 10), seconds)
    return sums
  })
}

const toSeconds = (at: Date): number => Math.floor(at.getTime() / 1_000)

export async function findMeter({ sdk, call }: StripeClient): Promise<Stripe.Billing.Meter | null> {
  return call('billing.meters.list', async () => {
    for await (const meter of sdk.billing.meters.list({ status: 'active', limit: 100 }))
      if (meter.event_name === meterName) return meter
    return null
  })
}

/** What a refused event means; null when it may be accepted later. */
function answerOf(error: unknown): MeterAnswer | null {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return null
  const { message, code, param } = error
  // A duplicate is answered without a code and is not retryable: the event has arrived.
  if (/already exists with identifier/i.test(message) || code === 'duplicate_meter_event')
    return { outcome: 'known' }
  if (code === 'timestamp_too_far_in_past' || (param === 'timestamp' && /past/i.test(message)))
    return { outcome: 'refused', reason: 'too_old', detail: message }
  if (code === 'resource_missing' && /customer/.test(param ?? ''))
    return { outcome: 'refused', reason: 'no_customer', detail: message }
  if (param?.startsWith('payload'))
    return { outcome: 'refused', reason: 'other', detail: code ?? param }
  return null
}
