import type { World } from '../world.ts'
import type { Fault } from './ordered-fault.ts'

/**
 * Takes the requested fault of a request, if there is one. A repeated key gets its stored response instead of a fault
 * inside Stripe, but its connection can still break.
 */
export function takeFault(
  world: World,
  { method, path, isAnswered }: { method: string; path: string; isAnswered: boolean },
): Fault | null {
  const fault = world.faults.find(
    (it) =>
      it.left > 0 &&
      path.includes(it.path) &&
      (it.method ?? method) === method &&
      !(isAnswered && it.kind === '500'),
  )
  if (!fault) return null
  fault.left -= 1
  if (fault.left === 0) world.faults.splice(world.faults.indexOf(fault), 1)
  return fault
}

/** Stripe's wording of an internal error. */
export const faultText = JSON.stringify({
  error: { type: 'api_error', message: 'An unknown error occurred' },
})

/** The response of a fault that comes before the effect. */
export function faultResponse({ kind, retryAfterSeconds }: Fault): Response | null {
  if (kind === '429') {
    return Response.json(
      {
        error: {
          type: 'invalid_request_error',
          code: 'rate_limit',
          message:
            'Request rate limit exceeded. Learn more about rate limits: https://stripe.com/docs/rate-limits.',
        },
      },
      {
        status: 429,
        headers: {
          'retry-after': String(retryAfterSeconds),
          'stripe-should-retry': 'true',
          'stripe-rate-limited-reason': 'global-rate',
        },
      },
    )
  }
  if (kind !== '500') return null
  return new Response(faultText, {
    status: 500,
    headers: { 'content-type': 'application/json' },
  })
}

/** A response whose connection breaks in the middle. */
export function brokenResponse(): Response {
  let isBegun = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isBegun) return controller.error(new Error('The connection was reset, as told.'))
      isBegun = true
      controller.enqueue(new TextEncoder().encode('{"id": '))
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
