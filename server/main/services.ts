import { type Database, openDatabase } from '../../db/client.ts'
import type { LanguageModel } from '../../plugins/engine/index.ts'
import { createDataKeys, type DataKeys } from '../../tenants/keys/data-keys.ts'
import { createFileKeyStore } from '../../tenants/keys/file-key-store.ts'
import { openRekey, type RekeyDeps } from '../../tenants/rekey/index.ts'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { createStorage, type ObjectStorage } from '../adapters/s3/index.ts'
import { openMailer } from '../adapters/smtp/index.ts'
import { openSpeech } from '../adapters/speech/open-speech.ts'
import { stripePayments } from '../adapters/stripe/index.ts'
import { createCursors } from '../http/session/tokens.ts'
import type { Payments } from '../modules/billing/ports.ts'
import type { Mailer } from '../modules/mail/index.ts'
import {
  createOwnPacks,
  createPacks,
  type Packs,
  readBuiltInPacks,
} from '../modules/scenarios/index.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'
import type { Config } from '../platform/config.ts'
import {
  type AllowList,
  createOutbound,
  type Outbound,
  readAllowList,
} from '../platform/outbound/index.ts'
import type { ModelPrices } from '../platform/settings/price-config.ts'
import type { SpeechConfig, SpeechMedia } from '../platform/settings/speech-config.ts'
import type { MailConfig } from '../platform/settings/mail-config.ts'
import type { StripeConfig } from '../platform/settings/stripe-config.ts'
import type { Cursors } from '../platform/cursors.ts'
import { type Judge, openJudge } from '../runtimes/judge/index.ts'
import { openParser, type Parser } from '../runtimes/parser/index.ts'
import type { LlmConfig } from '../platform/settings/llm-config.ts'
import type { Log } from '../platform/log.ts'
import type { Addresses } from './addresses.ts'
import { openModel } from './model.ts'
import { createOwnProviders, type OwnProviders } from './own-providers.ts'
import { createProviderStates, type ProviderStates } from './provider-states.ts'
import { watchedMailer, watchedModel, watchedSpeech } from './watched-providers.ts'

/** The services that an API, worker or command shares in one process. */
export interface ProcessServices {
  addresses: Addresses
  db: Database
  redis: RedisConnections
  files: ObjectStorage
  packs: Packs
  /** Checks packs and items where one tenant's scenario holds up nobody else; both names are the same object. */
  judge: Judge
  checker: Judge
  /** Parses transcripts on threads. */
  reader: Parser
  /** The providers' state as shown by calls, for health checks. */
  providerStates: ProviderStates
  /** Null when none is configured: recordings wait. */
  speech: SpeechProvider | null
  speechLanguage: SpeechConfig['language']
  /** Null when no mail server is configured. */
  mailer: Mailer | null
  /** Null when card payments are off. */
  payments: Payments | null
  /** The language model that fills sections; null for the built-in provider. */
  model: LanguageModel | null
  provider: { name: string }
  /** The organisations' own providers, used instead of these. */
  own: OwnProviders
  /** The only client for addresses that organisations choose. */
  outbound: Outbound
  prices: ModelPrices
  sealer: DataKeys
  /** Replaces the keys behind the sealer. */
  rekey: RekeyDeps
  cursors: Cursors
  log: Log
  close(): Promise<void>
}

export interface ProviderSettings {
  speech?: SpeechConfig | null
  speechMedia?: SpeechMedia
  llm?: LlmConfig
  modelPrices?: ModelPrices
  mail?: MailConfig | null
  stripe?: StripeConfig | null
  outboundAllow?: AllowList
  previousMasterKey?: string | null
}

/** The configuration of all outside providers. */
export const providersOf = (config: Config): Required<ProviderSettings> => ({
  speech: config.speech,
  speechMedia: config.speechMedia,
  llm: config.llm,
  modelPrices: config.modelPrices,
  mail: config.mail,
  stripe: config.stripe,
  outboundAllow: config.outboundAllow,
  previousMasterKey: config.previousMasterKey,
})

/** Connects one process to the installation's services; `name` appears in their connection lists. */
export async function openServices(
  addresses: Addresses,
  log: Log,
  options: ProviderSettings & {
    name: string
    whenRedisIsAway: 'wait' | 'fail'
    connections?: number
  },
): Promise<ProcessServices> {
  const db = openDatabase({
    url: addresses.databaseUrl,
    applicationName: `aam-${options.name}`,
    max: options.connections ?? 10,
    log,
  })
  const redis = openRedis({
    url: addresses.redisUrl,
    name: `aam-${options.name}`,
    log,
    whenAway: options.whenRedisIsAway,
  })
  const files = createStorage({ ...addresses.s3, log })
  const judge = openJudge()
  const reader = openParser()
  const providerStates = createProviderStates(redis)
  const openedSpeech = await openSpeech(options.speech ?? null, log)
  const speech = openedSpeech && watchedSpeech(openedSpeech, providerStates)
  const prices = options.modelPrices ?? {}
  const openedModel = openModel(options.llm ?? { provider: 'extractive' }, log, { prices })
  const model = openedModel && watchedModel(openedModel, providerStates)
  const keyStore = createFileKeyStore(addresses.keyStore)
  const { masterKey } = addresses.secrets
  const previousMasterKey = options.previousMasterKey ?? null
  const sealer = createDataKeys(keyStore, masterKey, { previousMasterKey })
  const outbound = createOutbound(options.outboundAllow ?? readAllowList(null, []))
  const speechMedia =
    options.speechMedia ?? (addresses.s3.publicEndpoint === undefined ? 'stream' : 'url')
  const own = createOwnProviders({ db, sealer, outbound, speechMedia, prices, log })
  return {
    addresses,
    db,
    redis,
    files,
    packs: createPacks(await readBuiltInPacks(), createOwnPacks(judge)),
    judge,
    checker: judge,
    reader,
    providerStates,
    speech,
    speechLanguage: options.speech?.language ?? 'meeting',
    mailer: options.mail ? watchedMailer(openMailer(options.mail), providerStates) : null,
    payments: options.stripe ? stripePayments({ ...options.stripe, log }) : null,
    model,
    provider: { name: model?.name ?? 'extractive' },
    own,
    rekey: openRekey({ db, files }, { store: keyStore, masterKey, previousMasterKey }),
    outbound,
    prices,
    sealer,
    cursors: createCursors(addresses.secrets.cursorSecret),
    log,
    close: async () => {
      files.close()
      speech?.close?.()
      model?.close?.()
      own.close()
      judge.stop()
      reader.stop()
      await Promise.allSettled([db.close(), redis.close()])
    },
  }
}
