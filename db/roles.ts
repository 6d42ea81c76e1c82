import type postgres from 'postgres'

/** NOLOGIN roles of the definer functions. */
export const definerRoles = ['aam_lookup', 'aam_relay', 'aam_usage', 'aam_search'] as const

/**
 * Creates missing roles of the security model: the NOLOGIN owner of everything, the roles of the definer functions, the
 * migrator and the server's own role. Safe to repeat. Needs a connection that may create roles; sets `appPassword` (of
 * `aam_app`) each time.
 */
export async function ensureRoles(sql: postgres.Sql, appPassword: string | null): Promise<void> {
  const noLogin = ['aam_owner', ...definerRoles]
  const present = await sql<{ rolname: string }[]>`
    select rolname from pg_roles where rolname like 'aam\\_%'`
  const have = new Set(present.map((row) => row.rolname))
  for (const role of noLogin) if (!have.has(role)) await sql.unsafe(`create role ${role} nologin`)
  if (!have.has('aam_migrator')) await sql`create role aam_migrator login nosuperuser`
  if (!have.has('aam_app')) await sql`create role aam_app login nosuperuser nobypassrls`
  if (appPassword !== null) {
    const [quoted] = await sql<
      { literal: string }[]
    >`select quote_literal(${appPassword}) as literal`
    if (quoted) await sql.unsafe(`alter role aam_app password ${quoted.literal}`)
  }
  await sql.unsafe(`grant ${definerRoles.join(', ')} to aam_owner`)
  await sql`grant aam_owner to aam_migrator`
  await sql`grant aam_owner to current_user`
  await sql`revoke create on schema public from public`
  const [schema] = await sql<{ granted: boolean }[]>`
    select has_schema_privilege('aam_owner', 'public', 'USAGE WITH GRANT OPTION')
      and has_schema_privilege('aam_owner', 'public', 'CREATE WITH GRANT OPTION') as granted`
  // Skipped when already granted: we are a member of aam_owner now, and Postgres may treat it as the grantor and
  // refuse.
  if (!schema?.granted) {
    await sql`grant usage, create on schema public to aam_owner with grant option`
  }
  await sql`grant usage on schema public to aam_app, aam_lookup, aam_relay, aam_usage, aam_search`
  const [database] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`
  if (database) {
    await sql.unsafe(`grant create on database ${database.name} to aam_owner`)
    await sql.unsafe(`revoke temporary on database ${database.name} from public`)
  }
}
