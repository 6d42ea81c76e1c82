import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { type ProvisionedTenant, provisionTenant } from '../../tenants/provision.ts'
import { type Api, type ApiOptions, startApi } from '../../server/main/api.ts'
import { openServices, type ProcessServices } from '../../server/main/services.ts'
import { startWorker } from '../../server/main/worker.ts'
import { openModelEngine } from '../../server/runtimes/engine-model/index.ts'
import { extractiveProvider } from '../../plugins/extractive/index.ts'
import { runScenario } from '../../plugins/engine/index.ts'
import type { SignUpMode } from '../../server/platform/config.ts'
import type { LlmConfig } from '../../server/platform/settings/llm-config.ts'
import type { ScenarioEngine } from '../../server/modules/analysis/index.ts'
import type { MailConfig } from '../../server/platform/settings/mail-config.ts'
import type { SpeechConfig } from '../../server/platform/settings/speech-config.ts'
import type { StripeConfig } from '../../server/platform/settings/stripe-config.ts'
import { readAllowList } from '../../server/platform/outbound/index.ts'
import type { ModelPrices } from '../../server/platform/settings/price-config.ts'
import { createLog } from '../../server/platform/log.ts'
import type { FreezablePart } from './freeze.ts'
import { cloneDatabase, inDatabase } from './shared-services.ts'

export { sharedServices, stopSharedServices } from './shared-services.ts'

export interface TestInstallation {
  /** Those of the API, and an engine without a thread for tests that do a job themselves. */
  services: ProcessServices & { engine: ScenarioEngine }
  /** Sends a request to the API as a tenant's host would get it. */
  request(slug: string, path: string, init?: TestRequest): Promise<Response>
  createTenant(slug: string): Promise<ProvisionedTenant & { slug: string }>
  /** Signs the tenant's owner, or somebody else of it, in. Returns the bearer token. */
  signIn(slug: string, email?: string, password?: string): Promise<string>
  /** The database as superuser, past row-level security: to look, and to prepare. */
  admin: postgres.Sql
  port: number
  /** What each route of the API declared about itself. */
  facts: Api['facts']
  /** Ends the worker alone: from then on nothing changes but by requests. */
  stopWorker(): Promise<void>
  close(): Promise<void>
}

