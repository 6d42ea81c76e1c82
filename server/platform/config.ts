import { homedir } from 'node:os'
import { join } from 'node:path'
import { type AllowList, readAllowList } from './outbound/index.ts'
import type { ReadAddress, ReadText } from './settings/environment.ts'
import { type LlmConfig, readLlm } from './settings/llm-config.ts'
import { type MailConfig, readMail } from './settings/mail-config.ts'
import { type MetricsConfig, readMetrics } from './settings/metrics-config.ts'
import {
  readDrainMs,
  readHost,
  readTrustedProxies,
  type TrustedProxies,
} from './settings/network-config.ts'
import { type ModelPrices, readPrices } from './settings/price-config.ts'
import { readSecretFiles } from './settings/secret-files.ts'
import {
  readSpeech,
  readSpeechMedia,
  type SpeechConfig,
  type SpeechMedia,
} from './settings/speech-config.ts'
import { readStripe, type StripeConfig } from './settings/stripe-config.ts'
import { readTracing, type TracingConfig } from './settings/tracing-config.ts'

export interface Config {
  port: number
  /** The address to listen on. */
  host: string
  publicUrl: string | null
  trustedProxies: TrustedProxies
  tenantBaseDomain: string
  home: string
  databaseUrl: string | null
  databaseAdminUrl: string | null
  redisUrl: string | null
  s3: {
    endpoint: string
    /** URL for browsers and speech providers; undefined: through AAM itself. */
    publicEndpoint: string | undefined
    region: string
    accessKeyId: string
    secretAccessKey: string
    bucket: string
  } | null
  speech: SpeechConfig | null
  speechMedia: SpeechMedia
  llm: LlmConfig
  /** Prices of models; override the built-in ones. */
  modelPrices: ModelPrices
  mail: MailConfig | null
  stripe: StripeConfig | null
  /** Who may create an organisation on the bare host. */
  signUp: SignUpMode
  /** Folder of the tenants' wrapped data keys. */
  keyStore: string
  masterKey: string | null
  /** The previous master key, needed while data keys are still wrapped by it. */
  previousMasterKey: string | null
  /** Internal addresses that URLs chosen by organisations may reach. */
  outboundAllow: AllowList
  tracing: TracingConfig
  metrics: MetricsConfig | null
  /** How long a stopping API keeps answering, so that load balancers notice. */
  drainMs: number
  logLevel: string
  demoEmail: string
  demoPassword: string | null
  evalData: string | null
}

type Environment = Record<string, string | undefined>

