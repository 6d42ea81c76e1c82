import type { StripeEvent, ThinEvent } from '../wire/types.ts'
import type { World } from '../world.ts'
import { sign } from './sign.ts'

export interface Destination {
  url: string
  secret: string
  enabledEvents: string[]
  isEnabled: boolean
}

export interface Delivery {
  eventId: string
  type: string
  url: string
  status: number | null
  attempt: number
}

export interface Waiting {
  event: StripeEvent | ThinEvent
  destination: Destination
  attempt: number
}

/** How long a delivery waits after each failure; Stripe's own hours would be useless in a test. */
const retryMs = [100, 300, 1_000, 3_000, 10_000]

/** Sends events to endpoints: in order, or held until they are released shuffled, doubled or forged. */
export class Webhooks {
  readonly deliveries: Delivery[] = []
  mode: 'deliver' | 'hold' = 'deliver'
  held: Waiting[] = []
  private queue: Waiting[] = []
  private isRunning = false
  private timers = new Set<ReturnType<typeof setTimeout>>()
  private idle: (() => void)[] = []

  constructor(
    private readonly world: World,
    readonly fixed: Destination[],
  ) {
    world.onEvent = (event) => this.take(event)
  }

  /** Endpoints get whole events, destinations thin ones; the fixed ones get both. */
  private destinations({ object, type }: StripeEvent | ThinEvent): Destination[] {
    const thin = [...this.world.destinations.values()].map((it) => ({
      url: it.webhook_endpoint.url,
      secret: this.world.endpointSecrets.get(it.id) ?? '',
      enabledEvents: it.enabled_events,
      isEnabled: it.status === 'enabled',
    }))
    const whole = [...this.world.endpoints.values()].map((it) => ({
      url: it.url,
      secret: this.world.endpointSecrets.get(it.id) ?? '',
      enabledEvents: it.enabled_events,
      isEnabled: it.status === 'enabled',
    }))
    return [...this.fixed, ...(object === 'event' ? whole : thin)].filter(
      ({ enabledEvents, isEnabled }) =>
        isEnabled && (enabledEvents.includes('*') || enabledEvents.includes(type)),
    )
  }

  private take(event: StripeEvent | ThinEvent): void {
    for (const destination of this.destinations(event)) {
      if (event.object === 'event') event.pending_webhooks += 1
      this.add({ event, destination, attempt: 0 })
    }
  }

  private add(waiting: Waiting): void {
    if (this.mode === 'hold') this.held.push(waiting)
    else this.enqueue(waiting)
  }

  private enqueue(waiting: Waiting): void {
    this.queue.push(waiting)
    void this.run()
  }

  private async run(): Promise<void> {
    if (this.isRunning) return
    this.isRunning = true
    // A request gets its response before its events are sent.
    await new Promise((resolve) => setTimeout(resolve, 0))
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await this.send(next)
    this.isRunning = false
    this.settle()
  }

  private async send(waiting: Waiting): Promise<void> {
    const { event, destination, attempt } = waiting
    const status = await post(destination, bodyOf(event))
    this.note(event, destination.url, status, attempt + 1)
    if (status !== null && status >= 200 && status < 300) {
      if (event.object === 'event') event.pending_webhooks = Math.max(0, event.pending_webhooks - 1)
      return
    }
    const wait = retryMs[attempt]
    if (wait === undefined) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.add({ ...waiting, attempt: attempt + 1 })
    }, wait)
    this.timers.add(timer)
  }

  private settle(): void {
    if (this.isRunning || this.queue.length > 0 || this.timers.size > 0) return
    for (const done of this.idle.splice(0)) done()
  }

  /** Resolves when nothing waits to be sent or sent again. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.idle.push(resolve)
      this.settle()
    })
  }

  /** Holds events from now on, or sends the held ones and continues. */
  setMode(mode: 'deliver' | 'hold'): void {
    this.mode = mode
    if (mode === 'hold') return
    for (const waiting of this.held.splice(0)) this.enqueue(waiting)
  }

  note(event: StripeEvent | ThinEvent, url: string, status: number | null, attempt = 1): void {
    this.deliveries.push({ eventId: event.id, type: event.type, url, status, attempt })
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
    this.queue = []
    this.settle()
  }
}

/** A thin event is sent without its data, which is fetched. */
export function bodyOf(event: StripeEvent | ThinEvent): string {
  if (event.object === 'event') return JSON.stringify(event, null, 2)
  const { data: _data, ...thin } = event
  return JSON.stringify(thin)
}

/** Sends a body, signed unless other headers are given. Returns the status, or null without a response. */
export async function post(
  { url, secret }: { url: string; secret: string },
  body: string,
  signature: Record<string, string> = {
    'stripe-signature': sign(body, secret, Math.floor(Date.now() / 1_000)),
  },
): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        ...signature,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return null
  }
}
