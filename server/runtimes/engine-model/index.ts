import {
  type AroundStep,
  countAhead,
  type LanguageModel,
  loadTokenizer,
  modelProvider,
  runScenario,
} from '../../../plugins/engine/index.ts'
import {
  ownClaimant,
  type RunJudges,
  type ScenarioEngine,
  stepAttributes,
} from '../../modules/analysis/ports.ts'
import { inSpan } from '../../platform/telemetry/span.ts'

/**
 * Runs scenarios with a language model. Such a run waits on the network nearly all the time, so it stays in this
 * process; what depends on the scenario's schema and the model's answers runs in `judges`, or on this thread without
 * them. The tokenizer is loaded at once, before it could delay work.
 */
export function openModelEngine(model: LanguageModel, judges?: RunJudges): ScenarioEngine {
  const loading = loadTokenizer()
  loading.catch(() => undefined)
  return {
    async run({
      claimant = ownClaimant,
      onInteraction,
      onSent,
      beforeCall,
      spentBefore,
      ...input
    }) {
      const { pack, meeting, signal } = input
      const texts = input.segments.map(({ text }) => text)
      const tokensOf = await countAhead(await loading, texts)
      await model.prepare?.(signal ?? new AbortController().signal)
      signal?.throwIfAborted()
      const segments = input.segments.toSorted((a, b) => a.ordinal - b.ordinal)
      const judge = judges?.ofRun({ ...claimant, signal }, { pack, meeting, segments })
      const judged = judge ? { judge } : {}
      const provider = modelProvider(model, pack, {
        tokensOf,
        ...judged,
        ...(onInteraction ? { onInteraction } : {}),
        ...(onSent ? { onSent } : {}),
        ...(beforeCall ? { beforeCall } : {}),
        ...(spentBefore ? { spentBefore } : {}),
      })
      return runScenario({ ...input, ...judged, provider, around: inStepSpan })
    },
  }
}

/** Makes calls to the model child spans of the step. */
const inStepSpan: AroundStep = (place, work) => inSpan('engine.step', stepAttributes(place), work)
