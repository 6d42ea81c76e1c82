import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Behaviour } from '../../../ops/stand-ins/openai/behaviours.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import { type LanguageModel, ModelFault, type ModelRequest } from '../../../plugins/engine/index.ts'
import { openaiModel } from './index.ts'
import type { OpenaiOptions } from './options.ts'
import { repeatsItself } from './repetition.ts'

setDefaultTimeout(60_000)

const request: ModelRequest = {
  messages: [{ role: 'user', content: 'Say something.' }],
  schema: {
    name: 'answer',
    schema: { type: 'object', properties: {}, additionalProperties: false },
  },
}
const json = '{"text":"Something."}'
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
})
const end = chunk({}, 'stop')

let standIn: OpenaiStandIn
afterEach(() => standIn.stop())

function open(more: Partial<OpenaiOptions> = {}): LanguageModel {
  standIn = startOpenaiStandIn({ answer: () => ({ text: 'Something.' }) })
  return openaiModel({ apiKey: 'sk-test', baseUrl: standIn.url, model: 'gpt-5-mini', ...more })
}

const complete = (model: LanguageModel, signal = new AbortController().signal) =>
  model.complete(request, { signal })

async function faultOf(model: LanguageModel): Promise<ModelFault> {
  const error: unknown = await complete(model).catch((thrown: unknown) => thrown)
  if (error instanceof ModelFault) return error
  throw new Error(`no fault but ${String(error)}`)
}

describe('reads an answer', () => {
  const call = (part: string, index = 0) => ({
    tool_calls: [{ index, type: 'function', function: { name: 'answer', arguments: part } }],
  })
  test.each([
    [
      'from the arguments of a function',
      [chunk(call('{"text":')), chunk(call('"Something."}')), end],
    ],
    ['from a function call of the old kind', [chunk({ function_call: { arguments: json } }), end]],
    ['from the field of thoughts', [chunk({ reasoning_content: json, content: null }), end]],
    ['beside thoughts', [chunk({ reasoning: 'Hm, {"text":"no"}' }), chunk({ content: json }), end]],
    ['as an object', [chunk({ content: { text: 'Something.' } }), end]],
    [
      'as parts',
      [
        chunk({
          content: [
            { type: 'thinking', thinking: [] },
            { type: 'text', text: json },
          ],
        }),
        end,
      ],
    ],
    ['as text of a completion', [{ choices: [{ index: 0, text: json, finish_reason: 'stop' }] }]],
    ['without an end, in a fence', [chunk({ content: `\`\`\`json\n${json}\n\`\`\`` })]],
  ])('%s', async (_name, events) => {
    const model = open()
    standIn.next({ events })
    const answer = await complete(model)
    expect(answer.text).toContain(json)
    expect(answer.finishReason).toBe('stop')
  })

  test('as one JSON value per line', async () => {
    const model = open()
    const body = [chunk({ content: '{"text":' }), chunk({ content: '"Something."}' }, 'stop')]
      .map((one) => JSON.stringify(one))
      .join('\n')
    standIn.next({
      reply: { status: 200, body, headers: { 'content-type': 'application/x-ndjson' } },
    })
    expect((await complete(model)).text).toBe(json)
  })
})

test('stops an answer that only repeats itself early, and reports it as truncated', async () => {
  const model = open()
  for (const part of ['the same again, ', ' \n']) {
    const events = Array.from({ length: 400 }, () => chunk({ content: part.repeat(20) }))
    standIn.next({ events })
    const answer = await complete(model)
    expect(answer.finishReason).toBe('length')
    expect(answer.text.length).toBeLessThan(20_000)
  }
  expect(repeatsItself(Array.from({ length: 3_000 }, (_, at) => `item ${at} `).join(''))).toBe(
    false,
  )
})

