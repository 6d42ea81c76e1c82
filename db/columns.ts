import { getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type postgres from 'postgres'
import type { TenantTx } from './tenant.ts'

/** Columns for hand-written SQL, with the type of the rows that they make up. */
export interface Columns<Row> {
  /** The list for `select` or `returning`, as `m.scenario_id as "scenarioId"` with the alias `m`. */
  (tx: TenantTx, alias?: string): postgres.PendingQuery<postgres.Row[]>
  /** For the type only. */
  readonly $row?: Row
}

export type RowOf<C> = C extends Columns<infer Row> ? Row : never

/** The named columns of a table, or all of them. Names and types are those of the schema. */
export function columnsOf<
  Table extends PgTable,
  Name extends keyof Table['$inferSelect'] & string = keyof Table['$inferSelect'] & string,
>(table: Table, ...names: Name[]): Columns<Pick<Table['$inferSelect'], Name>> {
  const columns = getTableColumns(table)
  const listed: readonly string[] = names.length > 0 ? names : Object.keys(columns)
  const write = (alias: string): string =>
    listed
      .map((name) => {
        const column = columns[name]?.name ?? name
        return `${alias}${column}${column === name ? '' : ` as "${name}"`}`
      })
      .join(', ')
  return (tx, alias) => tx.sql.unsafe(write(alias ? `${alias}.` : ''))
}
