import { ModelFault } from '../../../plugins/engine/index.ts'
import {
  type ProviderWatch,
  retrySilentAfterMs,
  watchProvider,
} from '../../platform/provider-watch.ts'
import type { OpenaiOptions } from './index.ts'

/** Watches a model's server for signs of life: whatever it says to a question for its list of models is one. */
export const watchServer = ({
  baseUrl,
  apiKey,
  log,
  watchTimes = {},
  fetch: fetchFrom = fetch,
}: OpenaiOptions): ProviderWatch<ModelFault> =>
  watchProvider({
    provider: 'language model',
    probe: async (signal) => {
      const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
      const response = await fetchFrom(`${baseUrl.replace(/\/$/, '')}/models`, { headers, signal })
      await response.body?.cancel()
    },
    makeRefusal: () =>
      new ModelFault(
        'model_unavailable',
        true,
        'The server gives no sign of life.',
        retrySilentAfterMs(),
      ),
    // A call that hears nothing has a timeout of its own, and some servers answer nothing else while they are at work.
    aborts: 'none',
    log,
    times: watchTimes,
  })
