import type { TestInstallation } from '../../../ops/test/installation.ts'

/** Tables that every request may change, even a rejected one. */
const passing = new Set(['outbox', 'sessions'])

/** Count and hash of one tenant's rows in every table; equal snapshots mean that nothing was changed. */
export async function snapshot(
  { admin }: TestInstallation,
  tenantId: string,
): Promise<Record<string, string>> {
  const tables = await admin<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`
  const found: Record<string, string> = {}
  for (const { name } of tables.filter((table) => !passing.has(table.name))) {
    const [row] = await admin<{ state: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\n' order by t::text)), '') as state
      from ${admin(name)} t where tenant_id = ${tenantId}`
    found[name] = row?.state ?? ''
  }
  return found
}
