import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Behaviour } from '../../../ops/stand-ins/openai/behaviours.ts'
import { contextReplies } from '../../../ops/stand-ins/openai/habits.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import { ModelFault, type ModelRequest } from '../../../plugins/engine/index.ts'
import { openaiModel } from './index.ts'
import { readServerError } from './server-error.ts'
import { cleanServerMessage } from './server-message.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Zoe Canary: the zebra eats 77 lemons of account 4711-0815.' },
  ],
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

let standIn: OpenaiStandIn
beforeEach(() => void (standIn = startOpenaiStandIn({ answer: () => ({ text: 'Something.' }) })))
afterEach(() => standIn.stop())

const ask = () =>
  openaiModel({ apiKey: 'sk-canary-key', baseUrl: standIn.url, model: 'm' }).complete(request, {
    signal: new AbortController().signal,
  })

async function faultOf(behaviour: Behaviour): Promise<ModelFault> {
  standIn.always(behaviour)
  const error: unknown = await ask().catch((thrown: unknown) => thrown)
  if (error instanceof ModelFault) return error
  throw new Error(`no fault but ${String(error)}`)
}

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour => ({
  reply: { status, body, headers },
})

describe('classifies an error by status and shape', () => {
  test.each([
    ['a numeric code', 404, { error: { message: 'no model', code: 404 } }, 'model_unknown', false],
    [
      'a code that is an object',
      400,
      { error: { code: { a: 1 } } },
      'model_request_refused',
      false,
    ],
    ['a code that is null', 403, { error: { code: null } }, 'model_no_access', false],
    ['a bare string', 401, { error: 'Unauthorized' }, 'model_bad_credentials', false],
    ['a detail', 401, { detail: 'Invalid token' }, 'model_bad_credentials', false],
    [
      'a list of details',
      422,
      { detail: [{ msg: 'bad', loc: ['body'] }] },
      'model_request_refused',
      false,
    ],
    ['a list of errors', 429, { errors: [{ message: 'slow down' }] }, 'model_rate_limited', true],
    ['a page', 502, '<html><title>502 Bad Gateway</title></html>', 'model_unavailable', true],
    ['a page of a gate', 403, '<html><h1>Forbidden</h1></html>', 'model_no_access', false],
    ['plain text', 404, '404 page not found', 'model_unknown', false],
    ['nothing', 503, '', 'model_unavailable', true],
    ['null', 500, 'null', 'model_unavailable', true],
    ['a wrong method', 405, '', 'model_unknown', false],
    [
      'credit used up, by number',
      402,
      { error: { message: 'Add more.', code: 402 } },
      'model_no_quota',
      false,
    ],
    [
      'quota used up, as a limit',
      429,
      { error: { code: 'insufficient_quota', type: 'insufficient_quota' } },
      'model_no_quota',
      false,
    ],
    [
      'a limit, by number',
      429,
      { error: { message: 'per-min', code: 429 } },
      'model_rate_limited',
      true,
    ],
    [
      'overload of another vendor',
      529,
      { type: 'error', error: { type: 'overloaded_error' } },
      'model_unavailable',
      true,
    ],
    [
      'a key refused as a bad request',
      400,
      [
        {
          error: {
            code: 400,
            status: 'INVALID_ARGUMENT',
            details: [{ reason: 'API_KEY_INVALID' }],
          },
        },
      ],
      'model_bad_credentials',
      false,
    ],
    [
      'a model refused as a bad request',
      400,
      { error: { code: 'model_not_found' } },
      'model_unknown',
      false,
    ],
    [
      'a filter deep inside',
      400,
      { error: { code: null, innererror: { code: 'ResponsibleAIPolicyViolation' } } },
      'model_prompt_refused',
      false,
    ],
    [
      'moderation',
      403,
      { error: { code: 403, message: 'needs moderation', metadata: { flagged_input: 'zebra' } } },
      'model_prompt_refused',
      false,
    ],
    [
      'an error of another server, as text inside',
      502,
      { error: { code: 502, metadata: { raw: '{"error":{"code":"insufficient_quota"}}' } } },
      'model_no_quota',
      false,
    ],
    [
      'an error inside an answer',
      200,
      { error: { message: 'Provider', code: 429 } },
      'model_rate_limited',
      true,
    ],
    [
      'an error beside an empty list of choices',
      200,
      { error: { message: 'Insufficient balance', code: 402 }, choices: [] },
      'model_no_quota',
      false,
    ],
    [
      'an error beside no choices at all',
      200,
      { error: { message: 'Bad form', code: 400 }, choices: null },
      'model_request_refused',
      false,
    ],
    [
      'an error inside the one choice',
      200,
      { choices: [{ error: { code: 502, message: 'Upstream gone' }, message: { content: '' } }] },
      'model_unavailable',
      true,
    ],
    [
      'a budget used up, as a bad request',
      400,
      { error: { type: 'budget_exceeded', message: 'Budget has been exceeded! Max budget: 10' } },
      'model_no_quota',
      false,
    ],
    [
      'an account in arrears, as a limit',
      429,
      { error: { code: '1113', message: '您的账户已欠费，请充值后重试。' } },
      'model_no_quota',
      false,
    ],
    [
      'a balance used up, inside an answer',
      200,
      { code: 30_001, message: 'Sorry, your account balance is insufficient balance', data: null },
      'model_no_quota',
      false,
    ],
    ['an error inside an answer, unnamed', 200, { error: 'upstream' }, 'model_unavailable', true],
    ['a page as an answer', 200, '<html>Welcome</html>', 'model_garbage', true],
    ['plain text as an answer', 200, 'It is running', 'model_garbage', true],
    ['nothing as an answer', 200, '', 'model_garbage', true],
    ['a status that nobody knows', 418, { message: 'teapot' }, 'model_request_refused', false],
  ] as const)('%s', async (_name, status, body, code, retryable) => {
    const fault = await faultOf(reply(status, body))
    expect([fault.code, fault.retryable]).toEqual([code, retryable])
  })

  test.each(Object.entries(contextReplies))('a prompt too long: %s', async (_name, told) => {
    const fault = await faultOf({ reply: told })
    expect([fault.code, fault.retryable]).toEqual(['model_context_exceeded', false])
    expect(standIn.requests).toHaveLength(1)
  })

  test('recognises a prompt that is too long by its figures in any language, ignoring small ones', async () => {
    const { code } = await faultOf(reply(400, { message: 'Слишком длинно: 4 200 > 4 096' }))
    expect(code).toBe('model_request_refused')
    const long = {
      ...request,
      messages: [{ role: 'user' as const, content: 'слово '.repeat(2_000) }],
    }
    const model = openaiModel({ apiKey: null, baseUrl: standIn.url, model: 'm' })
    const asked = model.complete(long, { signal: new AbortController().signal })
    await expect(asked).rejects.toMatchObject({ code: 'model_context_exceeded' })
  })

  test.each([
    [
      'a length of the schema’s name, by the code of a long prompt',
      {
        error: {
          message: "Invalid 'response_format.json_schema.name': string too long, at most 64.",
          param: 'response_format.json_schema.name',
          code: 'string_above_max_length',
        },
      },
    ],
    ['a count of choices', { error: { message: 'Schema has 5,120 characters of enum values' } }],
    ['the name of a tool', { error: { message: 'Tool/function name too long' } }],
    ['a key of the schema', { error: { message: 'the api key param of your schema is wrong' } }],
    ['two numbers that count something else', { error: '300 of 420 units allowed' }],
    ['words that could be of a key', { error: 'Unknown api_key field "text" in the request.' }],
  ])('tries a looser form after a refusal that may be about the form: %s', async (_name, body) => {
    standIn.next(reply(400, body))
    expect(await ask()).toMatchObject({ text: '{"text":"Something."}' })
    expect(standIn.requests).toHaveLength(2)
  })

  test('tries a looser form when a gateway finds no server for one', async () => {
    const message = 'No endpoints found that support the requested parameters: response_format'
    standIn.next(reply(404, { error: { code: 404, message } }))
    expect(await ask()).toMatchObject({ text: '{"text":"Something."}' })
    expect(standIn.requests).toHaveLength(2)
  })

  test('tries a looser form after a refusal inside an answer of status 200', async () => {
    const message = 'response_format json_schema is not supported'
    standIn.next(reply(200, { error: { message, type: 'invalid_request_error' } }))
    expect(await ask()).toMatchObject({ text: '{"text":"Something."}' })
  })

  test('retries an error in the middle of a stream, which is not about the form', async () => {
    const midway = { error: { message: 'broke', code: 400, type: 'BadRequestError' } }
    const fault = await faultOf({ midway })
    expect(fault.code).toBe('model_request_refused')
    expect(standIn.requests).toHaveLength(1)
    expect(await faultOf({ midway: { error: 'upstream overloaded' } })).toMatchObject({
      code: 'model_unavailable',
      retryable: true,
      serverMessage: 'upstream overloaded',
    })
  })

  test('never throws, whatever the shape', () => {
    const deep = JSON.parse(`${'{"error":'.repeat(500)}1${'}'.repeat(500)}`) as object
    for (const body of [undefined, null, 0, false, [], [[]], deep, { error: [null, 1, {}] }]) {
      expect(readServerError(400, body)).toMatchObject({ status: 400 })
    }
    expect(readServerError(null, { error: { code: '503' } }).status).toBe(503)
  })
})

