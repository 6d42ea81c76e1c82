import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { askFigures, sumFigures } from '../../ops/test/read-figures.ts'
import { type SmtpStandIn, startSmtpServer } from '../../ops/test/smtp-server.ts'
import { openaiModel } from '../adapters/openai/index.ts'
import { serveApiFigures } from './figures.ts'
import { providerChecks } from './provider-health.ts'
import { createProviderStates } from './provider-states.ts'
import type { ProcessServices } from './services.ts'

setDefaultTimeout(60_000)

const key = 'sk-secret-of-the-operator'
let asked = 0
let answer: () => Response | Promise<Response> = () => Response.json({ data: [] })
let provider: ReturnType<typeof Bun.serve>
let mail: SmtpStandIn
let installation: TestInstallation

beforeAll(async () => {
  provider = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: () => {
      asked += 1
      return answer()
    },
  })
  mail = await startSmtpServer()
  const baseUrl = `http://127.0.0.1:${provider.port}/v1`
  installation = await openInstallation({
    speech: {
      provider: 'whisper',
      baseUrl,
      apiKey: key,
      model: 'large',
      timeoutMinutes: null,
      language: 'meeting',
    },
    llm: { provider: 'openai', apiKey: key, baseUrl, model: 'gpt-5-mini', contextTokens: null },
    mail: { url: `smtp://127.0.0.1:${mail.port}`, from: 'aam@example.com' },
  })
})
afterAll(async () => {
  await installation.close()
  await mail.stop()
  void provider.stop(true)
})

const services = (): ProcessServices => installation.services as unknown as ProcessServices
/** Forgets what this process and others know about the providers. */
const forget = async (): Promise<Record<string, ReturnType<typeof providerChecks>[string]>> => {
  await services().redis.commands.del('aam:provider-signs')
  return providerChecks(
    { ...services(), providerStates: createProviderStates(services().redis) },
    { forOperator: true },
  )
}

interface Ready {
  state: string
  parts: Record<string, { state: string; latencyMs: number | null; detail: string | null }>
}
const ready = async (): Promise<{ status: number; text: string; body: Ready }> => {
  const response = await installation.request('', '/health/ready')
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) as Ready }
}

beforeEach(() => {
  asked = 0
  answer = () => Response.json({ data: [] })
})

test('reports every part with latency and detail, checks providers once, and reveals neither addresses nor models', async () => {
  await eventually(async () => (await ready()).body.parts.workers?.state === 'up')
  const { status, text, body } = await ready()
  expect(status).toBe(200)
  expect(body.state).toBe('ready')
  for (const part of ['database', 'redis', 'storage', 'workers', 'speech', 'model', 'mail']) {
    const { state, latencyMs } = body.parts[part] ?? {}
    expect({ part, state, isTimed: typeof latencyMs === 'number' }).toEqual({
      part,
      state: 'up',
      isTimed: true,
    })
  }
  expect(body.parts.speech?.detail).toBe('whisper')
  expect(body.parts.model?.detail).toBe('openai')
  expect(text).not.toMatch(/gpt-5-mini|large/)
  await Promise.all(Array.from({ length: 20 }, ready))
  expect(asked).toBeLessThanOrEqual(2)
  for (const inside of ['127.0.0.1', 'localhost', key, String(provider.port), String(mail.port)]) {
    expect(text).not.toContain(inside)
  }
  const { speech, model } = await forget()
  expect(await speech?.()).toMatchObject({
    detail: 'whisper:large, recordings through the worker',
  })
  expect(await model?.()).toMatchObject({ detail: 'openai:gpt-5-mini' })
})

test('a provider that rejects or is unreachable is degraded, and the process is still ready', async () => {
  for (const [status, speech, model] of [
    [401, 'bad_credentials', 'model_bad_credentials'],
    [503, 'provider_unavailable', 'model_unavailable'],
  ] as const) {
    answer = () => new Response('no', { status })
    const checks = await forget()
    expect(await checks.speech?.()).toMatchObject({ state: 'degraded', detail: speech })
    expect(await checks.model?.()).toMatchObject({ state: 'degraded', detail: model })
  }
  // Processes share what one of them has learnt.
  const { status, body } = await ready()
  expect(status).toBe(200)
  expect(body.parts.model).toMatchObject({ state: 'degraded', detail: 'model_unavailable' })
})

test('an unresponsive provider delays the first check briefly and later ones not at all', async () => {
  const release = Promise.withResolvers<Response>()
  answer = () => release.promise
  const { model } = await forget()
  expect(await model?.()).toMatchObject({ state: 'degraded', detail: 'has not answered yet' })
  expect(asked).toBe(1)
  release.resolve(Response.json({ data: [] }))
  await eventually(async () => (await model?.()) !== null && asked === 1)
  expect(await eventually(async () => JSON.stringify(await model?.()).includes('"up"'))).toBe(true)
})

test('calls determine the state without a check', async () => {
  const checks = await forget()
  const { model } = services()
  answer = () => new Response('{"error":{"message":"no"}}', { status: 401 })
  const request = {
    messages: [{ role: 'user' as const, content: 'x' }],
    schema: { name: 'a', schema: { type: 'object', properties: {}, additionalProperties: false } },
  }
  await model
    ?.complete(request, { signal: new AbortController().signal })
    .catch((error: unknown) => error)
  const before = asked
  const state = await eventually(async () => {
    const told = await checks.model?.()
    return JSON.stringify(told).includes('model_bad_credentials') ? told : null
  })
  expect(state).toMatchObject({ state: 'degraded', detail: 'model_bad_credentials' })
  expect(asked).toBe(before)
})

test('a server without a model list counts as answering', async () => {
  answer = () => new Response('no such thing', { status: 404 })
  const baseUrl = `http://127.0.0.1:${provider.port}/v1`
  const model = openaiModel({ apiKey: null, baseUrl, model: 'own' })
  expect(await model.check?.(new AbortController().signal)).toBeUndefined()
  model.close?.()
})

test('a sent message shows that the mail server is up, and is counted', async () => {
  const served = serveApiFigures(services(), { hostname: '127.0.0.1', port: 0 })
  const checks = await forget()
  const letter = {
    messageId: '<a@example.com>',
    from: { name: 'A', address: 'aam@example.com' },
    to: 'maya@client.example',
    subject: 'Hello',
    text: 'Hello',
    html: '<p>Hello</p>',
    language: 'en' as const,
  }
  await services().mailer?.send(letter, new AbortController().signal)
  const labels = { kind: 'mail', outcome: 'ok' }
  const text = await askFigures(served.port)
  expect(sumFigures(text, 'aam_provider_call_duration_seconds_count', labels)).toBe(1)
  expect(text).not.toContain('maya')
  expect(await checks.mail?.()).toMatchObject({ state: 'up' })
  served.stop()
})

test('an unreachable mail server is degraded', async () => {
  await mail.stop()
  const checks = await forget()
  expect(await checks.mail?.()).toMatchObject({ state: 'degraded', detail: 'mail_unavailable' })
  mail = await startSmtpServer()
})
