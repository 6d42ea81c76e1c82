import type postgres from 'postgres'
import { openInstallation, stopSharedServices } from '../../test/installation.ts'
import type { Say } from './index.ts'
import { median } from './median.ts'
import { spawnServer } from './spawn-server.ts'

const tenantCount = 100
const meetingsEach = 1_000
// Many short ones, turn by turn: whatever else the machine does then falls on both.
const rounds = 61
const roundMs = 200
const warmUpMs = 6_000
const concurrency = 16

/**
 * Reads the first page of 20 meetings with participants, tenant after tenant, from the API and from a bare Bun.serve +
 * postgres.js that runs the same query as a role without row-level security; turn by turn in one run.
 */
export async function benchList(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  try {
    say(
      `making ${(tenantCount * meetingsEach).toLocaleString('en')} meetings in ${tenantCount} tenants`,
    )
    const slugs = Array.from({ length: tenantCount }, (_, at) => `t${at}`)
    await fill(
      installation.admin,
      slugs,
      await Bun.password.hash('bench-password', {
        algorithm: 'argon2id',
        memoryCost: 1024,
        timeCost: 1,
      }),
    )
    // One after the other: so many at once would be refused.
    const targets: Target[] = []
    for (const slug of slugs) {
      const token = await installation.signIn(slug, 'owner@example.com', 'bench-password')
      targets.push({ slug, token })
    }
    const { adminDatabaseUrl, databaseUrl, redisUrl, s3, secrets } = installation.services.addresses
    const api = await spawnServer('list-api.ts', {
      databaseUrl,
      adminDatabaseUrl,
      redisUrl,
      s3,
      secrets,
    })
    const bare = await spawnServer('list-bare.ts', { databaseUrl: adminDatabaseUrl })
    try {
      return await compare(say, api.port, bare.port, targets)
    } finally {
      api.stop()
      bare.stop()
    }
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

type Target = { slug: string; token: string }

async function compare(say: Say, apiPort: number, barePort: number, targets: Target[]) {
  // A server that has just started compiles what it runs; what counts is one that is at work.
  for (const port of [apiPort, barePort]) await load(port, targets, warmUpMs)
  const ratios: number[] = []
  const rates: [number, number][] = []
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first changes from round to round: the machine's speed drifts.
    const first = round % 2 === 0 ? apiPort : barePort
    const one = await load(first, targets, roundMs)
    const other = await load(first === apiPort ? barePort : apiPort, targets, roundMs)
    const [api, bare] = first === apiPort ? [one, other] : [other, one]
    ratios.push(api / bare)
    rates.push([api, bare])
  }
  const ratio = median(ratios)
  const perSecond = (side: 0 | 1): number => Math.round(median(rates.map((rate) => rate[side])))
  say(
    `median of ${rounds} rounds: API ${perSecond(0)} req/s, bare ${perSecond(1)} req/s, ratio ${ratio.toFixed(3)} (promise: 0.600)`,
  )
  return { ratio, rates }
}

/** Requests a second with 16 at once. */
async function load(port: number, targets: Target[], forMs: number): Promise<number> {
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
