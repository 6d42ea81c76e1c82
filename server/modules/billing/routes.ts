import { Elysia } from 'elysia'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { BillingView } from './contract.ts'
import type { PaymentDeps } from './payments/deps.ts'
import { paymentRoutes } from './payments/routes.ts'
import { readBilling } from './read-billing.ts'

export const billingRoutes = (deps: PaymentDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/billing', ({ ctx }) => readBilling(deps, ctx), {
      ...named(
        'readBilling',
        needs('billing:read', 'Billing', 'The organisation’s plan, its limits, and what is used'),
      ),
      response: { 200: BillingView },
    })
    .use(paymentRoutes(deps))
