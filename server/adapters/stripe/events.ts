import type Stripe from 'stripe'
import type { Payments, ProviderEvent } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'

/**
 * Reads what Stripe sent (https://docs.stripe.com/webhooks) if it was signed with one of our secrets in the last five
 * minutes. Thin events, which name an object without containing it, come from the meter.
 */
export function createEventReader({ sdk, webhookSecret }: StripeClient): Payments['readEvent'] {
  const secrets = (webhookSecret ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  return async (body, signature) => {
    if (signature === null) return null
    const text = new TextDecoder().decode(body)
    for (const secret of secrets) {
      const event = await readSigned(sdk, text, { signature, secret }).catch(() => null)
      if (event) return event
    }
    return null
  }
}

async function readSigned(
  sdk: Stripe,
  text: string,
  { signature, secret }: { signature: string; secret: string },
): Promise<ProviderEvent> {
  if (!isThin(text)) return toEvent(await sdk.webhooks.constructEventAsync(text, signature, secret))
  const { id, type, created } = await sdk.parseEventNotificationAsync(text, signature, secret)
  const concernsMeter = type.startsWith('v1.billing.meter.')
  return { id, type, happenedAt: new Date(created), customerId: null, concernsMeter }
}

/** Chooses the parser; both verify the signature before they trust the text. */
function isThin(text: string): boolean {
  try {
    return (JSON.parse(text) as { object?: unknown } | null)?.object === 'v2.core.event'
  } catch {
    return false
  }
}

function toEvent({ id, type, created, data }: Stripe.Event): ProviderEvent {
  const about = data.object as { id?: string; object?: string; customer?: unknown }
  const { customer } = about
  const named = typeof customer === 'object' ? (customer as { id?: string } | null)?.id : customer
  const customerId = about.object === 'customer' ? about.id : named
  return {
    id,
    type,
    happenedAt: new Date(created * 1_000),
    customerId: typeof customerId === 'string' ? customerId : null,
    concernsMeter: false,
  }
}
