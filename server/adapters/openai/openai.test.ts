import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Behaviour } from '../../../ops/stand-ins/openai/behaviours.ts'
import { formHabits } from '../../../ops/stand-ins/openai/habits.ts'
import {
  type OpenaiStandIn,
  type OpenaiStandInOptions,
  startOpenaiStandIn,
} from '../../../ops/stand-ins/openai/server.ts'
import {
  type LanguageModel,
  ModelFault,
  type ModelRequest,
  type SentPrompt,
} from '../../../plugins/engine/index.ts'
import { openaiModel } from './index.ts'
import type { OpenaiOptions } from './options.ts'
import { findModelFacts, isPriced, priceWith } from './model-facts.ts'
import { readChunks } from './read-stream.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const schema = {
  name: 'answer',
  schema: {
    type: 'object',
    properties: { text: { type: 'string' } },
    required: ['text'],
    additionalProperties: false,
  },
}
const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Say something.' },
  ],
  schema,
}

let standIn: OpenaiStandIn
afterEach(() => standIn.stop())

function open(
  options: OpenaiStandInOptions = {},
  more: Partial<OpenaiOptions> = {},
): LanguageModel {
  standIn = startOpenaiStandIn({ answer: () => ({ text: 'Something.' }), ...options })
  return openaiModel({ apiKey: 'sk-test', baseUrl: standIn.url, model: 'gpt-5-mini', ...more })
}

const complete = (model: LanguageModel, signal = new AbortController().signal) =>
  model.complete(request, { signal })

async function faultOf(model: LanguageModel, behaviour: Behaviour): Promise<ModelFault> {
  standIn.next(behaviour)
  const error = await complete(model).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ModelFault) return error
  throw new Error(`no fault but ${String(error)}`)
}

test('streams an answer and returns it whole with its usage', async () => {
  const text = 'word '.repeat(500)
  const model = open({ answer: () => ({ text }) })
  const heard: string[] = []
  const answer = await model.complete(request, {
    signal: new AbortController().signal,
    onDelta: (delta) => heard.push(delta),
  })
  expect(JSON.parse(answer.text)).toEqual({ text })
  expect(heard.length).toBeGreaterThan(3)
  expect(heard.join('')).toBe(answer.text)
  expect(answer).toMatchObject({ finishReason: 'stop', refusal: null, model: 'gpt-5-mini' })
  expect(answer.usage?.outputTokens).toBeGreaterThan(500)
  expect(standIn.requests).toHaveLength(1)
  expect(standIn.requests[0]).toMatchObject({
    format: 'json_schema',
    includeUsage: true,
    authorization: 'Bearer sk-test',
    schema: schema.schema,
  })
})

test('stops an endless answer and reports it as truncated', async () => {
  const text = Array.from({ length: 40_000 }, (_, at) => `word${at} `).join('')
  const model = open({ answer: () => ({ text }) })
  const answer = await complete(model)
  expect(answer.finishReason).toBe('length')
  expect(answer.text.length).toBeGreaterThan(100_000)
  expect(answer.text.length).toBeLessThan(250_000)
})

test('returns refusals and truncated answers as results, not as faults', async () => {
  const model = open()
  standIn.next('refusal', 'length', { slow: { pauseMs: 5 } })
  expect(await complete(model)).toMatchObject({ refusal: 'I cannot help with that.', text: '' })
  expect((await complete(model)).finishReason).toBe('length')
  expect(await complete(model)).toMatchObject({ text: '{"text":"Something."}' })
})

