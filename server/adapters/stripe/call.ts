import { SpanKind } from '@opentelemetry/api'
import { Stripe } from 'stripe'
import {
  PaymentDeclined,
  PaymentsRefused,
  PaymentsUnavailable,
} from '../../modules/billing/ports.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import { inSpan } from '../../platform/telemetry/span.ts'

/** Options of a write that happens once for each key. */
export type Keyed = (key: string) => { idempotencyKey: string }
export type Call = <T>(method: string, request: (keyed: Keyed) => Promise<T>) => Promise<T>

/** A person who waits for a page would not wait longer. */
const longestWaitMs = 2_000
const firstWaitMs = 200
const attempts = 3
/** How many replayed faults of one key to retry past. */
const longestReplay = 20

/**
 * Retries reads and writes with an idempotency key. `log` gets the method and the provider's code and request id, never
 * what was sent.
 */
export function createCaller(log?: PeerLog): Call {
  return (method, request) =>
    inSpan(
      `stripe ${method}`,
      { 'server.address': 'stripe', 'aam.stripe.method': method },
      async (span) => {
        let replays = 0
        // Later calls find the same keys, so that repeating a write has one effect.
        const keyed: Keyed = (key) => ({
          idempotencyKey: replays === 0 ? key : `${key}/again-${replays}`,
        })
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await request(keyed)
          } catch (error) {
            if (isReplayedFault(error) && replays < longestReplay) {
              replays += 1
              attempt -= 1
              continue
            }
            const waitMs = attempt < attempts ? waitBefore(error, attempt) : null
            if (waitMs === null) {
              const named = classifyFault(error, method)
              const { code, requestId, statusCode } = error as Partial<Stripe.errors.StripeError>
              const facts = { method, code, requestId, statusCode, attempt }
              if (named instanceof PaymentsUnavailable)
                log?.warn(facts, 'Stripe could not be asked')
              else if (named instanceof PaymentsRefused)
                log?.warn(facts, 'Stripe refused a request')
              throw named
            }
            span.addEvent('retry', { attempt, wait_ms: waitMs })
            await Bun.sleep(waitMs)
          }
        }
      },
      { kind: SpanKind.CLIENT, isExpected },
    )
}

/** A declined card, or an object that is looked up to see whether it exists. */
const isExpected = (error: unknown): boolean =>
  error instanceof PaymentDeclined || (error instanceof PaymentsRefused && error.code === 'gone')

/** Null when retrying now would be in vain or take too long. */
function waitBefore(error: unknown, attempt: number): number | null {
  const usual = firstWaitMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)
  if (error instanceof Stripe.errors.StripeConnectionError) return isTimeout(error) ? null : usual
  if (!(error instanceof Stripe.errors.StripeError)) return null
  if (error.statusCode === 409) return usual
  if (error.statusCode !== 429 && !(error.statusCode && error.statusCode >= 500)) return null
  const askedMs = retryAfterMs(error) ?? usual
  return askedMs <= longestWaitMs ? askedMs : null
}

/** Stripe replays its own faults for a day to the same key. */
const isReplayedFault = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError &&
  (error.statusCode ?? 0) >= 500 &&
  error.headers?.['idempotent-replayed'] === 'true'

const isTimeout = (error: Error): boolean => /timed? ?out|aborted/i.test(error.message)

function retryAfterMs({ headers }: Stripe.errors.StripeError): number | null {
  const seconds = Number(headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null
}

/** Maps an error of the SDK to the port's. The provider's message is dropped: it may describe a card. */
function classifyFault(error: unknown, method: string): unknown {
  const { errors } = Stripe
  if (!(error instanceof errors.StripeError)) return error
  if (error instanceof errors.StripeCardError)
    return new PaymentDeclined(error.decline_code ?? error.code ?? 'generic_decline')
  const { statusCode, code, param } = error
  if (error instanceof errors.StripeIdempotencyError)
    return new PaymentsRefused('a key was used for another request', 'other')
  if (statusCode === 429) return new PaymentsUnavailable('too many requests', retryAfterMs(error))
  const isOurFault = statusCode === 400 || statusCode === 404 || statusCode === 402
  if (!isOurFault)
    return new PaymentsUnavailable(`${method}: answered ${statusCode ?? 'nothing'}`, null)
  if (code === 'resource_missing')
    return new PaymentsRefused(`${method}: no such ${param ?? 'thing'}`, goneOf(param))
  if (code === 'subscription_canceled')
    return new PaymentsRefused(`${method}: the subscription is over`, 'gone', code)
  const why = [code, param].filter(Boolean).join(' of ') || 'it does not say why'
  return new PaymentsRefused(`${method}: refused, ${why}`, 'other', code ?? null)
}

function goneOf(param: string | undefined): PaymentsRefused['code'] {
  if (param === 'customer') return 'customer_gone'
  return ['id', 'subscription', 'configuration'].includes(param ?? '') ? 'gone' : 'other'
}
