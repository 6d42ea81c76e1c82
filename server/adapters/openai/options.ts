import type { ModelFault } from '../../../plugins/engine/index.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { ProviderWatchTimes } from '../../platform/provider-watch.ts'
import type { ModelPrices } from '../../platform/settings/price-config.ts'
import type { AnswerFormat } from './answer-form.ts'
import type { Patience } from './patience.ts'

export interface OpenaiOptions {
  apiKey: string | null
  /** Any server that speaks chat completions, up to and including `/v1`. */
  baseUrl: string
  model: string
  /** Context of a model that is not in the table. */
  contextTokens?: number | null
  /** How long the server may stay silent before and between the parts of its answer, in milliseconds. */
  idleTimeoutMs?: number
  patience?: Patience
  /** Called when the server refused a format of answer, with the one that it accepted. */
  onForm?: (format: AnswerFormat) => void
  /** Called when the server accepts fewer tokens than expected. */
  onContext?: (tokens: number) => void
  /** Called for each fault that the server described. */
  onFault?: (fault: ModelFault) => void
  nowMs?: () => number
  /** Used for servers that the operator did not configure. */
  fetch?: typeof fetch
  /** Override the prices that AAM knows. */
  prices?: ModelPrices
  log?: PeerLog
  watchTimes?: Partial<ProviderWatchTimes>
}

/** A context that any model has. */
export const smallContextTokens = 32_000
