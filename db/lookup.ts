import type { Database } from './client.ts'
import type { Locale, Payer, SubscriptionStatus, TenantStatus } from '../plugins/vocabulary.ts'

export interface TenantSummary {
  id: string
  slug: string
  name: string
  status: TenantStatus
  locale: Locale
  timeZone: string
  /** The default scenario for new meetings. */
  defaultScenario: string | null
  /** Accent colour, `#rrggbb`. */
  accent: string | null
  /** Hash of the logo, which identifies it. */
  logoHash: string | null
  /** Whether people with an e-mail address of certain domains may join without an invitation. */
  joinsByDomain: boolean
}

/** Looks a tenant up by its slug before any tenant is known (definer function `find_tenant`, role `aam_lookup`). */
export async function findTenant(db: Database, slug: string): Promise<TenantSummary | null> {
  const [tenant] = await db.sql<TenantSummary[]>`
    select id, slug, name, status, locale, time_zone as "timeZone", default_scenario as "defaultScenario", accent,
      logo_hash as "logoHash", joins_by_domain as "joinsByDomain"
    from find_tenant(${slug})`
  return tenant ?? null
}

export interface TenantLine {
  id: string
  slug: string
  name: string
  status: TenantStatus
  createdAt: Date
}

/** Lists all tenants by slug, for operators (definer function `list_tenants`, role `aam_lookup`). */
export async function listTenants(db: Database): Promise<TenantLine[]> {
  const rows = await db.sql<(Omit<TenantLine, 'createdAt'> & { created_at: Date })[]>`
    select * from list_tenants()`
  return rows.map(({ created_at: createdAt, ...tenant }) => ({ ...tenant, createdAt }))
}

/** Finds the tenant of a sent mail; null for an unknown id (definer function `find_mail_tenant`, role `aam_relay`). */
export async function findMailTenant(db: Database, mailId: string): Promise<string | null> {
  const [row] = await db.sql<
    { id: string | null }[]
  >`select find_mail_tenant(${mailId}::uuid) as id`
  return row?.id ?? null
}

export interface SubscriptionLine {
  tenantId: string
  planId: string
  planVersion: number
  paidBy: Payer
  status: SubscriptionStatus
  trialEndsAt: Date | null
  paidUntil: Date | null
  cancelsAt: Date | null
}

/** Lists the subscriptions of all tenants (definer function `list_subscriptions`, role `aam_relay`). */
export const listSubscriptions = (db: Database): Promise<SubscriptionLine[]> => db.sql<
  SubscriptionLine[]
>`
  select tenant_id as "tenantId", plan_id as "planId", plan_version as "planVersion", paid_by as "paidBy", status,
    trial_ends_at as "trialEndsAt", paid_until as "paidUntil", cancels_at as "cancelsAt"
  from list_subscriptions()`

/**
 * Lists tenants whose usage sums lag behind their ledger (definer function `list_unsummed_tenants`, role `aam_usage`).
 */
export async function listUnsummedTenants(db: Database): Promise<string[]> {
  const rows = await db.sql<{ tenant_id: string }[]>`select tenant_id from list_unsummed_tenants()`
  return rows.map(({ tenant_id: id }) => id)
}

/** Finds the tenant of a payment provider's customer id (definer function `find_customer_tenant`, role `aam_relay`). */
export async function findCustomerTenant(db: Database, customerId: string): Promise<string | null> {
  const [row] = await db.sql<
    { id: string | null }[]
  >`select find_customer_tenant(${customerId}) as id`
  return row?.id ?? null
}

export interface BillingLag {
  tenantId: string
  /** Events from the provider were not processed. */
  hasEvents: boolean
  /** Reports to the provider's meter were not sent. */
  hasReports: boolean
}

/** Lists tenants with overdue billing work (definer function `list_billing_lag`, role `aam_relay`). */
export const listBillingLag = (db: Database, olderThanSeconds: number): Promise<BillingLag[]> =>
  db.sql<BillingLag[]>`
    select tenant_id as "tenantId", has_events as "hasEvents", has_reports as "hasReports"
    from list_billing_lag(make_interval(secs => ${olderThanSeconds}))`

/** Lists tenants that are customers of the payment provider (definer function `list_billing_customers`). */
export async function listBillingCustomers(db: Database): Promise<string[]> {
  const rows = await db.sql<{ tenant_id: string }[]>`select tenant_id from list_billing_customers()`
  return rows.map(({ tenant_id: id }) => id)
}

/**
 * Lists customers of the payment provider whose ledger was not reconciled with its meter since `before`, oldest first:
 * those with a subscription or with reports since `reportsSince`, and the others once a week (definer function
 * `list_unreconciled`, role `aam_relay`).
 */
export async function listUnreconciled(
  db: Database,
  { before, reportsSince, atMost }: { before: Date; reportsSince: Date; atMost: number },
): Promise<string[]> {
  const rows = await db.sql<{ tenant_id: string }[]>`
    select tenant_id from list_unreconciled(${before}, ${reportsSince}, ${atMost})`
  return rows.map(({ tenant_id: id }) => id)
}

/**
 * Schedules an early reconciliation of all customers that were not reconciled within the hour (definer function
 * `ask_reconciliation`, role `aam_relay`).
 */
export async function requestReconciliation(db: Database): Promise<void> {
  await db.sql`select ask_reconciliation()`
}

/** Makes a round trip to the database; rejects when it cannot be reached. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.sql`select 1`
}
