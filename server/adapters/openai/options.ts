import type { ModelFault } from '../../../plugins/engine/index.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { ProviderWatchTimes } from '../../platform/provider-watch.ts'
import type { ModelPrices } from '../../platform/settings/price-config.ts'
import type { AnswerFormat } from './answer-form.ts'
import type { Patience } from './patience.ts'

export interface OpenaiOptions {
  apiKey: string | null
  /** Any server that speaks chat completions, up to and with `/v1`. */
  baseUrl: string
  model: string
  /** Context of a model that is not in the table. */
  contextTokens?: number | null
  /** How long the server may be silent, before and between the parts of its answer, in milliseconds. */
  idleTimeoutMs?: number
  patience?: Patience
  /** Told when the server refused a format of answer, and in which one it answered instead. */
  onForm?: (format: AnswerFormat) => void
  /** Told how many tokens the server turned out to take at once, where that is less than was known. */
  onContext?: (tokens: number) => void
  /** Told of each fault that the server itself gave words to. */
  onFault?: (fault: ModelFault) => void
  nowMs?: () => number
  /** The way to a server that the operator did not name. */
  fetch?: typeof fetch
  /** Prices that win over those that AAM knows. */
  prices?: ModelPrices
  log?: PeerLog
  watchTimes?: Partial<ProviderWatchTimes>
}

/** What can be counted on where nothing is known. */
export const smallContextTokens = 32_000
