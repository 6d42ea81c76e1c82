import type postgres from 'postgres'

export type Operation = 'select' | 'insert' | 'update' | 'delete'

export interface Column {
  name: string
  type: string
  isNullable: boolean
  isGenerated: boolean
  /** The privileges of the server's role. */
  allowed: Operation[]
}

export interface Table {
  name: string
  /** The column with the tenant's id; null if the table belongs to no tenant. */
  tenantColumn: string | null
  owner: string
  enabled: boolean
  forced: boolean
  columns: Column[]
  primaryKey: string[]
  mayDelete: boolean
}

export interface Policy {
  table: string
  name: string
  roles: string[]
  command: string
  isRestrictive: boolean
  using: string | null
  check: string | null
}

/** A primary key, unique constraint, exclusion or unique index. */
export interface UniqueIndex {
  table: string
  name: string
  /** Null for an expression. */
  firstColumn: string | null
}

export interface ForeignKey {
  table: string
  name: string
  columns: string[]
  target: string
  targetColumns: string[]
}

export interface Routine {
  name: string
  owner: string
  isDefiner: boolean
  settings: string[]
  isPublic: boolean
}

export interface View {
  name: string
  isMaterialised: boolean
  isInvoker: boolean
}

export interface Catalogue {
  tables: Table[]
  policies: Policy[]
  uniqueIndexes: UniqueIndex[]
  foreignKeys: ForeignKey[]
  routines: Routine[]
  views: View[]
}

/** Everything that can hold or show a tenant's rows, from the database's catalogue. */
export async function readCatalogue(sql: postgres.Sql): Promise<Catalogue> {
  const [tables, policies, uniqueIndexes, foreignKeys, routines, views] = await Promise.all([
    readTables(sql),
    readPolicies(sql),
    readUniqueIndexes(sql),
    readForeignKeys(sql),
    readRoutines(sql),
    readViews(sql),
  ])
  return { tables, policies, uniqueIndexes, foreignKeys, routines, views }
}

/** The tables that hold tenants' rows. */
export const tenantTables = ({ tables }: Catalogue): (Table & { tenantColumn: string })[] =>
  tables.filter((table): table is Table & { tenantColumn: string } => table.tenantColumn !== null)

/** The list of migrations belongs to the installation, not to a tenant. */
const ours = (sql: postgres.Sql) => sql`
  n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'aam_migrations', 'isolation')
  and n.nspname !~ '^pg_(toast_)?temp_'`

async function readTables(sql: postgres.Sql): Promise<Table[]> {
  return sql<Table[]>`
    select c.relname as name, pg_get_userbyid(c.relowner) as owner,
      c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      case when c.relname = 'tenants' then 'id'
        when exists (select 1 from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) then 'tenant_id'
      end as "tenantColumn",
      has_table_privilege('aam_app', c.oid, 'DELETE') as "mayDelete",
      (select coalesce(json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)), '[]')
        from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as "primaryKey",
      (select json_agg(json_build_object(
          'name', a.attname,
          'type', format_type(a.atttypid, null),
          'isNullable', not a.attnotnull,
          'isGenerated', a.attgenerated <> '' or a.attidentity <> '',
          'allowed', array_remove(array[
            case when has_column_privilege('aam_app', c.oid, a.attnum, 'SELECT') then 'select' end,
            case when has_column_privilege('aam_app', c.oid, a.attnum, 'INSERT') then 'insert' end,
            case when has_column_privilege('aam_app', c.oid, a.attnum, 'UPDATE') then 'update' end
          ], null)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f') and ${ours(sql)} order by 1`
}

async function readPolicies(sql: postgres.Sql): Promise<Policy[]> {
  return sql<Policy[]>`
    select tablename as table, policyname as name, roles::text[] as roles, cmd as command,
      permissive = 'RESTRICTIVE' as "isRestrictive", qual as using, with_check as check
    from pg_policies order by 1, 2`
}

async function readUniqueIndexes(sql: postgres.Sql): Promise<UniqueIndex[]> {
  return sql<UniqueIndex[]>`
    select c.relname as table, x.relname as name,
      (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) as "firstColumn"
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    where (i.indisunique or i.indisexclusion) and ${ours(sql)} order by 1, 2`
}

async function readForeignKeys(sql: postgres.Sql): Promise<ForeignKey[]> {
  const namesOf = (table: string, keys: string) => sql`
    (select json_agg(a.attname order by k.place) from unnest(${sql(keys)}) with ordinality as k(number, place)
      join pg_attribute a on a.attrelid = ${sql(table)} and a.attnum = k.number)`
  return sql<ForeignKey[]>`
    select c.relname as table, f.conname as name, t.relname as target,
      ${namesOf('f.conrelid', 'f.conkey')} as columns, ${namesOf('f.confrelid', 'f.confkey')} as "targetColumns"
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
    join pg_namespace n on n.oid = c.relnamespace
    where f.contype = 'f' and ${ours(sql)} order by 1, 2`
}

async function readRoutines(sql: postgres.Sql): Promise<Routine[]> {
  return sql<Routine[]>`
    select p.proname as name, pg_get_userbyid(p.proowner) as owner, p.prosecdef as "isDefiner",
      coalesce(p.proconfig, '{}') as settings, has_function_privilege('public', p.oid, 'EXECUTE') as "isPublic"
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${ours(sql)} order by 1`
}

async function readViews(sql: postgres.Sql): Promise<View[]> {
  return sql<View[]>`
    select c.relname as name, c.relkind = 'm' as "isMaterialised",
      coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
        as "isInvoker"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and ${ours(sql)} order by 1`
}
