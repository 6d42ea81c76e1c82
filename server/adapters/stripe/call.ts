import { SpanKind } from '@opentelemetry/api'
import { Stripe } from 'stripe'
import {
  PaymentDeclined,
  PaymentsRefused,
  PaymentsUnavailable,
} from '../../modules/billing/ports.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import { inSpan } from '../../platform/telemetry/span.ts'

/** Options of a write that is done once for each key. */
export type Keyed = (key: string) => { idempotencyKey: string }
export type Call = <T>(method: string, request: (keyed: Keyed) => Promise<T>) => Promise<T>

/** More than this somebody who waits for a page would not wait. */
const longestWaitMs = 2_000
const firstWaitMs = 200
const attempts = 3
/** So many answers to one key, and those after it, are not asked past. */
const longestReplay = 20

/**
 * Requests that read, and writes with an idempotency key, can be repeated. `log` gets the method and the provider's code
 * and request id, never what was sent.
 */
export function createCaller(log?: PeerLog): Call {
  return (method, request) =>
    inSpan(
      `stripe ${method}`,
      { 'server.address': 'stripe', 'aam.stripe.method': method },
      async (span) => {
        let replays = 0
        // Later calls find the same keys, so that those who repeat a write get one effect between them.
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
              const named = nameFault(error, method)
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

/** A card that is declined, or a thing that is looked for to see whether it is there. */
const isExpected = (error: unknown): boolean =>
  error instanceof PaymentDeclined || (error instanceof PaymentsRefused && error.code === 'gone')

/** Null where repeating it now would be in vain, or take too long. */
function waitBefore(error: unknown, attempt: number): number | null {
  const usual = firstWaitMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)
  if (error instanceof Stripe.errors.StripeConnectionError) return isTimeout(error) ? null : usual
  if (!(error instanceof Stripe.errors.StripeError)) return null
  if (error.statusCode === 409) return usual
  if (error.statusCode !== 429 && !(error.statusCode && error.statusCode >= 500)) return null
  const askedMs = retryAfterMs(error) ?? usual
  return askedMs <= longestWaitMs ? askedMs : null
}

/** Stripe gives its own faults again for a day to whoever repeats a key. */
const isReplayedFault = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError &&
  (error.statusCode ?? 0) >= 500 &&
  error.headers?.['idempotent-replayed'] === 'true'

const isTimeout = (error: Error): boolean => /timed? ?out|aborted/i.test(error.message)

function retryAfterMs({ headers }: Stripe.errors.StripeError): number | null {
  const seconds = Number(headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null
}

/** The port's error for what the SDK throws. What the provider says in words is for nobody here: it may name a card. */
function nameFault(error: unknown, method: string): unknown {
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
