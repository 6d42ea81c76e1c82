import { finalizeAndCollect } from './billing/finalize.ts'
import { checkoutRoutes } from './billing/checkout-routes.ts'
import { customerRoutes } from './billing/customers.ts'
import { invoiceRoutes } from './billing/invoice-routes.ts'
import { portalRoutes } from './billing/portal.ts'
import { previewRoutes } from './billing/preview.ts'
import { paymentMethodRoutes } from './billing/payment-methods.ts'
import { subscriptionRoutes } from './billing/subscription-routes.ts'
import { taxIdRoutes } from './billing/tax-ids.ts'
import { meterRoutes } from './catalog/meters.ts'
import { priceRoutes } from './catalog/prices.ts'
import { productRoutes } from './catalog/products.ts'
import { testClockRoutes } from './clock/test-clocks.ts'
import { type Advance, advance } from './control/advance.ts'
import { control } from './control/routes.ts'
import { checkoutPage } from './pages/checkout-page.ts'
import { invoicePage } from './pages/invoice-page.ts'
import { portalPage } from './pages/portal-page.ts'
import { Webhooks } from './webhooks/deliver.ts'
import { destinationRoutes } from './webhooks/destinations.ts'
import { endpointRoutes } from './webhooks/endpoints.ts'
import { eventRoutes } from './webhooks/events.ts'
import { apiServer, type SeenRequest } from './wire/serve-api.ts'
import { World } from './world.ts'

export interface StripeStandInOptions {
  port?: number
  hostname?: string
  /** The only accepted key; any `sk_test_…` by default. */
  apiKey?: string
  /** Receives all events, as an endpoint created in the dashboard would. */
  webhooks?: { url: string; secret: string; events?: string[] }
  /** The starting time in seconds, after which the clock moves only on request. The machine's clock by default. */
  startAt?: number
  /** Part of each id; two stand-ins that share a database need different ones. */
  seed?: string
}

export interface StripeStandIn {
  url: string
  port: number
  world: World
  webhooks: Webhooks
  /** Every request to the API, in order of arrival. */
  requests: SeenRequest[]
  /** Advances the clock of customers without a test clock. */
  advance(by: Advance): { now: number }
  stop(): Promise<void>
}

const routes = [
  ...productRoutes,
  ...priceRoutes,
  ...meterRoutes,
  ...customerRoutes,
  ...taxIdRoutes,
  ...paymentMethodRoutes,
  ...subscriptionRoutes,
  ...previewRoutes,
  ...invoiceRoutes,
  ...checkoutRoutes,
  ...portalRoutes,
  ...testClockRoutes,
  ...endpointRoutes,
  ...destinationRoutes,
  ...eventRoutes,
]

const pages: Record<
  string,
  (world: World, rest: string[], request: Request) => Promise<Response | null>
> = { checkout: checkoutPage, portal: portalPage, invoice: invoicePage }

/** Speaks Stripe's API over HTTP, with its hosted pages and its webhooks, and can be told to fail as the real one does. */
export function startStripe(options: StripeStandInOptions = {}): StripeStandIn {
  const world = new World(options.seed ?? 'StandIn', options.startAt ?? null)
  world.collectDraft = (invoice) => void finalizeAndCollect(world, invoice)
  const fixed = options.webhooks
    ? [{ ...options.webhooks, enabledEvents: options.webhooks.events ?? ['*'], isEnabled: true }]
    : []
  const webhooks = new Webhooks(world, fixed)
  const api = apiServer({ world, routes, apiKey: options.apiKey ?? null })
  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: options.hostname ?? '127.0.0.1',
    idleTimeout: 0,
    development: false,
    error: () => new Response(null, { status: 500 }),
    async fetch(request) {
      world.clock.runUntil(world.clock.now())
      const { pathname } = new URL(request.url)
      const [, place = '', ...rest] = pathname.split('/')
      if (place === 'v1' || place === 'v2') return api.answer(request)
      if (place === '_control')
        return control({ world, webhooks, requests: api.seen }, rest[0] ?? '', request)
      const page = pages[place]
      return (await page?.(world, rest, request)) ?? new Response('Not found', { status: 404 })
    },
  })
  // Without its own clock the stand-in uses the machine's time, and tasks become due by themselves.
  const ticking =
    options.startAt === undefined
      ? setInterval(() => world.clock.runUntil(world.clock.now()), 1_000)
      : null
  world.baseUrl = `http://${options.hostname ?? '127.0.0.1'}:${server.port}`
  return {
    url: world.baseUrl,
    port: server.port ?? 0,
    world,
    webhooks,
    requests: api.seen,
    advance: (by) => advance(world, by),
    async stop() {
      if (ticking) clearInterval(ticking)
      webhooks.stop()
      await server.stop(true)
    },
  }
}
