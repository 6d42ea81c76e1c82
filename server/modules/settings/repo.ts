import { toJson } from '../../../db/json.ts'
import type { organisationSettings, ScenarioRule, tenants } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'

type Organisation = typeof tenants.$inferSelect
type Stored = typeof organisationSettings.$inferSelect

export interface SettingsRow
  extends
    Pick<Organisation, 'name' | 'locale' | 'timeZone'>,
    Pick<Stored, 'rev' | 'accent' | 'logoHash'> {
  defaultScenario: Stored['defaultScenarioId']
}

export async function getSettings(tx: TenantTx): Promise<SettingsRow> {
  const [row] = await tx.sql<SettingsRow[]>`
    select coalesce(s.rev, 0) as rev, t.name, t.locale, t.time_zone as "timeZone",
      s.default_scenario_id as "defaultScenario", s.accent, s.logo_hash as "logoHash"
    from tenants t left join organisation_settings s on s.tenant_id = t.id where t.id = ${tx.tenantId}`
  if (!row) throw new Error('an organisation without its row')
  return row
}

/** Serializes changes of the settings; rows that refer to the organisation are not blocked. */
export async function getSettingsForChange(tx: TenantTx): Promise<SettingsRow> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
  return getSettings(tx)
}

export async function saveSettings(tx: TenantTx, one: Omit<SettingsRow, 'rev' | 'logoHash'>) {
  await tx.sql`
    update tenants set name = ${one.name}, locale = ${one.locale}, time_zone = ${one.timeZone}
    where id = ${tx.tenantId}`
  await tx.sql`
    insert into organisation_settings as s (tenant_id, default_scenario_id, accent)
    values (${tx.tenantId}, ${one.defaultScenario}, ${one.accent})
    on conflict (tenant_id) do update set default_scenario_id = excluded.default_scenario_id,
      accent = excluded.accent, rev = s.rev + 1, updated_at = now()`
}

export async function saveLogo(
  tx: TenantTx,
  logo: { png: Uint8Array; hash: string } | null,
): Promise<void> {
  const png = logo && Buffer.from(logo.png)
  await tx.sql`
    insert into organisation_settings as s (tenant_id, logo, logo_hash)
    values (${tx.tenantId}, ${png}, ${logo?.hash ?? null})
    on conflict (tenant_id) do update set logo = excluded.logo, logo_hash = excluded.logo_hash,
      rev = s.rev + 1, updated_at = now()`
}

export async function findLogo(tx: TenantTx, hash: string): Promise<Uint8Array | undefined> {
  const [row] = await tx.sql<{ logo: Uint8Array }[]>`
    select logo from organisation_settings where tenant_id = ${tx.tenantId} and logo_hash = ${hash}`
  return row?.logo
}

export async function getScenarioRules(
  tx: TenantTx,
): Promise<{ rev: number; rules: ScenarioRule[] }> {
  const [row] = await tx.sql<{ rev: number; rules: ScenarioRule[] }[]>`
    select rev, scenario_rules as rules from organisation_settings where tenant_id = ${tx.tenantId}`
  return row ?? { rev: 0, rules: [] }
}

export async function saveScenarioRules(
  tx: TenantTx,
  rules: readonly ScenarioRule[],
): Promise<void> {
  await tx.sql`
    insert into organisation_settings as s (tenant_id, scenario_rules)
    values (${tx.tenantId}, ${toJson(tx, rules)})
    on conflict (tenant_id) do update set scenario_rules = excluded.scenario_rules,
      rev = s.rev + 1, updated_at = now()`
}

export async function listKnownClients(tx: TenantTx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from clients where tenant_id = ${tx.tenantId} and id = any(${[...ids]}::uuid[])`
  return new Set(rows.map(({ id }) => id))
}
