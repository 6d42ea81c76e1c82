import type { Database } from '../../../../db/client.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { Locale } from '../../../../plugins/engine/index.ts'

export interface NewOrganisation {
  slug: string
  name: string
  locale: Locale
  timeZone: string
  isProved: boolean
}

export interface NewOwner {
  id: string
  email: string
  name: string
  passwordHash: string
  locale: Locale
}

/** Inserts the transaction's own tenant. Returns false if the slug or the tenant id is taken. */
export async function insertOrganisation(tx: TenantTx, one: NewOrganisation): Promise<boolean> {
  const rows = await tx.sql`
    insert into tenants (id, slug, name, locale, time_zone, status)
    values (${tx.tenantId}, ${one.slug}, ${one.name}, ${one.locale}, ${one.timeZone},
      ${one.isProved ? 'active' : 'unproved'})
    on conflict do nothing returning 1`
  return rows.length > 0
}

export async function insertOwner(tx: TenantTx, owner: NewOwner): Promise<void> {
  await tx.sql`
    insert into users (tenant_id, id, email, name, password_hash, role, locale)
    values (${tx.tenantId}, ${owner.id}, ${owner.email}, ${owner.name}, ${owner.passwordHash}, 'owner', ${owner.locale})`
}

export async function insertLink(
  tx: TenantTx,
  link: {
    id: string
    userId: string
    purpose: 'sign-in' | 'prove-email'
    tokenHash: string
    email: string | null
    seconds: number
  },
): Promise<void> {
  await tx.sql`
    insert into one_time_links (tenant_id, id, user_id, purpose, token_hash, email, expires_at)
    values (${tx.tenantId}, ${link.id}, ${link.userId}, ${link.purpose}, ${link.tokenHash}, ${link.email},
      now() + make_interval(secs => ${link.seconds}))`
}

/** Consumes a link; of concurrent calls, one gets it. */
export async function takeLink(
  tx: TenantTx,
  purpose: 'sign-in' | 'prove-email',
  tokenHash: string,
): Promise<{ userId: string; email: string | null } | undefined> {
  const [row] = await tx.sql<{ userId: string; email: string | null }[]>`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and purpose = ${purpose} and token_hash = ${tokenHash} and used_at is null
      and expires_at > now() returning user_id as "userId", email`
  return row
}

/** The owner of an active link. */
export async function findLinkOwner(
  tx: TenantTx,
  purpose: 'prove-email',
  tokenHash: string,
): Promise<{ id: string; passwordHash: string | null } | undefined> {
  const [row] = await tx.sql<{ id: string; passwordHash: string | null }[]>`
    select u.id, u.password_hash as "passwordHash" from one_time_links l
    join users u on u.tenant_id = l.tenant_id and u.id = l.user_id and u.disabled_at is null
    where l.tenant_id = ${tx.tenantId} and l.purpose = ${purpose} and l.token_hash = ${tokenHash} and l.used_at is null
      and l.expires_at > now()`
  return row
}

/** The owner of an organisation that opened within the last hour, if they have not signed in yet. */
export async function findAwaitedOwner(
  tx: TenantTx,
  email: string,
): Promise<{ id: string; passwordHash: string | null } | undefined> {
  const [row] = await tx.sql<{ id: string; passwordHash: string | null }[]>`
    select u.id, u.password_hash as "passwordHash" from users u
    join tenants t on t.id = u.tenant_id and t.status = 'active' and t.created_at > now() - interval '1 hour'
    where u.tenant_id = ${tx.tenantId} and u.email = ${email} and u.role = 'owner' and u.disabled_at is null
      and u.last_seen_at is null
      and not exists (select from sessions s where s.tenant_id = u.tenant_id)`
  return row
}

export async function proveOwner(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update users set email_proved_at = now() where tenant_id = ${tx.tenantId} and id = ${userId}`
  await tx.sql`
    update tenants set status = 'active' where id = ${tx.tenantId} and status = 'unproved'`
}

/** Deletes the transaction's tenant if its address was not proved within a day; frees its slug. */
export async function deleteUnproved(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from tenants where id = ${tx.tenantId} and status = 'unproved'
      and created_at < now() - interval '24 hours'`
}

/** Whether the transaction's tenant was not proved within a day. */
export async function isStaleUnproved(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from tenants where id = ${tx.tenantId} and status = 'unproved'
      and created_at < now() - interval '24 hours'`
  return rows.length > 0
}

export interface Membership {
  tenantId: string
  slug: string
  name: string
  locale: Locale
}

/** Active organisations where somebody signs in with this address (definer function `find_memberships`). */
export async function findMemberships(db: Database, email: string): Promise<Membership[]> {
  return db.sql<Membership[]>`
    select tenant_id as "tenantId", slug, name, locale from find_memberships(${email})`
}
