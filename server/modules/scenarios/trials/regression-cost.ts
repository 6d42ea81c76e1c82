import type { TenantTx } from '../../../../db/tenant.ts'
import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import { type CostEstimate, estimateRuns } from '../../analysis/index.ts'
import { measureGoldens } from '../goldens/repo.ts'

/** The built-in provider always gives the same answer; a model is asked three times, and an item is lost when two runs miss it. */
export const runsFor = ({ name }: { name: string }): { runs: number; lostAt: number } =>
  name === 'extractive' ? { runs: 1, lostAt: 1 } : { runs: 3, lostAt: 2 }

/** The maximum cost of running a scenario's goldens; null without a paid model. */
export async function estimateCost(
  tx: TenantTx,
  model: LanguageModel | null,
  scenarioId: string,
  stepCount: number,
): Promise<CostEstimate | null> {
  if (!model) return null
  const { goldens: meetings, chars } = await measureGoldens(tx, scenarioId)
  if (meetings === 0) return null
  const { runs: times } = runsFor(model)
  return estimateRuns(model, { meetings, chars, times }, stepCount)
}
