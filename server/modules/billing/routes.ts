import { Elysia } from 'elysia'
import type { Database } from '../../../db/client.ts'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { BillingView } from './contract.ts'
import { readBilling } from './read-billing.ts'

export const billingRoutes = (deps: { db: Database; session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/billing', ({ ctx }) => readBilling(deps, ctx), {
      ...named(
        'readBilling',
        needs('billing:read', 'Billing', 'The organisation’s plan, its limits, and what is used'),
      ),
      response: { 200: BillingView },
    })
