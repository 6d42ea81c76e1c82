import { rcompare } from 'semver'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { type ItemValue, likeness } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenario } from '../own-scenario.ts'
import type { Scorecard, ScoreSummaries, VersionScore } from './contract.ts'

/** Edited items whose distance is taken, newest first. */
const comparedAtMost = 500

interface CountsRow {
  id: string
  version: string
  meetings: number
  runs: number
  sections: number
  failed_sections: number
  items: number
  accepted: number
  rejected: number
  accepted_as_is: number
  unsupported: number
  tokens: number | null
  cost: number | null
}

interface EditedRow {
  version: string
  before: ItemValue
  after: ItemValue
}

/**
 * How each version of a scenario does over the tenant's real meetings, newest version first. Sums only: nobody learns from
 * it what was said in a meeting that they may not see. Versions that never ran are left out.
 */
export async function readScorecard(deps: ScenarioDeps, ctx: Ctx, id: string): Promise<Scorecard> {
  authorize(ctx, 'scenarios:read')
  return withTenant(deps.db, ctx, async (tx) => {
    if (!deps.packs.findBuiltIn(id)) await getScenario(tx, id)
    const edited = Map.groupBy(await scorecardEdited(tx, id), ({ version }) => version)
    const rows = await scorecardCounts(tx, id)
    return {
      data: rows
        .map((row) => toScore(row, edited.get(row.version) ?? []))
        .toSorted((a, b) => rcompare(a.version, b.version)),
    }
  })
}

/** The few figures by which scenarios are told apart in a list, for each version that ever ran. */
export async function readScoreSummaries(deps: ScenarioDeps, ctx: Ctx): Promise<ScoreSummaries> {
  authorize(ctx, 'scenarios:read')
  const rows = await withTenant(deps.db, ctx, readSummaries)
  return {
    data: rows.map(({ id, version, ...sums }) => ({
      id,
      version,
      meetingCount: sums.meetings,
      acceptedWithoutEdit: share(sums.accepted_as_is, sums.accepted + sums.rejected),
      unsupportedRate: share(sums.unsupported, sums.items),
    })),
  }
}

type SummaryRow = Pick<
  CountsRow,
  | 'id'
  | 'version'
  | 'meetings'
  | 'items'
  | 'accepted'
  | 'rejected'
  | 'accepted_as_is'
  | 'unsupported'
>

/** Without a run's output, which is large: a list of all scenarios passes over all runs. */
const readSummaries = (tx: TenantTx) => tx.sql<SummaryRow[]>`
  select r.pack_id as id, r.pack_version as version, count(distinct r.meeting_id)::int as meetings,
    count(i.id)::float8 as items, ${reviewed(tx)}
  from runs r left join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
  where r.tenant_id = ${tx.tenantId} and r.state = 'done' group by r.pack_id, r.pack_version`

/** How people decided about the items `i`. */
const reviewed = (tx: TenantTx) => tx.sql`
  (count(*) filter (where i.review_state = 'accepted'))::float8 as accepted,
  (count(*) filter (where i.review_state = 'rejected'))::float8 as rejected,
  (count(*) filter (where i.review_state = 'accepted' and not exists (
    select 1 from field_locks l
    where l.tenant_id = i.tenant_id and l.item_id = i.id and l.pointer <> '')))::float8 as accepted_as_is,
  (count(*) filter (where i.evidence_state = 'unsupported'))::float8 as unsupported`

/**
 * One pass over the scenario's runs; what belongs to a run is summed before it is joined. Joined by tenant and run, as
 * the indexes are: by run alone every item of the tenant would be read.
 */
export const scorecardCounts = (tx: TenantTx, id: string) => tx.sql<CountsRow[]>`
  with done as (
    select tenant_id, id, meeting_id, pack_id, pack_version, output from runs
    where tenant_id = ${tx.tenantId} and pack_id = ${id} and state = 'done'
  ), reviewed as (
    select i.run_id, count(*) as items, ${reviewed(tx)}
    from done d join items i on i.tenant_id = d.tenant_id and i.run_id = d.id group by i.run_id
  ), asked as (
    select c.run_id, sum(c.input_tokens + c.output_tokens) as tokens, sum(c.cost_micro_usd) as cost
    from done d join interactions c on c.tenant_id = d.tenant_id and c.run_id = d.id group by c.run_id
  ), filled as (
    select d.id as run_id, count(*) as sections, count(*) filter (where s->>'state' = 'failed') as failed
    from done d cross join lateral jsonb_array_elements(d.output->'sections') s group by d.id
  )
  select d.pack_id as id, d.pack_version as version, count(distinct d.meeting_id)::int as meetings, count(*)::int as runs,
    coalesce(sum(f.sections), 0)::float8 as sections, coalesce(sum(f.failed), 0)::float8 as failed_sections,
    coalesce(sum(r.items), 0)::float8 as items, coalesce(sum(r.accepted), 0)::float8 as accepted,
    coalesce(sum(r.rejected), 0)::float8 as rejected, coalesce(sum(r.accepted_as_is), 0)::float8 as accepted_as_is,
    coalesce(sum(r.unsupported), 0)::float8 as unsupported,
    sum(a.tokens)::float8 as tokens, sum(a.cost)::float8 as cost
  from done d
  left join reviewed r on r.run_id = d.id
  left join asked a on a.run_id = d.id
  left join filled f on f.run_id = d.id
  group by d.pack_id, d.pack_version`

/** What people changed: the item as it was before its first change, and as it is now. */
export const scorecardEdited = (tx: TenantTx, id: string) => tx.sql<EditedRow[]>`
  select r.pack_version as version, first.before->'value' as before, i.value as after
  from runs r
  join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
  cross join lateral (
    select h.before from item_history h
    where h.tenant_id = i.tenant_id and h.item_id = i.id order by h.rev limit 1) first
  where r.tenant_id = ${tx.tenantId} and r.pack_id = ${id} and r.state = 'done'
    and exists (select 1 from field_locks l
      where l.tenant_id = i.tenant_id and l.item_id = i.id and l.pointer <> '')
  order by r.id desc, i.ord limit ${comparedAtMost}`

function toScore(row: CountsRow, edited: EditedRow[]): VersionScore {
  const distances = edited.map(({ before, after }) => 1 - likeness(textOf(before), textOf(after)))
  const perMeeting = (sum: number | null) => (sum === null ? null : Math.round(sum / row.meetings))
  return {
    version: row.version,
    meetingCount: row.meetings,
    runCount: row.runs,
    itemCount: row.items,
    acceptedCount: row.accepted,
    rejectedCount: row.rejected,
    acceptedWithoutEdit: share(row.accepted_as_is, row.accepted + row.rejected),
    editDistance: share(
      distances.reduce((sum, distance) => sum + distance, 0),
      distances.length,
    ),
    unsupportedRate: share(row.unsupported, row.items),
    failedSectionRate: share(row.failed_sections, row.sections),
    tokensPerMeeting: perMeeting(row.tokens),
    costMicroUsdPerMeeting: perMeeting(row.cost),
  }
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000

const textOf = (value: ItemValue): string =>
  Object.values(value)
    .flat()
    .filter((entry) => typeof entry === 'string' || typeof entry === 'number')
    .join(' ')
