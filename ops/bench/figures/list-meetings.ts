import type postgres from 'postgres'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'

const tenantCount = 100
const meetingsEach = 1_000
const concurrency = 16

export type Target = { slug: string; token: string }

/** The configuration of a server of the list. */
export type ListAddresses = Pick<
  TestInstallation['services']['addresses'],
  'databaseUrl' | 'adminDatabaseUrl' | 'redisUrl' | 's3' | 'secrets'
>

/** Runs `work` with 100,000 meetings in 100 tenants, and one signed-in person in each. */
export async function withManyMeetings<T>(
  say: Say,
  work: (addresses: ListAddresses, targets: Target[]) => Promise<T>,
): Promise<T> {
  const installation = await openInstallation({ worker: false })
  try {
    say(
      `making ${(tenantCount * meetingsEach).toLocaleString('en')} meetings in ${tenantCount} tenants`,
    )
    const slugs = Array.from({ length: tenantCount }, (_, at) => `t${at}`)
    const hash = await Bun.password.hash('bench-password', {
      algorithm: 'argon2id',
      memoryCost: 1024,
      timeCost: 1,
    })
    await fill(installation.admin, slugs, hash)
    // One after another: the limit rejects this many sign-ins at once.
    const targets: Target[] = []
    for (const slug of slugs) {
      const token = await installation.signIn(slug, 'owner@example.com', 'bench-password')
      targets.push({ slug, token })
    }
    const { adminDatabaseUrl, databaseUrl, redisUrl, s3, secrets } = installation.services.addresses
    return await work({ adminDatabaseUrl, databaseUrl, redisUrl, s3, secrets }, targets)
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

/** Requests per second with 16 connections. */
export async function loadList(port: number, targets: Target[], forMs: number): Promise<number> {
  const startedAt = performance.now()
  const until = startedAt + forMs
  let done = 0
  const client = async (offset: number) => {
    for (let at = offset; performance.now() < until; at += concurrency) {
      const { slug, token } = targets[at % targets.length] as Target
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/meetings?limit=20`, {
        headers: { host: `${slug}.localhost`, authorization: `Bearer ${token}` },
      })
      const { data } = (await response.json()) as { data?: unknown[] }
      if (data?.length !== 20)
        throw new Error(`Port ${port} answered ${response.status} without 20 meetings.`)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: concurrency }, (_, at) => client(at)))
  return done / ((performance.now() - startedAt) / 1_000)
}

async function fill(admin: postgres.Sql, slugs: string[], passwordHash: string): Promise<void> {
  await admin`
    insert into tenants (id, slug, name) select gen_random_uuid(), slug, slug from unnest(${slugs}::text[]) as s(slug)`
  await admin`
    insert into users (tenant_id, id, email, name, password_hash, role)
    select id, gen_random_uuid(), 'owner@example.com', 'Owner', ${passwordHash}, 'owner' from tenants`
  await admin`
    insert into clients (tenant_id, id, name, folded_name) select id, gen_random_uuid(), 'Client', 'client' from tenants`
  await admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash)
    select id, 'general-minutes', '1.0.0', 'bench' from tenants`
  await admin`
    insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, client_id, owner_id,
      started_at, duration_ms, item_count, created_at)
    select t.id, gen_random_uuid(), 'Weekly status ' || n, 'in_review', 'general-minutes', '1.0.0', 'en', c.id, u.id,
      now() - n * interval '1 hour', 2820000, 14, now() - n * interval '1 hour'
    from tenants t join users u on u.tenant_id = t.id join clients c on c.tenant_id = t.id,
      generate_series(1, ${meetingsEach}) as n`
  await admin`
    insert into participants (tenant_id, meeting_id, ord, name, role)
    select tenant_id, id, p, 'Person ' || p, 'Lead' from meetings, generate_series(1, 4) as p`
  await admin`vacuum analyze`
}
