import { startRelay } from '../jobs/relay.ts'
import { startWorkers } from '../jobs/runtime.ts'
import { analyseMeeting } from '../modules/analysis/index.ts'
import { purgeFiles } from '../modules/transcription/index.ts'
import type { ProcessServices } from './services.ts'
import { announceWorker } from './worker-presence.ts'

export interface WorkerOptions {
  concurrency: number
  stages?: readonly string[]
}

/** Starts doing the installation's jobs. `stop` finishes or hands back what is in hand within the grace. */
export function startWorker(
  services: ProcessServices,
  options: WorkerOptions,
): { stop(graceMs: number): Promise<void> } {
  const { db, redis, log } = services
  const relay = startRelay({ db, redis, log })
  db.onOutbox = () => relay.poke()
  const pool = startWorkers({
    db,
    redis,
    log,
    handlers: [analyseMeeting, purgeFiles],
    deps: services,
    concurrency: options.concurrency,
    ...(options.stages ? { stages: options.stages } : {}),
  })
  const leave = announceWorker(redis)
  return {
    async stop(graceMs) {
      await leave()
      await pool.stop(graceMs)
      await relay.stop()
    },
  }
}
