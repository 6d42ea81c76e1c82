import type { Log } from '../../platform/log.ts'
import type { FaultLog } from './fault-log.ts'
import type { Queues } from './queues.ts'
import type { Care, ReadySet } from './ready-set.ts'
import { pause } from './wait.ts'

const lookEveryMs = 250
const atMostAtOnce = 100

/**
 * Looks after the tenants that have unfinished jobs, sharing them with the other workers: takes jobs back from workers
 * that died, wakes delayed ones, puts a tenant whose turn was lost back in line, and forgets those that are done.
 * Returns what stops it.
 */
export function startRounds(
  ready: ReadySet,
  queues: Queues,
  stages: readonly string[],
  log: Pick<Log, 'warn'>,
  faults: FaultLog,
): () => void {
  const stopping = new AbortController()

  const tend = async (care: Care): Promise<void> => {
    const { backend } = queues.of(care.tenantId, care.stage)
    const stalled = await backend.moveStalledJobsToWait()
    for (const jobId of stalled) {
      const { tenantId, stage } = care
      log.warn({ tenantId, stage, jobId }, 'A worker died or lost its lock; its job starts anew')
    }
    const [active = 0, ...toStart] = await backend.getCounts([
      'active',
      'wait',
      'prioritized',
      'delayed',
    ])
    if (toStart.some((count) => count > 0)) await ready.rearm(care)
    else if (active === 0) await ready.forget(care)
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        for (const stage of stages) {
          await Promise.all((await ready.due(stage, atMostAtOnce)).map(tend))
        }
        faults.worked()
      } catch (error) {
        if (stopping.signal.aborted) return
        faults.failed(error)
      }
      await pause(lookEveryMs, stopping.signal)
    }
  }

  void run()
  return () => stopping.abort()
}
