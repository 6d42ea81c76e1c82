import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { watchPeer } from '../server/platform/peer-watch.ts'
import { ensureRoles } from './roles.ts'
import { dropSilent, openProbe } from './connection-health.ts'

const lockId = 4_206_001

/**
 * Migrates the database to the newest schema; safe to repeat and to run concurrently. On a fresh database `adminUrl`
 * must be allowed to create roles; afterwards `aam_migrator` is enough. `appUrl` contains the password of `aam_app`.
 * Returns the number of applied migrations. A migration has no time limit, but fails when the server stops answering.
 */
export async function migrate(adminUrl: string, appUrl: string): Promise<number> {
  const probe = openProbe(adminUrl)
  const watch = watchPeer('database', probe.ping)
  const sql = postgres(adminUrl, {
    max: 1,
    onnotice: () => undefined,
    connect_timeout: 10,
    ...dropSilent(watch, probe, Number.POSITIVE_INFINITY),
  })
  try {
    await sql`select pg_advisory_lock(${lockId})`
    const [me] = await sql<{ may_create: boolean }[]>`
      select rolsuper or rolcreaterole as may_create from pg_roles where rolname = current_user`
    if (me?.may_create) {
      const app = new URL(appUrl)
      await ensureRoles(sql, app.username === 'aam_app' ? decodeURIComponent(app.password) : null)
    }
    await sql`set role aam_owner`
    const before = await countApplied(sql)
    await applyMigrations(drizzle(sql), {
      migrationsFolder: join(import.meta.dir, 'migrations'),
      migrationsSchema: 'aam_migrations',
      migrationsTable: 'applied',
    })
    return (await countApplied(sql)) - before
  } finally {
    await sql.end({ timeout: watch.refusal() ? 0 : 5 })
    watch.stop()
    probe.close()
  }
}

async function countApplied(sql: postgres.Sql): Promise<number> {
  const [table] = await sql<{ present: boolean }[]>`
    select to_regclass('aam_migrations.applied') is not null as present`
  if (!table?.present) return 0
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from aam_migrations.applied`
  return row?.count ?? 0
}
