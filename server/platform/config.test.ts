import { expect, test } from 'bun:test'
import { ConfigError, readConfig } from './config.ts'

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig({}, env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

test('embeds all services and listens on port 3000 by default', () => {
  const config = readConfig({}, {})
  expect(config).toMatchObject({
    port: 3_000,
    tenantBaseDomain: 'localhost',
    databaseUrl: null,
    redisUrl: null,
    s3: null,
    speech: null,
    llm: { provider: 'extractive' },
    logLevel: 'info',
  })
  expect(Object.isFrozen(config)).toBe(true)
})

test('prefers the command line to the environment and ignores blank values', () => {
  const env = { PORT: '4000', AAM_HOME: '/from/env', REDIS_URL: '  ', LOG_LEVEL: '' }
  expect(readConfig({ home: '/from/flag', port: 5_000 }, env)).toMatchObject({
    home: '/from/flag',
    port: 5_000,
    redisUrl: null,
    logLevel: 'info',
  })
})

test('uses the storage’s own address for browsers unless another one is set', () => {
  const outside = {
    S3_ENDPOINT: 'http://storage:9000',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'secret',
    S3_BUCKET: 'aam',
  }
  expect(readConfig({}, outside).s3?.publicEndpoint).toBe('http://storage:9000')
  const both = { ...outside, S3_PUBLIC_ENDPOINT: 'https://files.example.com' }
  expect(readConfig({}, both).s3?.publicEndpoint).toBe('https://files.example.com')
  const through = { ...outside, S3_PUBLIC_ENDPOINT: '/_s3' }
  expect(readConfig({}, through).s3?.publicEndpoint).toBeUndefined()
  expect(faultsOf({ ...outside, S3_PUBLIC_ENDPOINT: 'files.example.com' })).toEqual([
    'S3_PUBLIC_ENDPOINT must start with http:// or https://',
  ])
})

test('lists all faults at once by the name of their variable', () => {
  const faults = faultsOf({
    PORT: '70000',
    PUBLIC_URL: 'example.com',
    DATABASE_URL: 'mysql://localhost/aam',
    REDIS_URL: 'localhost:6379',
    S3_ENDPOINT: 'http://localhost:9000',
    LLM_PROVIDER: 'oracle',
    LOG_LEVEL: 'loud',
    MASTER_KEY: 'short',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
  })
  const names = [
    'PORT',
    'PUBLIC_URL',
    'DATABASE_URL',
    'REDIS_URL',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
    'S3_BUCKET',
    'LLM_PROVIDER',
    'LOG_LEVEL',
    'MASTER_KEY',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]
  for (const name of names) {
    expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1)
  }
  expect(faults).toHaveLength(names.length)
})

test('listens on loopback unless a public address or a host is set', () => {
  expect(readConfig({}, {}).host).toBe('127.0.0.1')
  expect(readConfig({}, { PUBLIC_URL: 'https://aam.example.com' }).host).toBe('0.0.0.0')
  expect(readConfig({}, { HOST: '::' }).host).toBe('::')
})

