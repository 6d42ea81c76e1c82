import type { TenantTx } from '../../../../db/tenant.ts'
import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'

/** The built-in provider gives the same each time; of a model three answers are asked, and two must fail. */
export const runsFor = ({ name }: { name: string }): { runs: number; lostAt: number } =>
  name === 'extractive' ? { runs: 1, lostAt: 1 } : { runs: 3, lostAt: 2 }

export interface CostEstimate {
  runs: number
  inputTokens: number
  outputTokens: number
  /** Null where the model's price is not known. */
  costMicroUsd: number | null
}

/** Characters of speech for one token, at the least; a step asks for the whole transcript. */
const charsPerToken = 3
const promptTokens = 3_000
const outputTokensPerStep = 3_000

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
  const { runs } = runsFor(model)
  const count = (spoken?.goldens ?? 0) * runs
  if (count === 0) return null
  const spokenTokens = Math.ceil((spoken?.chars ?? 0) / charsPerToken) * runs
  const inputTokens = (spokenTokens + promptTokens * count) * stepCount
  const outputTokens = outputTokensPerStep * count * stepCount
  const usage = { inputTokens, cachedInputTokens: 0, outputTokens }
  return {
    runs: count,
    inputTokens,
    outputTokens,
    costMicroUsd: model.costMicroUsd(model.model, usage),
  }
}

/** Throws `cost_unconfirmed` with the estimate: a fault for each figure, named by its reason. */
export function refuseUnconfirmed(estimate: CostEstimate, model: { name: string }): never {
  const { runs, inputTokens, outputTokens, costMicroUsd } = estimate
  const price =
    costMicroUsd === null
      ? 'at a price that AAM does not know'
      : `for about $${(costMicroUsd / 1_000_000).toFixed(2)}`
  throw new AppError(
    'cost_unconfirmed',
    `This makes ${runs} runs with ${model.name}: about ${inputTokens} tokens in and ${outputTokens} out, ${price}. Send it again with confirmCost: true.`,
    Object.entries({ runs, inputTokens, outputTokens, costMicroUsd }).flatMap(([reason, figure]) =>
      figure === null ? [] : [{ pointer: '/confirmCost', reason, detail: String(figure) }],
    ),
  )
}
