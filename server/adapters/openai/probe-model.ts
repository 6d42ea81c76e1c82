import { ModelFault, type ModelFaultCode } from '../../../plugins/engine/index.ts'
import type { OwnSettings, ProbeResult } from '../../modules/providers/index.ts'
import { ServerRefusal, toModelFault } from './faults.ts'
import { readAnswer } from './read-answer.ts'
import { readServerError, type ServerError } from './server-error.ts'

const messages = [{ role: 'user' as const, content: 'Reply with the word OK.' }]
/** Only the beginning is needed; a model that reasons first is cut off early. */
const maxTokens = 16

/** Asks a model for one word. Rejects with connection errors; whatever the server answers is an outcome. */
export async function probeModel(
  fetchFrom: typeof fetch,
  url: string,
  { model, key }: OwnSettings,
  signal: AbortSignal,
): Promise<Omit<ProbeResult, 'tried' | 'latencyMs' | 'refusal'>> {
  const ask = (limit: object) =>
    fetchFrom(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ model, messages, stream: true, ...limit }),
      signal,
    })
  let status: number | null = null
  try {
    let response = await ask({ max_completion_tokens: maxTokens })
    if (response.status === 400 || response.status === 422) {
      // Older servers know this limit by another name, or not at all.
      const text = await response.text()
      if (!/max_(completion_)?tokens/.test(text)) throw refusalOf(response, text)
      response = await ask({})
    }
    status = response.status
    if (!response.ok) throw refusalOf(response, await response.text())
    const answer = await readAnswer(response, new AbortController(), () => undefined)
    return { outcome: 'ok', status, serverMessage: null, model: answer.model || model }
  } catch (error) {
    if (!(error instanceof ServerRefusal || error instanceof ModelFault)) throw error
    const request = { messages, schema: { name: 'none', schema: {} } }
    const fault = toModelFault(error, { request, apiKey: key })
    const told = error instanceof ServerRefusal ? error.told : null
    return {
      outcome: outcomeOf(fault.code, told),
      status: told?.status ?? status,
      serverMessage: fault.serverMessage,
      model: null,
    }
  }
}

const refusalOf = (response: Response, text: string): ServerRefusal =>
  new ServerRefusal(readServerError(response.status, text), response.headers)

const outcomes: Partial<Record<ModelFaultCode, ProbeResult['outcome']>> = {
  model_bad_credentials: 'bad_credentials',
  model_no_access: 'not_allowed',
  model_no_quota: 'no_credit',
  model_rate_limited: 'busy',
  model_unavailable: 'out_of_order',
  model_timeout: 'timeout',
  model_cut: 'unreadable',
  model_garbage: 'unreadable',
}

/** If the error mentions no model, the path itself does not exist. */
const ofModel = /model|deployment|engine/i

function outcomeOf(code: ModelFaultCode, told: ServerError | null): ProbeResult['outcome'] {
  if (code !== 'model_unknown') return outcomes[code] ?? 'refused'
  const isOfModel = told !== null && [told.text, ...told.codes].some((word) => ofModel.test(word))
  return isOfModel ? 'unknown_model' : 'unknown_address'
}