describe('reads how long to wait', () => {
  const limited = (headers: Record<string, string>, more: object = {}) =>
    reply(429, { error: { message: 'slow down', code: 429, ...more } }, headers)

  test.each([
    [{ 'retry-after': '3' }, {}, 3_000],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, {}, 250],
    [{ 'retry-after-ms': '', 'retry-after': '', 'x-ratelimit-reset-tokens': '1m30s' }, {}, 90_000],
    [{ 'x-ratelimit-reset-requests': '2s', 'x-ratelimit-reset-tokens': '120ms' }, {}, 2_000],
    [{ 'retry-after': '99999999' }, {}, 24 * 3_600_000],
    [{ 'retry-after': 'soon' }, {}, null],
    [{}, { retry_after: 7 }, 7_000],
    [{ 'retry-after': '0' }, {}, null],
    [{}, { retry_after: -5 }, null],
    [{}, {}, null],
  ] as const)('%p %p', async (headers, more, ms) => {
    expect((await faultOf(limited({ ...headers }, more))).retryAfterMs).toBe(ms)
  })

  test('ignores the limits that a failing server reports beside its failure', async () => {
    const reset = { 'x-ratelimit-reset-tokens': '6ms' }
    expect((await faultOf(reply(500, { error: 'broke down' }, reset))).retryAfterMs).toBeNull()
  })

  test('reads a moment in milliseconds or seconds since 1970', async () => {
    for (const moment of [Date.now() + 60_000, Math.round(Date.now() / 1_000) + 60]) {
      const fault = await faultOf(limited({ 'x-ratelimit-reset-requests': String(moment) }))
      expect(fault.retryAfterMs).toBeGreaterThan(30_000)
      expect(fault.retryAfterMs).toBeLessThanOrEqual(61_000)
    }
  })
})

