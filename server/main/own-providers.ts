import { type Database } from '../../db/client.ts'
import { readTenant } from '../../db/tenant.ts'
import { type LanguageModel, ModelFault } from '../../plugins/engine/index.ts'
import { type DataKeys, SealBroken } from '../../tenants/keys/data-keys.ts'
import { authorizationOf } from '../adapters/own-providers/authorization.ts'
import { openaiBaseUrl, openaiModel } from '../adapters/openai/index.ts'
import {
  type OwnForJobs,
  openKey,
  ownForJobs,
  type OwnSettings,
} from '../modules/providers/index.ts'
import { SpeechError, type SpeechProvider } from '../modules/transcription/index.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/index.ts'
import type { ProviderWatchTimes } from '../platform/provider-watch.ts'
import type { ModelPrices } from '../platform/settings/price-config.ts'

/** The organisations' own providers, opened for jobs. */
export interface OwnProviders {
  /** Null if the organisation has none. Reads the current settings for each job. */
  speechOf(tenantId: string): Promise<SpeechProvider | null>
  modelOf(tenantId: string): Promise<LanguageModel | null>
  close(): void
}

interface Needs {
  db: Database
  sealer: DataKeys
  outbound: Outbound
  /** Whether Deepgram fetches recordings itself or receives their bytes through the worker. */
  speechMedia: 'url' | 'stream'
  prices: ModelPrices
  log: Log
  watchTimes?: Partial<ProviderWatchTimes>
}

/** A person does not wait longer for a run; jobs on long recordings may take hours. */
const modelLimits = { mostBytes: 16 * 1024 ** 2, withinMs: 30 * 60_000 }
const speechLimits = { mostBytes: 64 * 1024 ** 2, withinMs: 6 * 3_600_000 }
/** Each open provider remembers whether its server answers, and in which form. */
const maxOpenProviders = 500

/**
 * Each organisation's provider has its own instance and watch: one organisation's unresponsive server holds up nobody
 * else. Changed settings are opened again by the next job.
 */
export function createOwnProviders(needs: Needs): OwnProviders {
  const speech = createProviderCache<SpeechProvider>(needs, 'speech', openSpeech)
  const model = createProviderCache<LanguageModel>(needs, 'model', openModel)
  return {
    speechOf: speech.of,
    modelOf: model.of,
    close: () => {
      speech.close()
      model.close()
    },
  }
}

function createProviderCache<Opened extends { close?(): void }>(
  needs: Needs,
  kind: OwnSettings['kind'],
  open: (needs: Needs, settings: OwnSettings | null, row: OwnForJobs) => Promise<Opened>,
) {
  const kept = new Map<string, { as: string; opened: Promise<Opened> }>()
  const drop = (tenantId: string): void => {
    void kept.get(tenantId)?.opened.then(
      (opened) => opened.close?.(),
      () => undefined,
    )
    kept.delete(tenantId)
  }
  const keep = (tenantId: string, entry: { as: string; opened: Promise<Opened> }): void => {
    kept.delete(tenantId)
    kept.set(tenantId, entry)
    const [oldest] = kept.keys()
    if (kept.size > maxOpenProviders && oldest !== undefined) drop(oldest)
  }
  return {
    async of(tenantId: string): Promise<Opened | null> {
      const read = readTenant<OwnForJobs>(needs.db, { tenantId }, ownForJobs, [kind, tenantId])
      const [row] = await read
      // Any difference opens a new provider; a sealed key differs each time it is set.
      const as = JSON.stringify(row)
      const before = kept.get(tenantId)
      if (row && before?.as === as) {
        keep(tenantId, before)
        return before.opened
      }
      drop(tenantId)
      if (!row) return null
      const opened = settingsOf(needs, tenantId, row).then((settings) => open(needs, settings, row))
      keep(tenantId, { as, opened })
      opened.catch(() => kept.delete(tenantId))
      return opened
    },
    close: () => {
      for (const tenantId of kept.keys()) drop(tenantId)
    },
  }
}

/** Null if the key cannot be decrypted any more: somebody has to enter it again. */
async function settingsOf(
  { sealer, log }: Needs,
  tenantId: string,
  row: OwnForJobs,
): Promise<OwnSettings | null> {
  const { kind, baseUrl, model, contextTokens } = row
  try {
    return { kind, baseUrl, model, contextTokens, key: await openKey(sealer, tenantId, row) }
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    log.error({ err: error, tenantId }, 'A stored provider key could not be decrypted')
    return null
  }
}

async function openSpeech(
  { outbound, speechMedia, log, watchTimes = {} }: Needs,
  settings: OwnSettings | null,
): Promise<SpeechProvider> {
  // Loaded on demand, because the vendor's SDK is large.
  const { deepgramSpeech } = await import('../adapters/deepgram/index.ts')
  const speech = deepgramSpeech({
    apiKey: settings?.key ?? '',
    baseUrl: settings?.baseUrl ?? null,
    media: speechMedia,
    fetch: outbound.fetchWithin(speechLimits, settings && authorizationOf(settings)),
    log,
    watchTimes,
  })
  if (settings) return speech
  const broken = () =>
    Promise.reject(new SpeechError('bad_credentials', false, 'the kept key cannot be opened'))
  return { ...speech, transcribe: broken, check: broken }
}

async function openModel(
  { outbound, prices, log, watchTimes = {} }: Needs,
  settings: OwnSettings | null,
  row: OwnForJobs,
): Promise<LanguageModel> {
  const model = openaiModel({
    apiKey: settings?.key ?? null,
    baseUrl: row.baseUrl ?? openaiBaseUrl,
    model: row.model ?? '',
    contextTokens: row.contextTokens,
    prices,
    fetch: outbound.fetchWithin(modelLimits, settings && authorizationOf(settings)),
    log,
    watchTimes,
  })
  if (settings) return model
  const fault = () =>
    new ModelFault('model_bad_credentials', false, 'The kept key cannot be opened.')
  return { ...model, complete: () => Promise.reject(fault()) }
}
