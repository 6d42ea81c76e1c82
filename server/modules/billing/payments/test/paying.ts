import { Stripe } from 'stripe'
import { openInstallation, type TestInstallation } from '../../../../../ops/test/installation.ts'
import { startStripe, type StripeStandIn } from '../../../../../ops/stand-ins/stripe/server.ts'
import type { Client } from '../../../../http/test/meetings.ts'
import { systemCtx } from '../../../../platform/context.ts'
import { newId } from '../../../../platform/ids.ts'
import { syncBilling } from '../sync.ts'
import { listPricedPlans } from '../../../../main/payments/set-up.ts'
import type { BillingView, ProviderPage } from '../../contract.ts'
import type { Payments } from '../../ports.ts'
import type { Static } from '@sinclair/typebox'

export const webhookSecret = 'whsec_of_the_test'

/** An installation with a Stripe stand-in that holds the plans' prices. */
export interface PayingInstallation {
  installation: TestInstallation
  standIn: StripeStandIn
  /** A client for Stripe's dashboard side. */
  stripe: Stripe
  close(): Promise<void>
}

export async function openPaying(
  options: Omit<NonNullable<Parameters<typeof openInstallation>[0]>, 'stripe'> & {
    /** Whether the stand-in sends webhooks. */
    sendsWebhooks?: boolean
    startAt?: number
  } = {},
): Promise<PayingInstallation> {
  const { sendsWebhooks = true, startAt, ...rest } = options
  const standIn = startStripe(startAt === undefined ? {} : { startAt })
  const installation = await openInstallation({
    ...rest,
    stripe: { secretKey: 'sk_test_installation', webhookSecret, apiBase: standIn.url },
  })
  const stripe = sdkOf(standIn)
  await makePrices(installation.services.payments)
  if (sendsWebhooks) {
    standIn.webhooks.fixed.push({
      url: `http://127.0.0.1:${installation.port}/webhooks/stripe`,
      secret: webhookSecret,
      enabledEvents: ['*'],
      isEnabled: true,
    })
  }
  return {
    installation,
    standIn,
    stripe,
    async close() {
      await standIn.webhooks.settled()
      await installation.close()
      await standIn.stop()
    },
  }
}

export const sdkOf = ({ port }: StripeStandIn, key = 'sk_test_dashboard'): Stripe =>
  new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 0,
    telemetry: false,
  })

/** Creates the plans at the provider, like `aam billing setup`. */
export async function makePrices(payments: Payments | null): Promise<void> {
  if (!payments) throw new Error('nobody takes payments')
  const asked = { plans: listPricedPlans(), webhookUrl: null, returnUrl: null }
  for await (const { did } of payments.setUp(asked))
    if (did !== 'made') throw new Error(`something was ${did} where nothing was`)
}

export const good = '4242424242424242'
export const declined = '4000000000000002'
/** Can be saved, but later payments fail. */
export const failsLater = 'pm_card_chargeCustomerFail'

/** Enters a card on the provider's page. Returns the URL of the redirect; null if the card was declined. */
export async function enterCard(url: string, card = good): Promise<string | null> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ card }),
    redirect: 'manual',
  })
  await response.arrayBuffer()
  return response.headers.get('location')
}

export async function checkout(client: Client, planId: string): Promise<string> {
  const response = await client.post('/billing/checkout', { planId })
  if (response.status !== 200) throw new Error(`no checkout: ${await response.text()}`)
  return ((await response.json()) as Static<typeof ProviderPage>).url
}

/** Subscribes an organisation through the owner's pages. */
export async function subscribe(
  client: Client,
  planId: string,
  card?: string,
): Promise<BillingView> {
  await enterCard(await checkout(client, planId), card)
  return refresh(client)
}

export async function refresh(client: Client): Promise<BillingView> {
  const response = await client.post('/billing/refresh')
  if (response.status !== 200) throw new Error(`no refresh: ${await response.text()}`)
  return (await response.json()) as BillingView
}

/** The organisation's customer at the provider. */
export async function customerOf(
  { admin }: Pick<TestInstallation, 'admin'>,
  slug: string,
): Promise<string> {
  const [row] = await admin<{ id: string }[]>`
    select c.customer_id as id from billing_customers c join tenants t on t.id = c.tenant_id
    where t.slug = ${slug}`
  if (!row) throw new Error(`${slug} is no customer`)
  return row.id
}

/** Audit entries about the organisation's plan, with their actors. */
export async function planAudit(
  { admin }: Pick<TestInstallation, 'admin'>,
  slug: string,
): Promise<string[]> {
  const rows = await admin<{ line: string }[]>`
    select a.actor_kind || ' ' || a.action as line from audit_log a join tenants t on t.id = a.tenant_id
    where t.slug = ${slug} and a.action like 'plan.%' order by a.id`
  return rows.map(({ line }) => line)
}

/** Switches an organisation to another card, like its owner on the provider's page. */
export async function switchCard(
  { installation, stripe }: Pick<PayingInstallation, 'installation' | 'stripe'>,
  slug: string,
  card: string,
): Promise<void> {
  const customer = await customerOf(installation, slug)
  const { id } = await stripe.paymentMethods.attach(card, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  for (const one of (await stripe.subscriptions.list({ customer })).data)
    await stripe.subscriptions.update(one.id, { default_payment_method: id })
}

/** Advances the time at the provider only. */
export async function advance({ standIn }: PayingInstallation, to: Date): Promise<void> {
  const { world } = standIn
  world.offset += Math.round(to.getTime() / 1_000) - world.clock.now()
  world.clock.runUntil(world.clock.now())
  await standIn.webhooks.settled()
}

export async function idOf(
  { admin }: Pick<TestInstallation, 'admin'>,
  slug: string,
): Promise<string> {
  const [row] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  if (!row) throw new Error(`there is no ${slug}`)
  return row.id
}

/** Syncs an organisation like the job; `through` overrides parts of the provider. */
export async function syncOf(
  { installation }: PayingInstallation,
  slug: string,
  through: Partial<Payments> = {},
): Promise<string> {
  const { db, payments } = installation.services
  const ctx = systemCtx(await idOf(installation, slug), 'test', newId())
  return syncBilling({ db, payments: { ...(payments as Payments), ...through } }, ctx)
}