test.each(['whole', 'no_finish', 'parts'] as const)(
  'an answer that comes %s is read',
  async (way) => {
    standIn.always(way)
    expect(await ask()).toMatchObject({ text: '{"text":"Something."}', finishReason: 'stop' })
  },
)

describe('the message of a server', () => {
  const clean = (text: string, messages = request.messages) =>
    cleanServerMessage(text, { messages, apiKey: 'sk-canary-key' })

  test('is kept on one line and no longer than necessary', () => {
    expect(clean('Loading\u0000 model,\n\ttry\u202E again')).toBe('Loading model, try again')
    expect(clean(`Broken: ${'very '.repeat(500)}`)?.length).toBeLessThanOrEqual(300)
    expect(clean('')).toBeNull()
  })

  test.each([
    'Invalid content: "the zebra eats 77 lemons"',
    'Invalid content: the zebra eats 77 lem',
    'Cannot read messages[1]: ZEBRA  EATS, 77 Lemons!',
    'Bad escape in "Zoe\\u0020Canary: the zebra eats\\n77 lemons"',
    'Unknown person Zoe in account 4711',
    'Incorrect API key provided: sk-canary-key.',
    'Incorrect API key provided: lemon12*****cdef.',
    'Header was Bearer abc.def.ghi; mail ops@example.com; id 0123456789abcdef0123456789',
  ])('leaks neither the request nor a key: %s', (text) => {
    const words = clean(text) ?? ''
    for (const told of ['zebra', 'lem', 'zoe', 'canary', '4711', 'abc.def', 'ops@', '89abcdef']) {
      expect(words.toLowerCase()).not.toContain(told)
    }
    expect(words).toMatch(/invalid|cannot|bad|unknown|incorrect|header/i)
  })

  test('is dropped when it is mostly an echo', () => {
    expect(clean('Zoe Canary: the zebra eats 77 lemons of account 4711-0815.')).toBeNull()
  })

  test('omits fields that repeat the request', async () => {
    const body = { detail: [{ msg: 'Input is wrong', input: 'the zebra', ctx: { said: 'zebra' } }] }
    const fault = await faultOf(reply(422, body))
    expect(fault.serverMessage).toBe('Input is wrong')
    expect(fault.message).toBe('The server answered 422.')
  })
})
