import type { TenantTx } from '../../../../db/tenant.ts'
import type { ItemValue } from '../../../../plugins/engine/index.ts'

/** Edited items whose distance is computed, newest first. */
const maxCompared = 500

export interface CountsRow {
  id: string
  version: string
  meetings: number
  runs: number
  sections: number
  failedSections: number
  items: number
  accepted: number
  rejected: number
  acceptedAsIs: number
  unsupported: number
  tokens: number | null
  cost: number | null
}

export interface EditedRow {
  version: string
  before: ItemValue
  after: ItemValue
}

type SummaryRow = Pick<
  CountsRow,
  'id' | 'version' | 'meetings' | 'items' | 'accepted' | 'rejected' | 'acceptedAsIs' | 'unsupported'
>

/** Leaves out the large outputs of runs, because it reads the runs of all scenarios. */
export const listSummaries = (tx: TenantTx) => tx.sql<SummaryRow[]>`
  select r.pack_id as id, r.pack_version as version, count(distinct r.meeting_id)::int as meetings,
    count(i.id)::float8 as items, ${reviewed(tx)}
  from runs r left join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
  where r.tenant_id = ${tx.tenantId} and r.state = 'done' group by r.pack_id, r.pack_version`

/** Counts of the items `i` by what people decided about them. */
const reviewed = (tx: TenantTx) => tx.sql`
  (count(*) filter (where i.review_state = 'accepted'))::float8 as accepted,
  (count(*) filter (where i.review_state = 'rejected'))::float8 as rejected,
  (count(*) filter (where i.review_state = 'accepted' and not exists (
    select 1 from field_locks l
    where l.tenant_id = i.tenant_id and l.item_id = i.id and l.pointer <> '')))::float8 as "acceptedAsIs",
  (count(*) filter (where i.evidence_state = 'unsupported'))::float8 as unsupported`

/**
 * Sums per run before joining, in one pass over the scenario's runs. The joins name tenant and run as the indexes do: by
 * the run alone, Postgres would read every item of the tenant.
 */
export const listVersionCounts = (tx: TenantTx, id: string) => tx.sql<CountsRow[]>`
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
    coalesce(sum(f.sections), 0)::float8 as sections, coalesce(sum(f.failed), 0)::float8 as "failedSections",
    coalesce(sum(r.items), 0)::float8 as items, coalesce(sum(r.accepted), 0)::float8 as accepted,
    coalesce(sum(r.rejected), 0)::float8 as rejected, coalesce(sum(r."acceptedAsIs"), 0)::float8 as "acceptedAsIs",
    coalesce(sum(r.unsupported), 0)::float8 as unsupported,
    sum(a.tokens)::float8 as tokens, sum(a.cost)::float8 as cost
  from done d
  left join reviewed r on r.run_id = d.id
  left join asked a on a.run_id = d.id
  left join filled f on f.run_id = d.id
  group by d.pack_id, d.pack_version`

/** Items that people edited: before their first change, and now. */
export const listEditedItems = (tx: TenantTx, id: string) => tx.sql<EditedRow[]>`
  select r.pack_version as version, first.before->'value' as before, i.value as after
  from runs r
  join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
  cross join lateral (
    select h.before from item_history h
    where h.tenant_id = i.tenant_id and h.item_id = i.id order by h.rev limit 1) first
  where r.tenant_id = ${tx.tenantId} and r.pack_id = ${id} and r.state = 'done'
    and exists (select 1 from field_locks l
      where l.tenant_id = i.tenant_id and l.item_id = i.id and l.pointer <> '')
  order by r.id desc, i.ord limit ${maxCompared}`
