import type { Database } from '../../db/client.ts'
import { clearPendingJobs } from '../../db/pending-jobs.ts'
import type { Log } from '../platform/log.ts'

export interface FinishedJobs {
  /** Deletes a tenant's pending rows within 25 ms. */
  add(tenantId: string, ids: readonly string[]): void
  /** Deletes the remaining rows now. */
  flush(): Promise<void>
}

const everyMs = 25

/**
 * Deletes the rows of jobs that are done or given up, in batches. Rows left behind by a crash are offered again, which is
 * harmless: jobs are idempotent.
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
