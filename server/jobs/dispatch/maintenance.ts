import type { Log } from '../../platform/log.ts'
import type { FaultLog } from './fault-log.ts'
import type { Queues } from './queues.ts'
import type { ReadySet, TrackedTenant } from './ready-set.ts'
import { pause } from './wait.ts'

const lookEveryMs = 250
const atMostAtOnce = 100

/**
 * Maintains the queues of tenants with unfinished jobs, sharing the work with other workers: recovers jobs of workers
 * that died, wakes delayed jobs, puts tenants that lost their turn back in line, and stops tracking idle ones.
 * Returns a function that stops it.
 */
export function startMaintenance(
  ready: ReadySet,
  queues: Queues,
  stages: readonly string[],
  log: Pick<Log, 'warn'>,
  faults: FaultLog,
): () => void {
  const stopping = new AbortController()

  const maintain = async (tracked: TrackedTenant): Promise<void> => {
    const { backend } = queues.of(tracked.tenantId, tracked.stage)
    const stalled = await backend.moveStalledJobsToWait()
    for (const jobId of stalled) {
      const { tenantId, stage } = tracked
      log.warn({ tenantId, stage, jobId }, 'A worker died or lost its lock; its job starts again')
    }
    const [active = 0, ...toStart] = await backend.getCounts([
      'active',
      'wait',
      'prioritized',
      'delayed',
    ])
    if (toStart.some((count) => count > 0)) await ready.markReadyAgain(tracked)
    else if (active === 0) await ready.untrack(tracked)
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        for (const stage of stages) {
          await Promise.all((await ready.takeDue(stage, atMostAtOnce)).map(maintain))
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
