import type { FaultLog } from './fault-log.ts'
import { lockMs, type TenantQueue } from './queues.ts'
import type { Work } from './work.ts'

const renewEveryMs = Math.floor(lockMs / 3)

export interface LockKeeper {
  stop(): void
}

/**
 * Renews the locks of all jobs in flight, three times per lock lifetime. Aborts a job whose lock is lost: another worker
 * may have it.
 */
export function keepLocks(inFlight: ReadonlyMap<string, Work>, faults: FaultLog): LockKeeper {
  let renewing = false
  const renew = async (): Promise<void> => {
    if (renewing || inFlight.size === 0) return
    renewing = true
    try {
      await Promise.all([...byQueue(inFlight.values())].map(renewQueue))
      faults.worked()
    } catch (error) {
      faults.failed(error)
    } finally {
      renewing = false
    }
  }
  const renewQueue = async ([queue, works]: [TenantQueue, Work[]]): Promise<void> => {
    const lost = await queue.backend.extendLocks(
      works.map((work) => work.jobId),
      works.map((work) => work.token),
      lockMs,
    )
    for (const work of works) {
      if (lost.includes(work.jobId) && inFlight.has(work.token)) work.abort.abort('lock lost')
    }
  }
  const timer = setInterval(() => void renew(), renewEveryMs)
  return { stop: () => clearInterval(timer) }
}

function byQueue(works: Iterable<Work>): Map<TenantQueue, Work[]> {
  const queues = new Map<TenantQueue, Work[]>()
  for (const work of works) {
    const known = queues.get(work.queue)
    if (known) known.push(work)
    else queues.set(work.queue, [work])
  }
  return queues
}
