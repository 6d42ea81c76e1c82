import type { Database } from '../../db/client.ts'
import { clearPendingJobs } from '../../db/pending-jobs.ts'
import type { Log } from '../platform/log.ts'

export interface FinishedJobs {
  /** Has pending rows of a tenant removed soon. */
  add(tenantId: string, ids: readonly string[]): void
  /** Removes what is left. */
  flush(): Promise<void>
}

const everyMs = 25

/**
 * Removes the rows of jobs that are done or given up, those of many jobs in one statement. Rows that a crash leaves behind
 * are offered again: running a job twice changes nothing.
 */
export function collectFinishedJobs(db: Database, log: Pick<Log, 'warn'>): FinishedJobs {
  let finished: { tenantId: string; id: string }[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const rows = finished
    finished = []
    if (rows.length === 0) return
    try {
      await clearPendingJobs(db, rows)
    } catch (err) {
      log.warn({ err }, 'Finished jobs are still listed as pending and will run again')
    }
  }
  return {
    add: (tenantId, ids) => {
      for (const id of ids) finished.push({ tenantId, id })
      timer ??= setTimeout(() => void flush(), everyMs)
    },
    flush,
  }
}
