import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { type Database, openDatabase } from '../../../db/client.ts'
import { migrate } from '../../../db/migrate.ts'
import { freezeService } from '../../../ops/test/freeze.ts'
import { startStack } from '../../embedded/stack.ts'
import { newId } from '../../platform/ids.ts'
import { until } from './until.ts'

export interface TestDatabase {
  /** As the role that the server uses. */
  db: Database
  url: string
  /** SIGSTOP: connections stay open and nothing is answered. Returns what lets it go on. */
  freeze(): () => void
  /** Past row-level security, for looking at what happened. */
  admin: postgres.Sql
  createTenant(): Promise<TestTenant>
  /** Kills the server as a crash would, and waits until it answers again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface TestTenant {
  tenantId: string
  /** A meeting that waits to be analysed, unmoved for `quietSeconds`. */
  createMeeting(quietSeconds?: number): Promise<string>
  /** A run of a reviewed meeting that was asked for `quietSeconds` ago. */
  createRun(quietSeconds: number): Promise<string>
}

/** A Postgres of its own with the newest schema. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'aam-jobs-'))
  const elsewhere = { s3AccessKeyId: 'unused', s3SecretAccessKey: 'unused' }
  const stack = await startStack({
    home,
    external: { ...elsewhere, redisUrl: 'redis://127.0.0.1', s3Endpoint: 'http://127.0.0.1' },
    onProgress: () => undefined,
    endsWithParent: true,
  })
  await migrate(stack.adminDatabaseUrl, stack.databaseUrl)
  const admin = postgres(stack.adminDatabaseUrl, { max: 2, onnotice: () => undefined })
  const db = openDatabase({ url: stack.databaseUrl })
  return {
    db,
    url: stack.databaseUrl,
    freeze: () => freezeService(home, 'database'),
    admin,
    createTenant: () => createTenant(admin),
    restart: () => restart(stack.adminDatabaseUrl),
    stop: async () => {
      await db.close()
      await admin.end({ timeout: 1 })
      await stack.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function createTenant(admin: postgres.Sql): Promise<TestTenant> {
  const [tenantId, ownerId] = [newId(), newId()]
  await admin`insert into tenants (id, slug, name) values (${tenantId}, ${tenantId}, 'Test')`
  await admin`
    insert into users (tenant_id, id, email, name, role)
    values (${tenantId}, ${ownerId}, 'owner@example.org', 'Owner', 'owner')`
  await admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash)
    values (${tenantId}, 'it-daily', '1.0.0', 'none')`
  return {
    tenantId,
    createMeeting: async (quietSeconds = 0) => {
      const id = newId()
      await admin`
        insert into meetings
          (tenant_id, id, title, status, stage, scenario_id, scenario_version, language, owner_id, updated_at)
        values (${tenantId}, ${id}, 'Weekly', 'queued', 'analyse', 'it-daily', '1.0.0', 'en', ${ownerId},
          now() - make_interval(secs => ${quietSeconds}))`
      return id
    },
    createRun: async (quietSeconds) => {
      const [meetingId, transcriptId, id] = [newId(), newId(), newId()]
      await admin`
        insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, owner_id)
        values (${tenantId}, ${meetingId}, 'Weekly', 'in_review', 'it-daily', '1.0.0', 'en', ${ownerId})`
      await admin`
        insert into transcripts (tenant_id, id, meeting_id, source, object_key, segment_count, word_count)
        values (${tenantId}, ${transcriptId}, ${meetingId}, 'plain', 'none', 0, 0)`
      await admin`
        insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider,
          state, created_at)
        values (${tenantId}, ${id}, ${meetingId}, ${transcriptId}, 'it-daily', '1.0.0', 'none', 'none', 'running',
          now() - make_interval(secs => ${quietSeconds}))`
      return id
    },
  }
}

async function restart(adminUrl: string): Promise<void> {
  const before = await describeServer(adminUrl)
  if (!before) throw new Error('Postgres did not answer before it was to be killed')
  const pidFile = readFileSync(join(before.folder, 'postmaster.pid'), 'utf8')
  process.kill(Number(pidFile.split('\n')[0]), 'SIGQUIT')
  await until('Postgres answers again', async () => {
    const now = await describeServer(adminUrl)
    return now !== undefined && now.startedAt !== before.startedAt
  })
}

async function describeServer(
  adminUrl: string,
): Promise<{ folder: string; startedAt: string } | undefined> {
  const sql = postgres(adminUrl, { max: 1, connect_timeout: 2, backoff: false })
  try {
    const [row] = await sql<{ folder: string; started_at: string }[]>`
      select current_setting('data_directory') as folder, pg_postmaster_start_time()::text as started_at`
    return row && { folder: row.folder, startedAt: row.started_at }
  } catch {
    return undefined
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined)
  }
}
