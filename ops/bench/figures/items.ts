import type postgres from 'postgres'
import { readTenant, withTenant } from '../../../db/tenant.ts'
import { listMeetings } from '../../../server/modules/meetings/list-meetings.ts'
import { listItems } from '../../../server/modules/review/list-items.ts'
import { systemCtx } from '../../../server/platform/context.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'
import { itemsBare, meetingsBare, ofPersonBare } from './items-bare.ts'
import { median } from './median.ts'

const tenantCount = 100
const meetingsEach = 1_000
const itemsEach = 4
const rounds = 61
const warmUpRounds = 5
const mostRatio = 2

/**
 * Compares lists that resolve current names of speakers and people with the same pages as stored, to measure what
 * resolving costs. Both run as the server's own role, alternating in one run, each time for another tenant.
 */
export async function benchItems(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  try {
    const made = tenantCount * meetingsEach
    say(
      `making ${(made * itemsEach).toLocaleString('en')} items of ${made.toLocaleString('en')} meetings`,
    )
    const tenants = await fill(installation.admin)
    const figures: Record<string, unknown> = {}
    for (const [name, pair] of Object.entries(pairsOf(installation))) {
      const { ratio, ms, bareMs } = await compare(pair, tenants)
      say(
        `${name.padEnd(32)} ${ms.toFixed(2)} ms, bare ${bareMs.toFixed(2)} ms, ratio ${ratio.toFixed(2)} (promise: ${mostRatio})`,
      )
      figures[name] = { ratio, ms, bareMs }
    }
    return figures
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

interface Tenant {
  id: string
  personId: string
}

interface Pair {
  own(tenant: Tenant): Promise<unknown[]>
  bare(tenant: Tenant): Promise<unknown[]>
}

function pairsOf({ services }: TestInstallation): Record<string, Pair> {
  const ctxOf = ({ id }: Tenant) => systemCtx(id, 'bench', 'bench')
  const items = (
    query: (tenant: Tenant) => Parameters<typeof listItems>[2],
    where: string,
  ): Pair => ({
    own: async (tenant) => (await listItems(services, ctxOf(tenant), query(tenant))).data,
    bare: (tenant) =>
      withTenant(services.db, { tenantId: tenant.id }, async (tx) => {
        const statement = itemsBare(where)
        return tx.sql.unsafe(statement, [
          tenant.id,
          ...(where.includes('$2') ? [tenant.personId] : []),
        ])
      }),
  })
  const meetings = (q: string | null): Pair => ({
    own: async (tenant) =>
      (
        await listMeetings(
          { ...services, scenarios: services.packs },
          ctxOf(tenant),
          q ? { q } : {},
        )
      ).data,
    bare: ({ id }) =>
      readTenant(services.db, { tenantId: id }, meetingsBare(q !== null), [
        id,
        ...(q ? [`%${q}%`] : []),
      ]),
  })
  return {
    'items, newest': items(() => ({}), ''),
    'items, tasks': items(() => ({ track: 'action-item' }), `and i.track = 'action-item'`),
    'items, tasks of a person': items(({ personId }) => ({ ownerId: personId }), ofPersonBare),
    'meetings, newest': meetings(null),
    'meetings, a title': meetings('status'),
    'meetings, a person': meetings('Person 75 of'),
    'meetings, nobody': meetings('nobody at all'),
  }
}

async function compare({ own, bare }: Pair, tenants: Tenant[]) {
  const ratios: number[] = []
  const times: { own: number[]; bare: number[] } = { own: [], bare: [] }
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const tenant = tenants[(round + warmUpRounds) % tenants.length] as Tenant
    const order = round % 2 === 0 ? ([own, bare] as const) : ([bare, own] as const)
    const [first, second] = [await timed(order[0], tenant), await timed(order[1], tenant)]
    const [ownMs, bareMs] = order[0] === own ? [first, second] : [second, first]
    if (round < 0) continue
    ratios.push(ownMs / bareMs)
    times.own.push(ownMs)
    times.bare.push(bareMs)
  }
  return { ratio: median(ratios), ms: median(times.own), bareMs: median(times.bare) }
}

async function timed(
  read: (tenant: Tenant) => Promise<unknown[]>,
  tenant: Tenant,
): Promise<number> {
  const startedAt = performance.now()
  await read(tenant)
  return performance.now() - startedAt
}

/** Organisations whose meetings have four speakers, every fifth of whom is in the directory, and reviewed items. */
async function fill(admin: postgres.Sql): Promise<Tenant[]> {
  await admin.begin(async (sql) => {
    // The generated rows are consistent; checking each would take most of the time.
    await sql`set local session_replication_role = replica`
    await sql`
      insert into tenants (id, slug, name)
      select gen_random_uuid(), 't' || n, 't' || n from generate_series(1, ${tenantCount}) as n`
    await sql`
      insert into users (tenant_id, id, email, name, password_hash, role)
      select id, gen_random_uuid(), 'owner@example.com', 'Owner', 'none', 'owner' from tenants`
    await sql`
      insert into scenario_versions (tenant_id, pack_id, version, hash)
      select id, 'general-minutes', '1.0.0', 'bench' from tenants`
    await sql`
      insert into people (tenant_id, id, name, folded_name)
      select t.id, gen_random_uuid(), 'Person ' || n || ' of ' || t.slug, 'person ' || n || ' of ' || t.slug
      from tenants t, generate_series(1, 100) as n`
    await sql`
      create temporary table made on commit drop as
      select t.id as tenant_id, gen_random_uuid() as id, gen_random_uuid() as transcript_id,
        gen_random_uuid() as run_id, n, u.id as owner_id
      from tenants t join users u on u.tenant_id = t.id, generate_series(1, ${meetingsEach}) as n`
    await sql`
      insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, owner_id,
        started_at, duration_ms, item_count, created_at, current_transcript_id, current_run_id)
      select tenant_id, id, 'Weekly status ' || n, 'in_review', 'general-minutes', '1.0.0', 'en', owner_id,
        now() - n * interval '1 hour', 2820000, ${itemsEach}, now() - n * interval '1 hour', transcript_id, run_id
      from made`
    await sql`
      insert into transcripts (tenant_id, id, meeting_id, source, object_key, segment_count, word_count)
      select tenant_id, transcript_id, id, 'webvtt', 'bench', 4, 40 from made`
    await sql`
      insert into speakers (tenant_id, transcript_id, id, name, person_id)
      select m.tenant_id, m.transcript_id, s, 'Speaker ' || s || ' in ' || m.n, p.id
      from made m cross join generate_series(1, 4) as s
      left join people p on p.tenant_id = m.tenant_id and (m.n + s) % 5 = 0
        and p.name like 'Person ' || (m.n + s) % 100 || ' of %'`
    await sql`
      insert into segments (tenant_id, transcript_id, ordinal, speaker_id, start_ms, end_ms, text)
      select tenant_id, transcript_id, s, s, s * 1000, s * 1000 + 900, 'I will write the release notes by Friday.'
      from made, generate_series(1, 4) as s`
    await sql`
      insert into participants (tenant_id, meeting_id, ord, name, role, transcript_id, speaker_id)
      select tenant_id, id, s, 'Speaker ' || s || ' in ' || n, null, transcript_id, s
      from made, generate_series(1, 4) as s`
    await sql`
      insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider, state,
        people_found, created_at)
      select tenant_id, run_id, id, transcript_id, 'general-minutes', '1.0.0', 'bench', 'extractive', 'done', true,
        now() - n * interval '1 hour'
      from made`
    await sql`
      insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, track, due_on, created_at)
      select tenant_id, gen_random_uuid(), run_id, case when s < 4 then 'actionItems' else 'decisions' end,
        run_id::text || s, s, jsonb_build_object('task', 'Write the release notes', 'owner', 'Speaker ' || s),
        'verified', case when s < 4 then 'action-item' else 'decision' end, null, now() - n * interval '1 hour'
      from made, generate_series(1, ${itemsEach}) as s`
    await sql`
      insert into evidence (tenant_id, item_id, ord, ordinal, rev, speaker_id, start_char, end_char, quote, state)
      select tenant_id, id, 1, ord, 1, ord, 0, 20, 'I will write the release', 'verified' from items`
    await sql`
      insert into item_people (tenant_id, item_id, pointer, speaker_id, is_owner)
      select tenant_id, id, '/owner', ord, section = 'actionItems' from items`
    await sql`
      insert into item_fields (tenant_id, item_id, pointer, text)
      select tenant_id, id, '/owner', 'Speaker ' || ord from items`
  })
  await admin`vacuum analyze`
  return admin<Tenant[]>`
    select t.id, p.id as "personId" from tenants t
    join people p on p.tenant_id = t.id and p.name = 'Person 75 of ' || t.slug order by t.slug`
}