describe('a fault', () => {
  test.each([
    ['unauthorized', 'model_bad_credentials', false],
    ['forbidden', 'model_no_access', false],
    ['unknown_model', 'model_unknown', false],
    ['no_quota', 'model_no_quota', false],
    ['rate_limited', 'model_rate_limited', true],
    ['server_error', 'model_unavailable', true],
    ['overloaded', 'model_unavailable', true],
    ['context_exceeded', 'model_context_exceeded', false],
    ['web_page', 'model_garbage', true],
    ['broken_chunk', 'model_garbage', true],
    ['cut', 'model_cut', true],
  ] as const)('of %s is %s', async (behaviour, code, retryable) => {
    const model = open()
    const fault = await faultOf(model, behaviour)
    expect([fault.code, fault.retryable]).toEqual([code, retryable])
    expect(fault.message).not.toContain('Say something')
    expect(standIn.requests).toHaveLength(1)
    // The next call succeeds: nothing was remembered from this one.
    expect((await complete(model)).finishReason).toBe('stop')
    expect(standIn.requests[1]?.format).toBe('json_schema')
  })

  test.each(['hang', 'hang_midway'] as const)('of %s is a timeout', async (behaviour) => {
    const model = open({}, { idleTimeoutMs: 150 })
    expect((await faultOf(model, behaviour)).code).toBe('model_timeout')
  })

  test('does not time out while data keeps arriving', async () => {
    const model = open({}, { idleTimeoutMs: 2_000 })
    standIn.next({ slow: { pauseMs: 600 } })
    expect((await complete(model)).finishReason).toBe('stop')
  })

  test('states how long the server asked to wait', async () => {
    const model = open()
    const limited = await faultOf(model, { rateLimited: { retryAfterSeconds: 90 } })
    expect(limited.retryAfterMs).toBe(90_000)
    const overloaded = await faultOf(model, { overloaded: { retryAfterSeconds: 2 } })
    expect(overloaded.retryAfterMs).toBe(2_000)
    expect((await faultOf(model, 'rate_limited')).retryAfterMs).toBeNull()
  })

  test('is retryable when the server is not there', async () => {
    const model = open()
    await standIn.stop()
    const error: unknown = await complete(model).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true })
  })

  test('is the abort reason when we abort', async () => {
    const model = open()
    const stop = new AbortController()
    standIn.next('hang')
    const asked = complete(model, stop.signal)
    stop.abort(new Error('no longer wanted'))
    await expect(asked).rejects.toThrow('no longer wanted')
    await expect(complete(model, AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
  })
})

