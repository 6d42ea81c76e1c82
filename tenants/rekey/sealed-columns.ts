import type { TenantTx } from '../../db/tenant.ts'

/** A column with data sealed by a tenant's key, in base64. */
interface SealedColumn {
  table: string
  column: string
  /** Column that identifies a row within the tenant. */
  key: string
  /** The `place` that is used to seal and open the value of a row. */
  placeOf(key: string): string
}

/** All sealed columns. Old keys are kept while the catalogue has a column named like `sealed` that is missing here. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'mails', column: 'sealed', key: 'id', placeOf: (id) => `mails/${id}` },
  { table: 'own_providers', column: 'sealed', key: 'kind', placeOf: (kind) => `providers/${kind}` },
  { table: 'totp_factors', column: 'sealed', key: 'user_id', placeOf: (id) => `totp/${id}` },
]

interface SealedValue {
  key: string
  sealed: string
}

export const listSealed = (
  tx: TenantTx,
  { table, column, key }: SealedColumn,
  after: string,
  atMost: number,
) =>
  tx.sql<SealedValue[]>`
    select ${tx.sql(key)}::text as key, ${tx.sql(column)} as sealed from ${tx.sql(table)}
    where tenant_id = ${tx.tenantId} and ${tx.sql(column)} is not null and ${tx.sql(key)}::text > ${after}
    order by ${tx.sql(key)}::text limit ${atMost}`

/** Replaces a value unless it was changed meanwhile. */
export const replaceSealed = (
  tx: TenantTx,
  { table, column, key }: SealedColumn,
  before: SealedValue,
  after: string,
) => tx.sql`
    update ${tx.sql(table)} set ${tx.sql(column)} = ${after}
    where tenant_id = ${tx.tenantId} and ${tx.sql(key)}::text = ${before.key} and ${tx.sql(column)} = ${before.sealed}`

/** Lists columns named like sealed ones that this version cannot reseal, as `table.column`. */
export async function listUnknownSealed(tx: TenantTx): Promise<string[]> {
  const found = await tx.sql<{ name: string }[]>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and column_name like '%sealed%' order by 1`
  const known = new Set(sealedColumns.map(({ table, column }) => `${table}.${column}`))
  return found.map(({ name }) => name).filter((name) => !known.has(name))
}
