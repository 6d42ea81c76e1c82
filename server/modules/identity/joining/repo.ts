import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { joiningRules } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'

const columns = columnsOf(joiningRules, 'rev', 'domains', 'role')
export type JoiningRow = RowOf<typeof columns>

export async function getJoining(tx: TenantTx): Promise<JoiningRow> {
  const [row] = await tx.sql<JoiningRow[]>`
    select ${columns(tx)} from joining_rules where tenant_id = ${tx.tenantId}`
  return row ?? { rev: 0, domains: [], role: 'viewer' }
}

/** Locks the rule so that concurrent changes, including the first one, run one after another. */
export async function getJoiningForChange(tx: TenantTx): Promise<JoiningRow> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
  return getJoining(tx)
}

export async function saveJoining(
  tx: TenantTx,
  { domains, role }: Omit<JoiningRow, 'rev'>,
): Promise<void> {
  await tx.sql`
    insert into joining_rules as j (tenant_id, domains, role)
    values (${tx.tenantId}, ${domains}, ${role})
    on conflict (tenant_id) do update set domains = excluded.domains, role = excluded.role, rev = j.rev + 1,
      updated_at = now()`
}

/** The proved addresses of owners. */
export async function listProvedOwners(tx: TenantTx): Promise<string[]> {
  const rows = await tx.sql<{ email: string }[]>`
    select email from users where tenant_id = ${tx.tenantId} and role = 'owner' and kind = 'person'
      and disabled_at is null and email_proved_at is not null order by email`
  return rows.map(({ email }) => email)
}

export async function proveEmail(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update users set email_proved_at = now() where tenant_id = ${tx.tenantId} and id = ${userId}`
}

/** The origin of the address's open invitation, and whether its message was sent very recently. */
export async function findOpenOf(
  tx: TenantTx,
  emails: string[],
  days: number,
): Promise<{ id: string; isFresh: boolean } | undefined> {
  const [row] = await tx.sql<{ id: string; isFresh: boolean }[]>`
    select id, expires_at > now() + make_interval(days => ${days}) - interval '5 minutes' as "isFresh"
    from invitations where tenant_id = ${tx.tenantId} and email = any(${emails}::text[])
      and accepted_at is null and withdrawn_at is null and expires_at > now()
    order by created_at desc limit 1`
  return row
}