describe('a server without the strict form', () => {
  const formatsAsked = (): string[] =>
    standIn.requests.map(({ format, isStrict }) =>
      format === 'json_schema' && !isStrict ? 'loose json_schema' : format,
    )
  const asked = async (model: LanguageModel): Promise<SentPrompt | undefined> => {
    let sent: SentPrompt | undefined
    await model.complete(request, {
      signal: new AbortController().signal,
      onSent: (prompt) => void (sent = prompt),
    })
    return sent
  }

  test('is asked for a JSON object with the schema in the prompt, and that is remembered', async () => {
    const model = open({ unknownFormats: ['json_schema'] })
    const sent = await asked(model)
    expect(formatsAsked()).toEqual(['json_schema', 'loose json_schema', 'json_object'])
    expect(sent?.schema).toBeNull()
    expect(sent?.messages[0]?.content).toContain(JSON.stringify(schema.schema))
    expect(standIn.requests[2]?.messages).toEqual(sent?.messages ?? [])
    await asked(openaiModel({ apiKey: null, baseUrl: standIn.url, model: 'gpt-5-mini' }))
    expect(formatsAsked()[3]).toBe('json_object')
    await asked(openaiModel({ apiKey: null, baseUrl: standIn.url, model: 'another' }))
    expect(formatsAsked()[4]).toBe('json_schema')
  })

  test('is asked for the strict form again after an hour, and each change is reported', async () => {
    let nowMs = Date.now()
    const forms: string[] = []
    const onForm = (form: string) => void forms.push(form)
    const model = open({ unknownFormats: ['json_schema'] }, { nowMs: () => nowMs, onForm })
    await asked(model)
    await asked(model)
    nowMs += 3_600_001
    await asked(model)
    const found = ['json_schema', 'loose json_schema', 'json_object']
    expect(formatsAsked()).toEqual([...found, 'json_object', ...found])
    expect(forms).toEqual(['json_object', 'json_object'])
  })

  test.each(Object.entries(formHabits))('is answered all the same: %s', async (_name, habit) => {
    const faults: ModelFault[] = []
    const model = open({ habit }, { onFault: (fault) => faults.push(fault) })
    expect((await complete(model)).text).toBe('{"text":"Something."}')
    const before = standIn.requests.length
    expect(before).toBeGreaterThan(1)
    expect((await complete(model)).text).toBe('{"text":"Something."}')
    expect(standIn.requests).toHaveLength(before + 1)
    expect(faults).toEqual([])
  })

  test('keeps the options that the server accepts: counts of streams with a looser format, and the other way round', async () => {
    const counting = open({ habit: formHabits['numeric code, and no word of the form'] })
    expect((await complete(counting)).usage).not.toBeNull()
    await standIn.stop()
    const uncounted = open({ habit: formHabits['counts of streams as an extra input'] })
    expect((await complete(uncounted)).usage).toBeNull()
    expect(formatsAsked()).toEqual(['json_schema', 'json_schema'])
  })

  test('is not downgraded by a single schema that it refuses', async () => {
    const other = { ...schema, schema: { ...schema.schema, description: 'deep' } }
    const model = open({
      habit: ({ schema: asked, format }) =>
        format === 'json_schema' && asked?.['description'] === 'deep'
          ? { status: 400, body: { error: { message: '6 levels; 5 are the limit', code: 400 } } }
          : null,
    })
    const { signal } = new AbortController()
    await complete(model)
    await model.complete({ ...request, schema: other }, { signal })
    await complete(model)
    await model.complete({ ...request, schema: other }, { signal })
    expect(formatsAsked()).toEqual([
      'json_schema',
      'json_schema',
      'loose json_schema',
      'json_object',
      'json_schema',
      'json_object',
    ])
  })

  test('that refuses every form fails with the first refusal that is about more than the form', async () => {
    const said = new Map([
      ['json_schema', 'response_format is not taken'],
      ['json_object', 'This one is not served'],
    ])
    const model = open({
      habit: ({ format }) => ({ status: 400, body: { message: said.get(format) ?? 'No.' } }),
    })
    const error: unknown = await complete(model).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'model_request_refused',
      retryable: false,
      serverMessage: 'This one is not served',
    })
    expect(formatsAsked().slice(0, 4)).toEqual([
      'json_schema',
      'loose json_schema',
      'json_object',
      'text',
    ])
    // Nothing was remembered from it.
    await complete(model).catch(() => undefined)
    expect(formatsAsked()[5]).toBe('json_schema')
  })

  test('that accepts no other form, nor counts of streams, is asked in the prompt alone', async () => {
    const model = open({
      unknownFormats: ['json_schema', 'json_object'],
      refusesStreamOptions: true,
    })
    const calls = await Promise.all([complete(model), complete(model), complete(model)])
    expect(calls.map(({ usage }) => usage)).toEqual([null, null, null])
    const last = standIn.requests.at(-1)
    expect(last).toMatchObject({ format: 'text', includeUsage: false, schema: schema.schema })
  })
})

