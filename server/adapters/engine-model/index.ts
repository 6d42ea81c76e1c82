import {
  type LanguageModel,
  loadTokenizer,
  modelProvider,
  runScenario,
} from '../../../plugins/engine/index.ts'
import type { ScenarioEngine } from '../../modules/analysis/ports.ts'

/**
 * Runs scenarios by asking a language model. Such a run waits on the network for nearly all of its
 * time, so it stays in this process. The tokenizer is loaded with the first run.
 */
export function openModelEngine(model: LanguageModel): ScenarioEngine {
  return {
    async run({ onInteraction, ...input }) {
      const tokensOf = await loadTokenizer()
      input.signal?.throwIfAborted()
      const provider = modelProvider(model, input.pack, {
        tokensOf,
        ...(onInteraction ? { onInteraction } : {}),
      })
      return runScenario({ ...input, provider })
    },
  }
}
