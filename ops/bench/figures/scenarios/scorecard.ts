import type postgres from 'postgres'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { listVersionCounts, listEditedItems } from '../../../../server/modules/scenarios/index.ts'
import { openInstallation, stopSharedServices } from '../../../test/installation.ts'
import type { Say } from '../bench-options.ts'
import { median } from '../median.ts'

const tenants = ['one', 'two']
const packs = ['measured', 'other-a', 'other-b', 'other-c', 'other-d']
const meetingsEach = 400
const itemsEach = 50
const callsEach = 4
const rounds = 9

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}

/** Measures the scorecard of one of five scenarios of a tenant with 100,000 items, and the indexes that it uses. */
export async function benchScorecard(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  try {
    const { admin, services } = installation
    const made = tenants.length * packs.length * meetingsEach * itemsEach
    say(`making ${made.toLocaleString('en')} items of ${packs.length} scenarios in 2 tenants`)
    const ids: string[] = []
    for (const slug of tenants) {
      await installation.createTenant(slug)
      ids.push(await fill(admin, slug))
    }
    await admin`vacuum analyze`
    const tenantId = ids[0] ?? ''
    const queries: Record<string, Query> = { counts: listVersionCounts, edited: listEditedItems }
    const figures: Record<string, unknown> = { items: made }
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const startedAt = performance.now()
        await withTenant(services.db, { tenantId }, (tx) => query(tx, 'measured'))
        times.push(Math.round(performance.now() - startedAt))
      }
      const plan = await withTenant(services.db, { tenantId }, (tx) => explain(tx, query))
      const { scanned, indexes } = readPlan(plan)
      say(`${name}: median ${median(times)} ms of ${times.join(', ')}`)
      say(`  by index: ${[...new Set(indexes)].join(', ')}`)
      say(`  read through: ${[...new Set(scanned)].join(', ') || 'nothing'}`)
      figures[name] = { medianMs: median(times), times, scanned, indexes }
    }
    return figures
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

type Query = (tx: TenantTx, scenario: string) => Promise<object[]>

/** The plan of a query as the server's own role gets it, with row-level security. */
async function explain(tx: TenantTx, query: Query): Promise<PlanNode> {
  const sql = (strings: TemplateStringsArray, ...values: never[]) => {
    // A fragment that is embedded in another query.
    if (!/^\s*(?:select|with)\b/.test(strings[0] ?? '')) return tx.sql(strings, ...values)
    const said = [`explain (analyze, format json) ${strings[0] ?? ''}`, ...strings.slice(1)]
    return tx.sql(Object.assign(said, { raw: said }), ...values)
  }
  const rows = (await query(
    { ...tx, sql: sql as unknown as TenantTx['sql'] },
    'measured',
  )) as unknown
  const [row] = rows as { 'QUERY PLAN': { Plan: PlanNode }[] }[]
  const plan = row?.['QUERY PLAN'][0]?.Plan
  if (!plan) throw new Error('Postgres gave no plan.')
  return plan
}

function readPlan(node: PlanNode): { scanned: string[]; indexes: string[] } {
  const below = (node.Plans ?? []).map(readPlan)
  const scanned = below.flatMap((one) => one.scanned)
  const indexes = below.flatMap((one) => one.indexes)
  const relation = node['Relation Name']
  if (node['Node Type'] === 'Seq Scan' && relation) scanned.push(relation)
  if (node['Index Name']) indexes.push(node['Index Name'])
  return { scanned, indexes }
}

/** Creates the data of hundreds of reviewed meetings; returns the tenant's id. */
async function fill(admin: postgres.Sql, slug: string): Promise<string> {
  const [tenant] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  const id = tenant?.id ?? ''
  await admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash)
    select ${id}, pack, version, 'bench'
    from unnest(${packs}::text[]) as pack, unnest(array['1.0.0', '1.1.0']) as version`
  await admin`
    insert into meetings (tenant_id, id, title, status, scenario_id, scenario_version, language, owner_id)
    select ${id}, gen_random_uuid(), pack || ' ' || n, 'in_review', pack,
      case when n % 2 = 0 then '1.0.0' else '1.1.0' end, 'en', u.id
    from unnest(${packs}::text[]) as pack, generate_series(1, ${meetingsEach}) as n, users u
    where u.tenant_id = ${id}`
  await admin`
    insert into transcripts (tenant_id, id, meeting_id, source, object_key, segment_count, word_count)
    select tenant_id, gen_random_uuid(), id, 'webvtt', id::text, 1, 1 from meetings where tenant_id = ${id}`
  const sections = Array.from({ length: 7 }, (_, at) => ({
    name: `section-${at}`,
    state: at === 6 ? 'failed' : 'ok',
    items: Array.from({ length: 7 }, (_, item) => ({
      key: `${at}-${item}`,
      value: { statement: 'Something that was said, and that somebody will look at. '.repeat(2) },
    })),
  }))
  await admin`
    insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider, state, output)
    select m.tenant_id, gen_random_uuid(), m.id, t.id, m.scenario_id, m.scenario_version, 'bench', 'openai:m', 'done',
      ${admin.json({ sections })}
    from meetings m join transcripts t on t.tenant_id = m.tenant_id and t.meeting_id = m.id
    where m.tenant_id = ${id}`
  await admin`
    insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, review_state)
    select r.tenant_id, gen_random_uuid(), r.id, 'section-' || n % 7, r.id::text || n, n,
      jsonb_build_object('statement', 'Statement ' || n), case when n % 9 = 0 then 'weak' else 'verified' end,
      (array['accepted', 'accepted', 'rejected', 'proposed'])[1 + n % 4]
    from runs r, generate_series(1, ${itemsEach}) as n where r.tenant_id = ${id}`
  await admin`
    insert into field_locks (tenant_id, item_id, pointer, value, locked_by)
    select i.tenant_id, i.id, '/statement', '"edited"', u.id from items i, users u
    where i.tenant_id = ${id} and u.tenant_id = ${id} and i.ord % 10 = 0`
  await admin`
    insert into item_history (tenant_id, item_id, rev, before, changed_by)
    select l.tenant_id, l.item_id, 1, '{"value": {"statement": "before"}}', l.locked_by from field_locks l
    where l.tenant_id = ${id}`
  await admin`
    insert into interactions (tenant_id, id, meeting_id, run_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, input_tokens, output_tokens, cost_micro_usd, latency_ms, outcome)
    select r.tenant_id, gen_random_uuid(), r.meeting_id, r.id, 'all', n, 1, true, 'openai', 'm', 'h', 900, 100, 40, 5, 'ok'
    from runs r, generate_series(1, ${callsEach}) as n where r.tenant_id = ${id}`
  return id
}
