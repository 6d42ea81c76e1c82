import {
  type LanguageModel,
  loadTokenizer,
  modelProvider,
  runScenario,
} from '../../../plugins/engine/index.ts'
import type { ScenarioEngine } from '../../modules/analysis/ports.ts'

/**
 * Runs scenarios by asking a language model. Such a run waits on the network for nearly all of its
 * time, so it stays in this process. The tokenizer is loaded at once, before there is work to hold up.
 */
export function openModelEngine(model: LanguageModel): ScenarioEngine {
  const loading = loadTokenizer()
  loading.catch(() => undefined)
  return {
    async run({ claimant: _none, onInteraction, spentBefore, ...input }) {
      const tokensOf = await loading
      input.signal?.throwIfAborted()
      const provider = modelProvider(model, input.pack, {
        tokensOf,
        ...(onInteraction ? { onInteraction } : {}),
        ...(spentBefore ? { spentBefore } : {}),
      })
      return runScenario({ ...input, provider })
    },
  }
}
