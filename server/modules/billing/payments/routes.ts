import { Elysia, t } from 'elysia'
import { bodyTooLarge } from '../../../http/json-body.ts'
import { named, needs, signed, upTo } from '../../../http/needs.ts'
import { readBytes } from '../../../http/read-bytes.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { AppError, type ErrorCode, errorStatuses, noSuchAddress } from '../../../platform/errors.ts'
import {
  BillingView,
  InvoicesPage,
  MinutesCapChoice,
  OffersView,
  PlanChoice,
  PlanPreview,
  PlanSwitch,
  ProviderPage,
} from '../contract.ts'
import { readBilling } from '../read-billing.ts'
import { requirePayments } from './call-provider.ts'
import { capMinutes } from './cap-minutes.ts'
import { changePlan, resumePlan } from './change-plan.ts'
import type { PaymentDeps } from './deps.ts'
import { listInvoices } from './list-invoices.ts'
import { openCheckout } from './open-checkout.ts'
import { openPortal } from './open-portal.ts'
import { previewPlan } from './preview-plan.ts'
import { readOffers } from './read-offers.ts'
import { receiveEvent } from './receive-event.ts'
import { refreshBilling } from './refresh-billing.ts'

const group = 'Billing'
const away: ErrorCode[] = ['unavailable']
const writes: ErrorCode[] = ['payments_off', 'wrong_state', 'conflict', ...away]

export const paymentRoutes = (deps: PaymentDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/billing', normalize: false })
    .use(deps.session)
    .get('/offers', ({ ctx }) => readOffers(deps, ctx), {
      ...named('readOffers', needs('billing:read', group, 'Plans to choose from')),
      response: { 200: OffersView },
    })
    .post('/preview', ({ ctx, body }) => previewPlan(deps, ctx, body), {
      ...named(
        'previewPlan',
        needs('billing:read', group, 'What another plan costs, and what has no room in it', [
          ...writes,
          'invalid_request',
        ]),
      ),
      body: PlanChoice,
      response: { 200: PlanPreview },
    })
    .post(
      '/checkout',
      ({ ctx, requestContext, body }) =>
        openCheckout(deps, ctx, { ...body, home: requestContext.home }),
      {
        ...named(
          'openCheckout',
          needs('billing:write', group, 'Open the page where a card is entered for a plan', [
            ...writes,
            'invalid_request',
          ]),
        ),
        body: PlanChoice,
        response: { 200: ProviderPage },
      },
    )
    .post('/portal', ({ ctx, requestContext }) => openPortal(deps, ctx, requestContext.home), {
      ...named(
        'openPortal',
        needs('billing:write', group, 'Open the page for cards, addresses and tax ids', writes),
      ),
      response: { 200: ProviderPage },
    })
    .post(
      '/plan',
      async ({ ctx, body }) => {
        await changePlan(deps, ctx, body)
        return readBilling(deps, ctx)
      },
      {
        ...named(
          'changePlan',
          needs(
            'billing:write',
            group,
            'Change to another plan',
            [...writes, 'payment_declined', 'invalid_request'],
            'Between paid plans at once, and what is left of the month is reckoned up; to the free one when the month that is paid for is over.',
          ),
        ),
        body: PlanSwitch,
        response: { 200: BillingView },
      },
    )
    .put(
      '/minutes-cap',
      async ({ ctx, body }) => {
        await capMinutes(deps, ctx, body)
        return readBilling(deps, ctx)
      },
      {
        ...named(
          'capMinutes',
          needs(
            'billing:write',
            group,
            'Set what minutes past those of the plan may cost in a month',
            ['wrong_state', 'invalid_request'],
            'At the cap recordings wait, and go on by themselves on the first of the next month or once it is raised. Minutes that were used in the month before they were paid for count as well, and so do recordings that are under way: those come to their end, also past a cap that is set meanwhile.',
          ),
        ),
        body: MinutesCapChoice,
        response: { 200: BillingView },
      },
    )
    .post(
      '/resume',
      async ({ ctx }) => {
        await resumePlan(deps, ctx)
        return readBilling(deps, ctx)
      },
      {
        ...named(
          'resumePlan',
          needs(
            'billing:write',
            group,
            'Take a cancellation back that has not come into force',
            writes,
          ),
        ),
        response: { 200: BillingView },
      },
    )
    .post('/refresh', ({ ctx }) => refreshBilling(deps, ctx), {
      ...named(
        'refreshBilling',
        needs(
          'billing:write',
          group,
          'Fetch how the subscription stands, e.g. on the way back from the payment page',
          away,
        ),
      ),
      response: { 200: BillingView },
    })
    .get('/invoices', ({ ctx, query }) => listInvoices(deps, ctx, query.cursor), {
      ...named(
        'listInvoices',
        needs('billing:read', group, 'Invoices, the newest first, 20 at a time', [
          ...away,
          'invalid_request',
        ]),
      ),
      query: t.Object(
        { cursor: t.Optional(t.String({ maxLength: 400 })) },
        { additionalProperties: false },
      ),
      response: { 200: InvoicesPage },
    })

const eventMostBytes = 262_144

/** Webhooks at the bare host. The signature covers the raw bytes. */
export const webhookRoutes = (deps: PaymentDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/webhooks', normalize: false }).use(deps.session).post(
    '/stripe',
    async ({ request, requestContext, countAnonymous }) => {
      try {
        if (requestContext.slug !== null) throw noSuchAddress()
        requirePayments(deps)
        const bytes = await readBytes(request, eventMostBytes)
        if (bytes === null) throw bodyTooLarge(eventMostBytes)
        await receiveEvent(deps, bytes, request.headers.get('stripe-signature'))
        return { received: true as const }
      } catch (error) {
        // Rate-limits callers with wrong signatures, but never signed requests.
        if (error instanceof AppError && errorStatuses[error.code] < 500)
          Object.assign(error.headers, await countAnonymous(requestContext.address))
        throw error
      }
    },
    {
      detail: {
        ...signed(upTo(eventMostBytes, needs('public', group, 'What Stripe tells us'))).detail,
        hide: true,
      },
      parse: 'none',
      response: { 200: t.Object({ received: t.Literal(true) }) },
    },
  )
