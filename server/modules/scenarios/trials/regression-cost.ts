import type { TenantTx } from '../../../../db/tenant.ts'
import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import { type CostEstimate, estimateRuns } from '../../analysis/index.ts'

/** The built-in provider gives the same each time; of a model three answers are asked, and two must fail. */
export const runsFor = ({ name }: { name: string }): { runs: number; lostAt: number } =>
  name === 'extractive' ? { runs: 1, lostAt: 1 } : { runs: 3, lostAt: 2 }

/** What running the accepted meetings of a scenario will cost at most; null where nothing is paid for. */
export async function estimateCost(
  tx: TenantTx,
  model: LanguageModel | null,
  scenarioId: string,
  stepCount: number,
): Promise<CostEstimate | null> {
  if (!model) return null
  const [spoken] = await tx.sql<{ goldens: number; chars: number }[]>`
    select count(distinct g.id)::int as goldens, coalesce(sum(length(s.text)), 0)::int as chars
    from goldens g left join segments s on s.tenant_id = g.tenant_id and s.transcript_id = g.transcript_id
    where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId}`
  const meetings = spoken?.goldens ?? 0
  if (meetings === 0) return null
  const { runs: times } = runsFor(model)
  return estimateRuns(model, { meetings, chars: spoken?.chars ?? 0, times }, stepCount)
}