describe('timeouts', () => {
  test('ends a call in which no word arrives, whatever else does', async () => {
    const model = open({ patience: { firstTokenMs: 150, idleMs: 60_000 } })
    standIn.next({ events: [chunk({ role: 'assistant', content: '' })], thenHangs: true })
    expect(await faultOf(model)).toMatchObject({
      code: 'model_timeout',
      retryable: true,
      partial: null,
    })
  })

  test('ends reasoning that does not stop, and keeps the beginning of the answer', async () => {
    const model = open({ patience: { callMs: 2_000 } })
    standIn.next({ events: [chunk({ reasoning_content: 'hmm' })], thenHangs: true })
    expect(await faultOf(model)).toMatchObject({
      code: 'model_timeout',
      retryable: false,
      wroteChars: 3,
    })
    standIn.next({ events: [chunk({ content: '{"text":"So' })], thenHangs: true })
    expect(await faultOf(model)).toMatchObject({ code: 'model_timeout', partial: '{"text":"So' })
  })

  test('is longer, with fewer parallel calls, for a local server', () => {
    const at = (baseUrl: string, more = {}) =>
      openaiModel({ apiKey: 'k', baseUrl, model: 'm', ...more }).concurrency
    standIn = startOpenaiStandIn()
    for (const host of [
      'localhost:11434',
      '192.168.1.7:8000',
      'ollama:11434',
      '[::1]:80',
      'gpu.lan',
    ]) {
      expect(at(`http://${host}/v1`)).toBe(2)
    }
    expect(at('https://api.example.com/v1')).toBe(4)
    expect(at('http://localhost/v1', { patience: { concurrency: 8 } })).toBe(8)
  })

  test('ends within a second when a call is cancelled, before or during the answer', async () => {
    const model = open()
    const begun = { events: [chunk({ content: '{' })], thenHangs: true }
    for (const behaviour of ['hang', begun] satisfies Behaviour[]) {
      const stop = new AbortController()
      standIn.next(behaviour)
      const called = complete(model, stop.signal).catch((thrown: unknown) => thrown)
      while (standIn.requests.length === 0) await Bun.sleep(5)
      const late = Bun.sleep(1_000).then(() => 'late')
      stop.abort(new Error('called off'))
      expect(await Promise.race([called, late])).toMatchObject({ message: 'called off' })
    }
  })
})

test('keeps the token count of an answer that broke off with the fault', async () => {
  const model = open()
  const usage = { prompt_tokens: 100, completion_tokens: 7 }
  standIn.next({ events: [chunk({ content: '{"text":"So' }, null, { usage })] })
  expect(await faultOf(model)).toMatchObject({
    code: 'model_cut',
    usage: { inputTokens: 100, outputTokens: 7 },
    partial: '{"text":"So',
  })
})

test.each([
  [
    "This model's maximum context length is 8192 tokens. However, you requested 9198 tokens.",
    8_192,
  ],
  ['prompt is too long: 203,000 tokens > 200,000 maximum', 200_000],
  ['Die Eingabe ist mit 9198 Token zu lang, erlaubt sind 4096.', 4_096],
  ['Input length exceeds the context size of 2048 tokens', 2_048],
  ['The prompt is too long for this model.', null],
])('reads the limit from a refusal: %s', async (message, limit) => {
  const model = open()
  const body = {
    error: { message, type: 'invalid_request_error', code: 'context_length_exceeded' },
  }
  standIn.always({ reply: { status: 400, body } })
  const long = { ...request, messages: [{ role: 'user' as const, content: 'word '.repeat(6_000) }] }
  const error: unknown = await model
    .complete(long, { signal: new AbortController().signal })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'model_context_exceeded', limitTokens: limit })
})

test('remembers a smaller context for an hour', () => {
  let nowMs = 0
  const model = open({ contextTokens: 32_000, nowMs: () => nowMs })
  model.onContext?.(4_096)
  expect(model.contextTokens).toBe(4_096)
  nowMs = 3_600_001
  expect(model.contextTokens).toBe(32_000)
})
