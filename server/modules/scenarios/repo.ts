import { columnsOf, type RowOf } from '../../../db/columns.ts'
import { toJson } from '../../../db/json.ts'
import { scenarios, type ScenarioWords } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { VersionState } from '../../../plugins/vocabulary.ts'
import { changedMeanwhile, notFound } from '../../platform/errors.ts'

const scenarioColumns = columnsOf(
  scenarios,
  'id',
  'title',
  'draftDigest',
  'draftBasedOn',
  'rev',
  'updatedAt',
)
/** A tenant's own scenario. */
export type ScenarioRow = RowOf<typeof scenarioColumns>

/** Throws `not_found` for a built-in scenario, another tenant's and a missing one alike. */
export async function getScenario(tx: TenantTx, id: string): Promise<ScenarioRow> {
  const [row] = await tx.sql<ScenarioRow[]>`
    select ${scenarioColumns(tx)} from scenarios where tenant_id = ${tx.tenantId} and id = ${id}`
  if (!row) throw notFound('scenario')
  return row
}

/** Locks the scenario for a change. `expectedRev` is the revision that the caller last read. */
export async function getScenarioForChange(
  tx: TenantTx,
  id: string,
  expectedRev: number | null = null,
): Promise<ScenarioRow> {
  await tx.sql`select 1 from scenarios where tenant_id = ${tx.tenantId} and id = ${id} for update`
  const row = await getScenario(tx, id)
  if (expectedRev !== null && expectedRev !== row.rev) throw changedMeanwhile(row.rev)
  return row
}

export interface ListedScenario extends Pick<ScenarioRow, 'id' | 'title'> {
  hasDraft: boolean
  versions: {
    version: string
    state: VersionState
    words: ScenarioWords
    publishedAt: string
  }[]
}

export const listScenariosWithVersions = (tx: TenantTx) => tx.sql<ListedScenario[]>`
  select s.id, s.title, s.draft_digest is not null as "hasDraft",
    coalesce((
      select json_agg(json_build_object('version', v.version, 'state', v.state, 'words', v.words,
        'publishedAt', v.published_at))
      from scenario_versions v
      where v.tenant_id = s.tenant_id and v.pack_id = s.id and v.origin = 'own'), '[]'::json) as versions
  from scenarios s where s.tenant_id = ${tx.tenantId} order by s.id limit 1000`

/** False when the id is taken. */
export async function insertScenario(
  tx: TenantTx,
  scenario: Pick<ScenarioRow, 'id' | 'title' | 'draftDigest'> & { createdBy: string | null },
): Promise<boolean> {
  const created = await tx.sql`
    insert into scenarios (tenant_id, id, title, draft_digest, created_by)
    values (${tx.tenantId}, ${scenario.id}, ${toJson(tx, scenario.title)}, ${scenario.draftDigest},
      ${scenario.createdBy})
    on conflict (tenant_id, id) do nothing returning 1`
  return created.length > 0
}

/** Sets or removes the draft, and the title that belongs to what is left. */
export async function updateDraft(
  tx: TenantTx,
  id: string,
  { draftDigest, draftBasedOn, title }: Pick<ScenarioRow, 'draftDigest' | 'draftBasedOn' | 'title'>,
): Promise<void> {
  await tx.sql`
    update scenarios set draft_digest = ${draftDigest}, draft_based_on = ${draftBasedOn},
      title = ${toJson(tx, title)}, rev = rev + 1, updated_at = now()
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

export async function deleteScenario(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`delete from scenarios where tenant_id = ${tx.tenantId} and id = ${id}`
}
