import type { TenantTx } from '../../../../db/tenant.ts'
import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'
import { countSpokenChars } from './repo.ts'
import { countedInRussian } from '../../../platform/russian-plurals.ts'

export interface CostEstimate {
  runs: number
  inputTokens: number
  outputTokens: number
  /** Null if the model's price is unknown. */
  costMicroUsd: number | null
}

/** Minimum characters of speech per token. Each step sends the whole transcript. */
const charsPerToken = 3
/** Longer transcripts are sent in windows, each with its own prompt and answer. */
const windowTokens = 48_000
const promptTokens = 3_000
const answerTokens = 3_000

/** Estimates the cost of one run for each number of characters of speech; `times` is how often all of them run. */
export function estimateRuns(
  model: LanguageModel,
  { meetings, chars, times = 1 }: { meetings: number; chars: number; times?: number },
  stepCount: number,
): CostEstimate {
  const runs = meetings * times
  const spokenTokens = Math.ceil(chars / charsPerToken) * times
  const windows = Math.max(runs, Math.ceil(spokenTokens / windowTokens))
  const inputTokens = (spokenTokens + promptTokens * windows) * stepCount
  const outputTokens = answerTokens * windows * stepCount
  const usage = { inputTokens, cachedInputTokens: 0, outputTokens }
  return {
    runs,
    inputTokens,
    outputTokens,
    costMicroUsd: model.costMicroUsd(model.model, usage),
  }
}

/** Estimates the cost of one run over each of these meetings. */
export async function estimateMeetings(
  tx: TenantTx,
  model: LanguageModel,
  meetingIds: readonly string[],
  stepCount: number,
): Promise<CostEstimate> {
  const chars = await countSpokenChars(tx, meetingIds)
  return estimateRuns(model, { meetings: meetingIds.length, chars }, stepCount)
}

/** Throws `cost_unconfirmed` with the estimate: one fault per figure, identified by its reason. */
export function refuseUnconfirmed(estimate: CostEstimate, model: { name: string }): never {
  const { runs, inputTokens, outputTokens, costMicroUsd } = estimate
  const price =
    costMicroUsd === null
      ? 'at a price that AAM does not know'
      : `for about $${(costMicroUsd / 1_000_000).toFixed(2)}`
  const priceInRussian =
    costMicroUsd === null
      ? 'цена AAM неизвестна'
      : `примерно ${(costMicroUsd / 1_000_000).toFixed(2).replace('.', ',')} $`
  throw new AppError(
    'cost_unconfirmed',
    `This makes ${runs === 1 ? '1 run' : `${runs} runs`} with ${model.name}: about ${inputTokens} tokens in and ${outputTokens} out, ${price}. Send it again with confirmCost: true.`,
    Object.entries({ runs, inputTokens, outputTokens, costMicroUsd }).flatMap(([reason, figure]) =>
      figure === null ? [] : [{ pointer: '/confirmCost', reason, detail: String(figure) }],
    ),
    {},
    `${countedInRussian(runs, 'запуск', 'запуска', 'запусков')} на модели ${model.name}: около ${inputTokens} токенов туда и ${outputTokens} обратно, ${priceInRussian}. Чтобы согласиться, отправьте запрос ещё раз с confirmCost: true.`,
  )
}