/** Lists all faults of the environment, so that one start is enough to see them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : 'faults'}:\n- ${faults.join('\n- ')}`,
    )
  }
}

/** Reads the environment. `home` from the command line takes precedence over `AAM_HOME`. */
export function readConfig(
  overrides: { home?: string; port?: number } = {},
  env: Environment = process.env,
): Config {
  const faults: string[] = []
  const given: Environment = { ...env, ...readSecretFiles(env, faults) }
  const text = (name: string): string | null => given[name]?.trim() || null
  const address = (name: string, protocols: string[]): string | null => {
    const value = text(name)
    if (value === null) return null
    const protocol = /^([a-z0-9+]+):\/\//.exec(value)?.[1]
    if (protocol && protocols.includes(protocol)) return value
    faults.push(`${name} must start with ${protocols.map((p) => `${p}://`).join(' or ')}`)
    return null
  }
  const speechMedia = readSpeechMedia(text, faults)
  const home = overrides.home ?? text('AAM_HOME') ?? defaultHome()
  const config: Config = {
    port: overrides.port ?? readPort(text('PORT'), faults),
    host: readHost(text),
    publicUrl: address('PUBLIC_URL', ['http', 'https']),
    trustedProxies: readTrustedProxies(text, faults),
    tenantBaseDomain: text('TENANT_BASE_DOMAIN') ?? 'localhost',
    home,
    databaseUrl: address('DATABASE_URL', ['postgres', 'postgresql']),
    databaseAdminUrl: address('DATABASE_ADMIN_URL', ['postgres', 'postgresql']),
    redisUrl: address('REDIS_URL', ['redis', 'rediss', 'redis+sentinel', 'redis+cluster']),
    s3: readS3(text, address, faults),
    speech: readSpeech(text, address, faults, speechMedia),
    speechMedia,
    llm: readLlm(text, address, faults),
    modelPrices: readPrices(text('OPENAI_PRICES'), faults),
    mail: readMail(text, address, faults),
    stripe: readStripe(text, address, faults),
    signUp: readSignUp(text, faults),
    keyStore: text('KEY_STORE') ?? join(home, 'keys'),
    masterKey: text('MASTER_KEY'),
    previousMasterKey: text('MASTER_KEY_PREVIOUS'),
    outboundAllow: readAllowList(text('OUTBOUND_ALLOW'), faults),
    tracing: readTracing(text, address, faults),
    metrics: readMetrics(text, faults),
    drainMs: readDrainMs(text, faults),
    logLevel: readLevel(text('LOG_LEVEL'), faults),
    demoEmail: text('DEMO_EMAIL') ?? 'owner@demo.example',
    demoPassword: text('DEMO_PASSWORD'),
    evalData: text('AAM_EVAL_DATA'),
  }
  if (config.databaseUrl && !config.masterKey) {
    faults.push(
      'MASTER_KEY is needed with an outside database (32 bytes or more): all instances must share it',
    )
  }
  if (config.masterKey && config.masterKey.length < 32) {
    faults.push('MASTER_KEY must have 32 characters or more')
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(config)
}

/** The search path for programs. */
export const programPath = (): string => process.env.PATH ?? ''

const defaultHome = (): string =>
  process.getuid?.() === 0 ? '/var/lib/aam' : join(homedir(), '.local', 'share', 'aam')

function readPort(value: string | null, faults: string[]): number {
  if (value === null) return 3000
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  faults.push('PORT must be a whole number from 0 to 65535')
  return 3000
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
function readLevel(value: string | null, faults: string[]): string {
  if (value === null) return 'info'
  if (!levels.includes(value)) faults.push(`LOG_LEVEL must be one of ${levels.join(', ')}`)
  return value
}

const signUpModes = ['open', 'invite', 'closed'] as const
export type SignUpMode = (typeof signUpModes)[number]

/** Defaults to open on a local machine; an installation that others can reach must set it. */
function readSignUp(text: ReadText, faults: string[]): SignUpMode {
  const isOwnMachine = (text('TENANT_BASE_DOMAIN') ?? 'localhost') === 'localhost'
  const value = text('SIGN_UP') ?? (isOwnMachine ? 'open' : 'closed')
  const mode = signUpModes.find((known) => known === value)
  if (!mode) faults.push(`SIGN_UP must be one of ${signUpModes.join(', ')}`)
  return mode ?? 'closed'
}

function readS3(text: ReadText, address: ReadAddress, faults: string[]): Config['s3'] {
  const endpoint = address('S3_ENDPOINT', ['http', 'https'])
  if (endpoint === null) return null
  const need = (name: string): string => {
    const value = text(name)
    if (value === null) faults.push(`${name} is needed with S3_ENDPOINT`)
    return value ?? ''
  }
  return {
    endpoint,
    publicEndpoint: readPublicEndpoint(text, address, endpoint),
    region: text('S3_REGION') ?? 'us-east-1',
    accessKeyId: need('S3_ACCESS_KEY_ID'),
    secretAccessKey: need('S3_SECRET_ACCESS_KEY'),
    bucket: need('S3_BUCKET'),
  }
}

/** The path of our storage proxy, for browsers when the storage has no public address. */
const storageProxyPath = '/_s3'

function readPublicEndpoint(
  text: ReadText,
  address: ReadAddress,
  endpoint: string,
): string | undefined {
  if (text('S3_PUBLIC_ENDPOINT') === storageProxyPath) return undefined
  return address('S3_PUBLIC_ENDPOINT', ['http', 'https']) ?? endpoint
}
