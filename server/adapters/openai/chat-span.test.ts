import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  type OpenaiStandIn,
  type OpenaiStandInOptions,
  startOpenaiStandIn,
} from '../../../ops/stand-ins/openai/server.ts'
import { askFigures, sumFigures } from '../../../ops/test/read-figures.ts'
import { recordSpans } from '../../../ops/test/spans.ts'
import type { ModelRequest } from '../../../plugins/engine/index.ts'
import { serveMetrics } from '../../platform/metrics/serve-metrics.ts'
import { inSpan } from '../../platform/telemetry/span.ts'
import { openaiModel } from './index.ts'

setDefaultTimeout(60_000)

const request: ModelRequest = {
  messages: [{ role: 'user', content: 'Say quokkapilot.' }],
  schema: {
    name: 'answer',
    schema: {
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
      additionalProperties: false,
    },
  },
}

let exporter: ReturnType<typeof recordSpans>
let standIn: OpenaiStandIn
beforeAll(() => {
  exporter = recordSpans()
})
afterEach(() => standIn.stop())
afterAll(() => exporter.stop())

async function ask(options: OpenaiStandInOptions = {}, isRefused = false) {
  standIn = startOpenaiStandIn({ answer: () => ({ text: 'numbatanswer' }), ...options })
  if (isRefused) standIn.next('unauthorized')
  const model = openaiModel({ apiKey: 'sk-test', baseUrl: standIn.url, model: 'gpt-5-mini' })
  const traceId = await inSpan('outer', {}, async (span) => {
    await model
      .complete(request, { signal: new AbortController().signal })
      .catch((error: unknown) => error)
    return span.spanContext().traceId
  })
  model.close?.()
  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId)
  return { traceId, chat: spans.filter(({ name }) => name.startsWith('chat')) }
}

test('records a call to a model as a span with tokens and cost, and sends the trace context along', async () => {
  const { traceId, chat } = await ask()
  expect(chat).toHaveLength(1)
  const [span] = chat
  expect(span?.name).toBe('chat gpt-5-mini')
  expect(span?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.response.model': 'gpt-5-mini',
    'gen_ai.response.finish_reasons': ['stop'],
    'server.address': '127.0.0.1',
  })
  for (const name of ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'aam.cost_usd']) {
    expect(Number(span?.attributes[name])).toBeGreaterThan(0)
  }
  expect(standIn.requests[0]?.traceparent).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`)
  const said = JSON.stringify([span?.attributes, span?.events])
  for (const word of ['quokkapilot', 'numbatanswer', 'sk-test']) expect(said).not.toContain(word)
})

test('records a refused call as a span with the code of the fault', async () => {
  const { chat } = await ask({}, true)
  expect(chat).toHaveLength(1)
  expect(chat[0]?.status).toEqual({ code: 2, message: 'model_bad_credentials' })
  expect(chat[0]?.attributes['error.type']).toBe('model_bad_credentials')
})

test('counts tokens and cost of calls in metrics', async () => {
  const log = { warn: () => undefined, info: () => undefined }
  const at = { hostname: '127.0.0.1', port: 0 }
  const served = serveMetrics({ name: 'aam-worker', at, readers: {}, log })
  const { chat } = await ask()
  const text = await askFigures(served.port)
  served.stop()
  const kinds = ['input', 'cached_input'] as const
  const counted = kinds.map((kind) => sumFigures(text, 'aam_model_tokens_total', { kind }))
  expect(counted.reduce((sum, one) => sum + one, 0)).toBe(
    Number(chat[0]?.attributes['gen_ai.usage.input_tokens']),
  )
  expect(sumFigures(text, 'aam_model_cost_usd_total', {})).toBe(
    Number(chat[0]?.attributes['aam.cost_usd']),
  )
})
