import { ModelFault } from '../../../plugins/engine/index.ts'
import {
  type ProviderWatch,
  retrySilentAfterMs,
  watchProvider,
} from '../../platform/provider-watch.ts'
import { ServerRefusal, toModelFault } from './faults.ts'
import type { OpenaiOptions } from './options.ts'
import { type ListedFacts, readListed } from './listed-facts.ts'
import { readServerError } from './server-error.ts'

type Server = Pick<OpenaiOptions, 'baseUrl' | 'apiKey' | 'fetch'>

function requestModelList(
  { baseUrl, apiKey, fetch: fetchFrom = fetch }: Server,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  return fetchFrom(`${baseUrl.replace(/\/$/, '')}/models`, { headers, signal })
}

const withoutList = new Set([404, 405, 501])
const nothing = { messages: [], schema: { name: 'none', schema: {} } }

/**
 * Checks the server with a request for its list of models, which costs nothing; not having one is fine. Throws
 * ModelFault.
 */
export async function checkServer(server: Server, signal: AbortSignal): Promise<void> {
  const response = await requestModelList(server, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    const { name } = error as Error
    throw new ModelFault('model_unavailable', true, `The server cannot be reached (${name}).`)
  })
  if (response.ok || withoutList.has(response.status)) {
    await response.body?.cancel()
    return
  }
  const text = (await response.text()).slice(0, 64_000)
  const refusal = new ServerRefusal(readServerError(response.status, text), response.headers)
  throw toModelFault(refusal, { request: nothing, apiKey: server.apiKey })
}

const maxListChars = 4_000_000

/** Returns what the server's list says about a model; nulls when it has none. Never throws. */
export async function fetchListedFacts(
  server: Server,
  model: string,
  signal: AbortSignal,
): Promise<ListedFacts> {
  try {
    const response = await requestModelList(server, signal)
    const text = (await response.text()).slice(0, maxListChars)
    return readListed(response.ok ? (JSON.parse(text) as unknown) : null, model)
  } catch {
    return readListed(null, model)
  }
}

/** Watches a model's server for signs of life: any response to a request for its list of models is one. */
export const watchServer = (options: OpenaiOptions): ProviderWatch<ModelFault> =>
  watchProvider({
    provider: 'language model',
    probe: async (signal) => (await requestModelList(options, signal)).body?.cancel(),
    makeRefusal: () =>
      new ModelFault(
        'model_unavailable',
        true,
        'The server gives no sign of life.',
        retrySilentAfterMs(),
      ),
    // Calls have their own timeout, and some servers answer nothing else while they work.
    aborts: 'none',
    log: options.log,
    times: options.watchTimes ?? {},
  })