describe('facts about models', () => {
  test('are found by name, with or without a date, and not for similar names', () => {
    expect(findModelFacts('gpt-5-mini')?.prefix).toBe('gpt-5-mini')
    expect(findModelFacts('gpt-5-mini-2025-08-07')?.prefix).toBe('gpt-5-mini')
    expect(findModelFacts('gpt-4o-2024-08-06')?.contextTokens).toBe(128_000)
    expect(findModelFacts('gpt-4o-audio-preview')).toBeUndefined()
    expect(findModelFacts('qwen3')).toBeUndefined()
  })

  test.each([
    'openai/gpt-5-mini',
    'openrouter/openai/gpt-5-mini-2025-08-07',
    'GPT-5-mini',
    'openai.gpt-5-mini',
    'azure:gpt-5-mini@20250807',
    'gpt-5-mini-latest',
  ])('are found behind the name of a vendor: %s', (model) => {
    expect(findModelFacts(model)?.prefix).toBe('gpt-5-mini')
    expect(isPriced({}, model)).toBe(true)
  })

  test('are not those of a variant with a price of its own', () => {
    expect(findModelFacts('openai/gpt-5-mini:free')).toBeUndefined()
    expect(findModelFacts('acme/not-gpt-5-mini')).toBeUndefined()
    const named = { 'house-model': { input: 1, cachedInput: 1, output: 1 } }
    expect(isPriced(named, 'acme/house-model')).toBe(true)
  })

  test.each([
    ['vLLM', { id: 'qwen3', max_model_len: 16_384 }, 16_384, false],
    ['llama.cpp', { id: 'qwen3', meta: { n_ctx: 8_192, n_ctx_train: 131_072 } }, 8_192, false],
    [
      'LM Studio',
      { id: 'qwen3', loaded_context_length: 4_096, max_context_length: 32_768 },
      4_096,
      false,
    ],
    [
      'OpenRouter',
      {
        id: 'qwen3',
        context_length: 40_960,
        pricing: { prompt: '0.00000015', completion: '0.0000006' },
      },
      40_960,
      true,
    ],
    ['Ollama', { id: 'qwen3', object: 'model' }, 32_000, false],
  ])(
    'is what the list of %s says, where nothing else is',
    async (_name, entry, tokens, isPricedThere) => {
      const list = Bun.serve({
        port: 0,
        hostname: '127.0.0.1',
        fetch: () =>
          Response.json({ object: 'list', data: [{ id: 'other', max_model_len: 999_999 }, entry] }),
      })
      standIn = startOpenaiStandIn()
      const model = openaiModel({
        apiKey: null,
        baseUrl: `http://127.0.0.1:${list.port}/v1`,
        model: 'qwen3',
      })
      await model.prepare?.(new AbortController().signal)
      await list.stop(true)
      expect(model.contextTokens).toBe(tokens)
      const usage = { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 1_000_000 }
      expect(model.costMicroUsd('qwen3', usage)).toBe(isPricedThere ? 750_000 : null)
    },
  )

  test('give a price in millionths of a dollar, cached tokens separately; none for other models', () => {
    const usage = { inputTokens: 10_000, cachedInputTokens: 4_000, outputTokens: 1_000 }
    const price = priceWith({}, 'qwen3')
    expect(price('gpt-5-mini', usage)).toBe(1_500 + 100 + 2_000)
    expect(price('qwen3', usage)).toBeNull()
  })

  test('use prices that the operator configures, for every name that the server gives the model', () => {
    const usage = { inputTokens: 10_000, cachedInputTokens: 4_000, outputTokens: 1_000 }
    const named = { input: 2_000_000, cachedInput: 1_000_000, output: 8_000_000 }
    const prices = { qwen3: named, 'gpt-5-mini': named }
    const price = priceWith(prices, 'qwen3')
    for (const model of ['qwen3', 'qwen3-32b-q4.gguf', 'gpt-5-mini']) {
      expect(price(model, usage)).toBe(12_000 + 4_000 + 8_000)
    }
    expect(['qwen3', 'gpt-5', 'toString', 'llama'].map((one) => isPriced(prices, one))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('count tokens more cautiously for other models', () => {
    const known = open()
    const other = openaiModel({ apiKey: null, baseUrl: 'http://x/v1', model: 'qwen3' })
    expect([known.tokenFactor, known.contextTokens]).toEqual([1, 400_000])
    expect([other.tokenFactor, other.contextTokens]).toEqual([1.2, 32_000])
    expect(other.name).toBe('openai:qwen3')
  })
})

test('strips characters that the database rejects from the names that a server gives', async () => {
  const choices = [{ index: 0, delta: { content: '{}' }, finish_reason: 'st\0op' }]
  const read = await readChunks(
    (async function* () {
      yield { model: `m\0\ud800${'x'.repeat(500)}`, choices } as never
    })(),
    () => undefined,
  )
  expect(read.finishReason).toBe('stop')
  expect(read.model).toStartWith('m\ufffdx')
  expect(read.model.length).toBeLessThanOrEqual(200)
})

test.each(['filtered_prompt', 'invalid_prompt'] as const)(
  'a server that refuses what one request says (%s) is told from one that refuses all',
  async (behaviour) => {
    expect(await faultOf(open(), behaviour)).toMatchObject({
      code: 'model_prompt_refused',
      retryable: false,
    })
  },
)

test('limits the wait that a server may ask for to a day', async () => {
  const fault = await faultOf(open(), { rateLimited: { retryAfterSeconds: 9_000_000 } })
  expect(fault.retryAfterMs).toBe(24 * 3_600_000)
})
