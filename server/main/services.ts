import { type Database, openDatabase } from '../../db/client.ts'
import { extractiveProvider } from '../adapters/extractive/index.ts'
import { openRedis, type RedisConnections } from '../adapters/redis/open-redis.ts'
import { createStorage, type ObjectStorage } from '../adapters/s3/index.ts'
import { openSpeech } from '../adapters/speech/open-speech.ts'
import { createCursors } from '../http/session/tokens.ts'
import { createPacks, type Packs, readBuiltInPacks } from '../modules/scenarios/index.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'
import type { SpeechConfig } from '../platform/config.ts'
import type { Cursors } from '../platform/cursors.ts'
import type { Log } from '../platform/log.ts'
import type { Addresses } from './addresses.ts'

/** What API, workers and commands share in one process. */
export interface ProcessServices {
  addresses: Addresses
  db: Database
  redis: RedisConnections
  files: ObjectStorage
  packs: Packs
  provider: ReturnType<typeof extractiveProvider>
  /** Null where none is configured: recordings wait. */
  speech: SpeechProvider | null
  speechLanguage: SpeechConfig['language']
  cursors: Cursors
  log: Log
  close(): Promise<void>
}

/** Connects one process to the installation's services; `name` shows in their lists of connections. */
export async function openServices(
  addresses: Addresses,
  log: Log,
  options: {
    name: string
    whenRedisIsAway: 'wait' | 'fail'
    connections?: number
    speech?: SpeechConfig | null
  },
): Promise<ProcessServices> {
  const db = openDatabase({
    url: addresses.databaseUrl,
    applicationName: `aam-${options.name}`,
    max: options.connections ?? 10,
  })
  const redis = openRedis({
    url: addresses.redisUrl,
    name: `aam-${options.name}`,
    log,
    whenAway: options.whenRedisIsAway,
  })
  const files = createStorage(addresses.s3)
  return {
    addresses,
    db,
    redis,
    files,
    packs: createPacks(await readBuiltInPacks()),
    provider: extractiveProvider(),
    speech: await openSpeech(options.speech ?? null),
    speechLanguage: options.speech?.language ?? 'meeting',
    cursors: createCursors(addresses.secrets.cursorSecret),
    log,
    close: async () => {
      await Promise.allSettled([db.close(), redis.close()])
    },
  }
}
