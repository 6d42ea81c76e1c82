import type { TenantTx } from '../../../../db/tenant.ts'
import type { RegressionReport } from './contract.ts'
import { type LetGo, letGo } from './judge-losses.ts'
import { reportIn, type TrialRow } from './trial.ts'

export interface Confirmed extends LetGo {
  /** The report of these very files with what is given up now, where they have been tested already. */
  report: RegressionReport | null
}

/**
 * What is given up of the draft: what is said now, and what was said since the newest version was published. A report of
 * the same files answers for it, as long as nothing else is to be found out.
 */
export async function confirmLosses(
  tx: TenantTx,
  scenarioId: string,
  digest: string,
  provider: string,
  given: LetGo,
): Promise<Confirmed> {
  const [newest] = await tx.sql<(TrialRow & { is_current: boolean })[]>`
    select t.*, t.created_at >= coalesce((select max(g.created_at) from goldens g
        where g.tenant_id = t.tenant_id and g.scenario_id = t.scenario_id), t.created_at) as is_current
    from scenario_trials t
    where t.tenant_id = ${tx.tenantId} and t.scenario_id = ${scenarioId} and t.kind = 'regression'
      and t.created_at > now() - interval '24 hours'
      and t.created_at > coalesce((select max(v.published_at) from scenario_versions v
        where v.tenant_id = t.tenant_id and v.pack_id = t.scenario_id and v.origin = 'own'), '-infinity')
    order by t.created_at desc limit 1`
  const { droppedSections = [], droppedFields = [] } = newest?.input ?? {}
  const all = {
    droppedSections: [...new Set([...droppedSections, ...given.droppedSections])],
    droppedFields: [...new Set([...droppedFields, ...given.droppedFields])],
  }
  const isMore =
    all.droppedSections.length > droppedSections.length ||
    all.droppedFields.length > droppedFields.length
  const isAnswered =
    isMore && newest?.state === 'done' && newest.body_digest === digest && newest.is_current
  const report = isAnswered ? reportIn(newest.report) : null
  return { ...all, report: report?.provider === provider ? letGo(report, all) : null }
}
