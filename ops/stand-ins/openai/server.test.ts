import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import { readConfig } from '../../../server/platform/config.ts'
import { startOpenaiStandIn } from './server.ts'
import { refuseSchema } from './strict-schema-check.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const standIn = startOpenaiStandIn({ answer: () => ({ text: 'Something.' }) })
afterAll(() => standIn.stop())

const strict = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
}
const body = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say something.' }],
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'x', strict: true, schema: strict },
  },
}
const ask = (json: object): Promise<Response> =>
  fetch(`${standIn.url}/chat/completions`, { method: 'POST', body: JSON.stringify(json) })

async function eventsOf(response: Response): Promise<string[]> {
  const text = await response.text()
  return text.split('\n\n').flatMap((event) => (event ? [event.slice('data: '.length)] : []))
}

test('a stream begins with the role and ends with the reason, the usage and [DONE]', async () => {
  const response = await ask({ ...body, stream: true, stream_options: { include_usage: true } })
  const events = await eventsOf(response)
  expect(events.at(-1)).toBe('[DONE]')
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as never) as {
    choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[]
    usage: { prompt_tokens: number } | null
  }[]
  expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } })
  const said = chunks.flatMap(({ choices }) => choices[0]?.delta.content ?? []).join('')
  expect(JSON.parse(said)).toEqual({ text: 'Something.' })
})

describe('a schema that OpenAI would reject', () => {
  const item = (more: object) => ({ ...strict, properties: { text: { type: 'string', ...more } } })
  test.each([
    ['has an optional field', { ...strict, required: [] }, "'required' is required"],
    ['allows other fields', { ...strict, additionalProperties: true }, "'additionalProperties'"],
    ['uses minLength', item({ minLength: 1 }), "'minLength' is not permitted"],
    ['uses a keyword of its own', item({ 'x-aam': {} }), "'x-aam' is not permitted"],
    ['has no type', { ...strict, properties: { text: {} } }, "must have a 'type'"],
    ['is a list', { type: 'array', items: strict }, 'type: "object"'],
    ['is an alternative', { ...strict, anyOf: [strict] }, 'type: "object"'],
    ['refers to nothing', { ...strict, properties: { text: { $ref: '#/$defs/a' } } }, 'resolved'],
    ['has a list of nothing', { ...strict, properties: { text: { type: 'array' } } }, 'items'],
  ])('because it %s, is refused', async (_why, schema, words) => {
    expect(refuseSchema(schema)).toContain(words)
    const format = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } }
    const response = await ask({ ...body, response_format: format })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_json_schema' } })
  })
})

test('prompts with a long common prefix are reported as cached', async () => {
  const long = 'rule '.repeat(2_000)
  const cachedOf = async (content: string): Promise<number> => {
    const messages = [{ role: 'user', content }]
    const answer = (await (await ask({ ...body, messages })).json()) as {
      usage: { prompt_tokens_details: { cached_tokens: number } }
    }
    return answer.usage.prompt_tokens_details.cached_tokens
  }
  expect(await cachedOf(`${long} one`)).toBe(0)
  expect(await cachedOf(`${long} two`)).toBeGreaterThan(1_024)
  expect(await cachedOf('short')).toBe(0)
})

/** OpenAPI 3.0's nullable, in terms of JSON Schema. */
function withoutNullable(_key: string, node: unknown): unknown {
  if (typeof node !== 'object' || node === null || !('nullable' in node)) return node
  const { nullable, ...rest } = node
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest
}

const { evalData } = readConfig()
if (evalData) {
  describe('compared with the real one', () => {
    type Recorded = { request: { uri: string }; response: { status: number; body: unknown } }[]
    const recorded = async (name: string): Promise<Recorded> =>
      (await Bun.file(join(evalData, 'wire/openai/recorded', name)).json()) as Recorded
    const keysOf = (value: unknown): string[] => Object.keys((value ?? {}) as object)

    test('a response has the fields of recorded ones', async () => {
      const [, last] = await recorded('chat-openai_native_output.json')
      const real = last?.response.body as { choices: { message: object }[]; usage: object }
      const ours = (await (await ask(body)).json()) as typeof real
      expect(keysOf(ours).sort()).toEqual(keysOf(real).sort())
      expect(keysOf(ours.usage).sort()).toEqual(keysOf(real.usage).sort())
      const [ourChoice, realChoice] = [ours.choices[0], real.choices[0]]
      expect(keysOf(realChoice)).toEqual(expect.arrayContaining(keysOf(ourChoice)))
      expect(keysOf(realChoice?.message)).toEqual(
        expect.arrayContaining(keysOf(ourChoice?.message)),
      )
    })

    test('a chunk has the fields of recorded ones, except their obfuscation', async () => {
      const [first] = await recorded('chat-run_stream_sync_streams_real_model.json')
      const [line] = String(first?.response.body).split('\n\n')
      const { obfuscation: _none, ...real } = JSON.parse(line?.slice('data: '.length) ?? '') as {
        obfuscation?: string
      }
      const response = await ask({ ...body, stream: true, stream_options: { include_usage: true } })
      const [ours] = await eventsOf(response)
      expect(keysOf(JSON.parse(ours ?? '')).sort()).toEqual(keysOf(real).sort())
    })

    test('responses, chunks and errors are valid by OpenAI’s own document, if the real ones are', async () => {
      const bytes = await Bun.file(join(evalData, 'openapi/openai.openapi.json.gz')).bytes()
      const document = JSON.parse(gunzipSync(bytes).toString('utf8'), withoutNullable) as object
      const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false })
      ajv.addSchema(document, 'openai')
      const faultsOf = (name: string, value: unknown): string[] => {
        const validate = ajv.getSchema(`openai#/components/schemas/${name}`)
        if (!validate) throw new Error(`no schema ${name}`)
        validate(value)
        return (validate.errors ?? []).map(
          ({ instancePath, message }) => `${instancePath} ${message}`,
        )
      }
      const answer: unknown = await (await ask(body)).json()
      expect(faultsOf('CreateChatCompletionResponse', answer)).toEqual([])
      const response = await ask({ ...body, stream: true, stream_options: { include_usage: true } })
      for (const event of (await eventsOf(response)).slice(0, -1)) {
        const faults = faultsOf('CreateChatCompletionStreamResponse', JSON.parse(event))
        // Real chunks, too, say "usage": null where the document requires an object.
        expect(faults.filter((fault) => !fault.startsWith('/usage'))).toEqual([])
      }
      standIn.next('unauthorized')
      expect(faultsOf('ErrorResponse', await (await ask(body)).json())).toEqual([])
    })
  })
}