export interface TestRequest {
  method?: string
  token?: string
  /** Sent as JSON. */
  json?: unknown
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

export const testPassword = 'correct horse battery'
/** At the least cost there is: thousands of sign-ins of tests would spend minutes on the usual one. */
export const testPasswordHash = await Bun.password.hash(testPassword, {
  algorithm: 'argon2id',
  memoryCost: 8,
  timeCost: 1,
})

/** An API, and unless told otherwise a worker, on a database of their own and a clean Redis database. */
export async function openInstallation(
  options: {
    worker?: boolean
    concurrency?: number
    /** Serves the dashboard as well, from where it was built to. */
    dashboard?: boolean
    logLines?: string[]
    speech?: SpeechConfig
    llm?: LlmConfig
    mail?: MailConfig
    stripe?: StripeConfig
    /** As OUTBOUND_ALLOW. */
    outboundAllow?: string
    modelPrices?: ModelPrices
    signUp?: SignUpMode
    /** Connections of the API to the database. */
    connections?: number
    moreRoutes?: ApiOptions['moreRoutes']
    publicUrl?: string
    trustedProxies?: readonly string[]
    /** Ports of loopback through which API and worker reach a service instead of its own. */
    ports?: Partial<Record<FreezablePart, number>>
  } = {},
): Promise<TestInstallation> {
  const { services: stack, name, number } = await cloneDatabase()
  const redisUrl = `${stack.redisUrl.replace(/\/\d*$/, '')}/${(number % 15) + 1}`
  const log = options.logLines
    ? createLog('debug', { write: (line: string) => void options.logLines?.push(line) })
    : createLog('silent')
  const { ports = {} } = options
  const addresses = {
    databaseUrl: throughPort(inDatabase(stack.databaseUrl, name), ports.database),
    adminDatabaseUrl: inDatabase(stack.adminDatabaseUrl, name),
    redisUrl: throughPort(redisUrl, ports.redis),
    s3: { ...stack.s3, endpoint: throughPort(stack.s3.endpoint, ports.storage) },
    secrets: stack.secrets,
    keyStore: mkdtempSync(join(tmpdir(), 'aam-keys-')),
  }
  const { llm = { provider: 'extractive' } } = options
  const outside = {
    speech: options.speech ?? null,
    mail: options.mail ?? null,
    stripe: options.stripe ?? null,
    llm,
    outboundAllow: readAllowList(options.outboundAllow ?? null, []),
    modelPrices: options.modelPrices ?? {},
  }
  const services = await openServices(addresses, log, {
    ...outside,
    name: 'test',
    whenRedisIsAway: 'fail',
    ...(options.connections ? { connections: options.connections } : {}),
  })
  await eventually(() => services.redis.commands.flushdb().catch(() => null))
  await services.files.ensureBucket()
  const admin = postgres(addresses.adminDatabaseUrl, { max: 2, onnotice: () => undefined })
  const workerServices = await openServices(addresses, log, {
    ...outside,
    name: 'test-worker',
    whenRedisIsAway: 'wait',
  })
  const worker =
    options.worker === false
      ? null
      : startWorker(workerServices, { concurrency: options.concurrency ?? 2 })
  const api = startApi(services, {
    port: 0,
    tenantBaseDomain: 'localhost',
    signUp: options.signUp ?? 'open',
    publicUrl: options.publicUrl ?? null,
    trustedProxies: options.trustedProxies ?? null,
    withDashboard: options.dashboard ?? false,
    ...(options.moreRoutes ? { moreRoutes: options.moreRoutes } : {}),
  })
  let stoppingWorker: Promise<void> | undefined
  const stopWorker = (): Promise<void> =>
    (stoppingWorker ??= Promise.resolve(worker?.stop(2_000)).then(() => undefined))
  const installation: Omit<TestInstallation, 'signIn' | 'close'> = {
    services: {
      ...services,
      engine: services.model ? openModelEngine(services.model) : extractiveEngine,
    },
    admin,
    port: api.port,
    facts: api.facts,
    stopWorker,
    request: requestTo(api.port),
    async createTenant(slug) {
      const created = await provisionTenant(services.db, {
        slug,
        name: slug,
        ownerEmail: `owner@${slug}.example`,
        ownerPassword: testPassword,
        ownerPasswordHash: testPasswordHash,
        startsOnFreePlan: services.payments !== null,
      })
      return { ...created, slug }
    },
  }
  return {
    ...installation,
    async signIn(slug, email = `owner@${slug}.example`, password = testPassword) {
      const response = await installation.request(slug, '/api/v1/auth/login', {
        method: 'POST',
        json: { email, password },
      })
      const { accessToken } = (await response.json()) as { accessToken: string }
      return accessToken
    },
    async close() {
      await stopWorker()
      await api.stop()
      await Promise.all([services.close(), workerServices.close(), admin.end({ timeout: 2 })])
      rmSync(addresses.keyStore, { recursive: true, force: true })
    },
  }
}

const extractiveEngine: ScenarioEngine = {
  run: ({ onInteraction: _none, claimant: _nobody, ...input }) =>
    runScenario({ ...input, provider: extractiveProvider() }),
}

/** Sends requests to an API of this machine as a tenant's host would get them. */
export const requestTo =
  (port: number): TestInstallation['request'] =>
  (slug, path, init) =>
    send(port, slug, path, init)

function send(port: number, slug: string, path: string, init: TestRequest = {}): Promise<Response> {
  const { method = 'GET', token, json, body, headers = {} } = init
  const payload = json === undefined ? body : JSON.stringify(json)
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      host: slug === '' ? 'localhost' : `${slug}.localhost`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
  })
}

/** Polls until `read` gives something; fails with its last answer after `withinMs`. */
export async function eventually<T>(
  read: () => Promise<T | undefined | null | false>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const value = await read()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`This did not happen within ${withinMs} ms.`)
    await Bun.sleep(25)
  }
}

function throughPort(url: string, port: number | undefined): string {
  if (port === undefined) return url
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href.replace(/\/$/, '')
}
