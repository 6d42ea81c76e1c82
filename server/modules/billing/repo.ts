import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { periodOf } from '../../../tenants/limits/limit-list.ts'
import { type LimitWarning, thresholds } from '../../../tenants/limits/warnings.ts'

const currentMonth = (): string => periodOf('month', new Date()).period

/** Whether owners were warned of this or a higher threshold this month. */
export async function hasWarned(tx: TenantTx, { name, threshold }: LimitWarning): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from limit_warnings where tenant_id = ${tx.tenantId} and name = ${name}
      and period = ${currentMonth()} and threshold >= ${threshold}`
  return rows.length > 0
}

/** Returns true for the first caller; a warning covers lower thresholds. */
export async function recordWarning(
  tx: TenantTx,
  { name, threshold }: LimitWarning,
): Promise<boolean> {
  const reached = thresholds.filter((one) => one <= threshold)
  const noted = await tx.sql<{ threshold: number }[]>`
    insert into limit_warnings (tenant_id, name, period, threshold)
    select ${tx.tenantId}, ${name}, ${currentMonth()}, t from unnest(${[...reached]}::int[]) t order by t
    on conflict do nothing returning threshold`
  return noted.some((row) => row.threshold === threshold)
}

/** Deletes the warnings of a limit that has changed. */
export async function deleteWarnings(tx: TenantTx, name: LimitWarning['name']): Promise<void> {
  await tx.sql`
    delete from limit_warnings where tenant_id = ${tx.tenantId} and name = ${name}
      and period = ${currentMonth()}`
}

/** Deletes warnings of past months. */
export async function dropOldWarnings(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from limit_warnings where tenant_id = ${tx.tenantId} and period < ${currentMonth()}`
}

export interface Owner {
  email: string
  locale: Locale
  organisation: string
}

export const listOwners = (tx: TenantTx): Promise<Owner[]> => tx.sql<Owner[]>`
  select u.email, u.locale, t.name as organisation from users u join tenants t on t.id = u.tenant_id
  where u.tenant_id = ${tx.tenantId} and u.role = 'owner' and u.kind = 'person' and u.disabled_at is null
    and u.email is not null
  order by u.id`
