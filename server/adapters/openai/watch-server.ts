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

function askModels(
  { baseUrl, apiKey, fetch: fetchFrom = fetch }: Server,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  return fetchFrom(`${baseUrl.replace(/\/$/, '')}/models`, { headers, signal })
}

const withoutList = new Set([404, 405, 501])
const nothing = { messages: [], schema: { name: 'none', schema: {} } }

/** Asks for the list of models, which costs nothing; that a server has none is an answer. Throws ModelFault. */
export async function checkServer(server: Server, signal: AbortSignal): Promise<void> {
  const response = await askModels(server, signal).catch((error: unknown) => {
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

const mostListChars = 4_000_000

/** What the server's list says of a model; nothing where it has none. Never throws. */
export async function askListed(
  server: Server,
  model: string,
  signal: AbortSignal,
): Promise<ListedFacts> {
  try {
    const response = await askModels(server, signal)
    const text = (await response.text()).slice(0, mostListChars)
    return readListed(response.ok ? (JSON.parse(text) as unknown) : null, model)
  } catch {
    return readListed(null, model)
  }
}

/** Watches a model's server for signs of life: whatever it says to a question for its list of models is one. */
export const watchServer = (options: OpenaiOptions): ProviderWatch<ModelFault> =>
  watchProvider({
    provider: 'language model',
    probe: async (signal) => (await askModels(options, signal)).body?.cancel(),
    makeRefusal: () =>
      new ModelFault(
        'model_unavailable',
        true,
        'The server gives no sign of life.',
        retrySilentAfterMs(),
      ),
    // A call that hears nothing has a timeout of its own, and some servers answer nothing else while they are at work.
    aborts: 'none',
    log: options.log,
    times: options.watchTimes ?? {},
  })