test('accepts ranges and single addresses as trusted proxies', () => {
  expect(readConfig({}, {}).trustedProxies).toBeNull()
  const read = readConfig({}, { TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,2001:db8::/32,::1' })
  expect(read.trustedProxies).toEqual(['10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32', '::1/128'])
  for (const odd of ['10.1', '10.0.0.0/33', 'proxy.internal', '10.0.0.0/8,']) {
    expect(faultsOf({ TRUSTED_PROXIES: odd })).toHaveLength(1)
  }
})

test('rejects trusted proxy ranges wider than /8', () => {
  for (const wide of ['0.0.0.0/0', '::/0', '0.0.0.0/1, 128.0.0.0/1', '10.0.0.0/7', '2000::/3']) {
    const faults = faultsOf({ TRUSTED_PROXIES: wide })
    expect({ wide, faults }).toEqual({
      wide,
      faults: [expect.stringContaining('Name the addresses of your proxies')],
    })
  }
})

test('never quotes a value in a fault, since it may be a secret', () => {
  const message = faultsOf({ DATABASE_URL: 'secret:hunter2@db', MASTER_KEY: 'hunter2' }).join('\n')
  expect(message).not.toContain('hunter2')
})

test('requires a shared master key with an external database', () => {
  const faults = faultsOf({ DATABASE_URL: 'postgres://aam_app@db/aam' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['MASTER_KEY'])
  const whole = {
    DATABASE_URL: 'postgres://aam_app@db/aam',
    MASTER_KEY: 'x'.repeat(32),
  }
  expect(faultsOf(whole)).toEqual([])
})

test.each(['redis://h', 'rediss://h', 'redis+sentinel://a,b?name=m', 'redis+cluster://a,b'])(
  'accepts the Redis address %s',
  (url) => {
    expect(readConfig({}, { REDIS_URL: url }).redisUrl).toBe(url)
  },
)

test('does not enable a speech provider by its key alone', () => {
  expect(readConfig({}, { DEEPGRAM_API_KEY: 'k' }).speech).toBeNull()
  const deepgram = { SPEECH_PROVIDER: 'deepgram', DEEPGRAM_API_KEY: 'k' }
  expect(readConfig({}, deepgram).speech).toEqual({
    provider: 'deepgram',
    apiKey: 'k',
    baseUrl: null,
    media: 'stream',
    language: 'meeting',
  })
  const outside = {
    S3_ENDPOINT: 'https://s3.example.com',
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 'b',
    S3_BUCKET: 'c',
  }
  expect(readConfig({}, { ...deepgram, ...outside }).speech).toMatchObject({ media: 'url' })
  expect(
    readConfig({}, { ...deepgram, ...outside, SPEECH_MEDIA: 'stream', SPEECH_LANGUAGE: 'multi' })
      .speech,
  ).toMatchObject({ media: 'stream', language: 'multi' })
  expect(
    readConfig({}, { SPEECH_PROVIDER: 'whisper', WHISPER_BASE_URL: 'http://whisper:8000' }).speech,
  ).toEqual({
    provider: 'whisper',
    baseUrl: 'http://whisper:8000',
    apiKey: null,
    model: 'whisper-1',
    timeoutMinutes: null,
    language: 'meeting',
  })
  const patient = { SPEECH_PROVIDER: 'whisper', WHISPER_BASE_URL: 'http://whisper:8000' }
  expect(readConfig({}, { ...patient, WHISPER_TIMEOUT_MINUTES: '600' }).speech).toMatchObject({
    timeoutMinutes: 600,
  })
})

test('names missing settings of the speech provider', () => {
  const named = (env: Record<string, string>) =>
    faultsOf(env).map((fault) => fault.split(' ')[0] ?? '')
  expect(named({ SPEECH_PROVIDER: 'deepgram' })).toEqual(['DEEPGRAM_API_KEY'])
  expect(named({ SPEECH_PROVIDER: 'whisper' })).toEqual(['WHISPER_BASE_URL'])
  expect(named({ SPEECH_PROVIDER: 'whisper', WHISPER_BASE_URL: 'whisper:8000' })).toEqual([
    'WHISPER_BASE_URL',
  ])
  const whisper = { SPEECH_PROVIDER: 'whisper', WHISPER_BASE_URL: 'http://whisper:8000' }
  expect(named({ ...whisper, WHISPER_TIMEOUT_MINUTES: 'long' })).toEqual([
    'WHISPER_TIMEOUT_MINUTES',
  ])
  expect(named({ SPEECH_PROVIDER: 'dictaphone', SPEECH_MEDIA: 'tape' })).toEqual([
    'SPEECH_MEDIA',
    'SPEECH_PROVIDER',
  ])
})

test('reads the timeouts of a language model in seconds and leaves unset ones to the defaults', () => {
  const patience = {
    OPENAI_FIRST_TOKEN_SECONDS: '600',
    OPENAI_IDLE_SECONDS: '60',
    OPENAI_CALL_SECONDS: '3600',
    OPENAI_CONCURRENCY: '2',
  }
  expect(readConfig({}, { OPENAI_API_KEY: 'sk-x', ...patience }).llm).toMatchObject({
    patience: { firstTokenMs: 600_000, idleMs: 60_000, callMs: 3_600_000, concurrency: 2 },
  })
  const slips = Object.fromEntries(Object.keys(patience).map((name) => [name, '0']))
  expect(faultsOf({ OPENAI_API_KEY: 'sk-x', ...slips })).toHaveLength(4)
})

test('enables the language model by its key or its name', () => {
  const llm = (env: Record<string, string>) => readConfig({}, env).llm
  const openai = { provider: 'openai', apiKey: 'sk-x', baseUrl: null, model: null } as const
  expect(llm({ OPENAI_API_KEY: 'sk-x' })).toEqual({ ...openai, contextTokens: null })
  expect(llm({ OPENAI_API_KEY: 'sk-x', LLM_PROVIDER: 'extractive' })).toEqual({
    provider: 'extractive',
  })
  expect(
    llm({
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: 'http://models.local:8000/v1/',
      OPENAI_MODEL: 'qwen3',
      OPENAI_CONTEXT_TOKENS: '16000',
    }),
  ).toEqual({
    provider: 'openai',
    apiKey: null,
    baseUrl: 'http://models.local:8000/v1',
    model: 'qwen3',
    contextTokens: 16_000,
  })
  const faults = faultsOf({ LLM_PROVIDER: 'openai', OPENAI_CONTEXT_TOKENS: '12' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'OPENAI_CONTEXT_TOKENS',
    'OPENAI_API_KEY',
  ])
})

test('keeps tenant keys in the home folder unless another folder is set', () => {
  expect(readConfig({ home: '/state' }, {}).keyStore).toBe('/state/keys')
  expect(readConfig({}, { KEY_STORE: '/keys' }).keyStore).toBe('/keys')
})

test('reads model prices in dollars per million tokens and reports malformed entries', () => {
  const { modelPrices } = readConfig({}, { OPENAI_PRICES: 'qwen3=0.25/2, org/a=b:7b=1/0.1/8' })
  expect(modelPrices).toEqual({
    qwen3: { input: 250_000, cachedInput: 250_000, output: 2_000_000 },
    'org/a=b:7b': { input: 1_000_000, cachedInput: 100_000, output: 8_000_000 },
  })
  const slips = ['qwen3', 'qwen3=1', 'qwen3=1/2/3/4', 'qwen3=a/b', '=1/2', 'qwen3=-1/2', 'x=1e9/2']
  expect(faultsOf({ OPENAI_PRICES: slips.join(' ') })).toHaveLength(slips.length)
})

test('reads the outbound allow list and reports malformed entries', () => {
  const { outboundAllow } = readConfig({}, { OUTBOUND_ALLOW: 'models.internal' })
  expect(outboundAllow.allowsHost('models.internal')).toBe(true)
  expect(faultsOf({ OUTBOUND_ALLOW: '10.0.0.0/99' })[0]).toStartWith(
    'OUTBOUND_ALLOW: “10.0.0.0/99”',
  )
})

test('keeps a tenth of ordinary traces and drains an API for three seconds by default', () => {
  expect(readConfig({}, {})).toMatchObject({
    tracing: { endpoint: null, ratio: 0.1 },
    drainMs: 3_000,
  })
  const told = { OTEL_TRACES_SAMPLER_ARG: '1', DRAIN_SECONDS: '0.5' }
  expect(readConfig({}, told)).toMatchObject({ tracing: { ratio: 1 }, drainMs: 500 })
  const slips = { OTEL_TRACES_SAMPLER_ARG: 'always', DRAIN_SECONDS: '-1' }
  expect(faultsOf(slips)).toHaveLength(2)
})
