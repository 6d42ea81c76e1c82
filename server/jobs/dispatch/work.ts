import { type Job, UnrecoverableError } from 'bullmq'
import type { JobData, TenantQueue } from './queues.ts'

/** A job in a worker's hands. Job ids repeat across tenants; the lock's token does not. */
export interface Work {
  readonly job: Job<JobData, unknown>
  readonly jobId: string
  readonly token: string
  readonly queue: TenantQueue
  /** Aborts when the lock is lost or the worker stops: whatever it still writes will be refused. */
  readonly abort: AbortController
  /** Given back to the queue; its end is no longer ours to record. */
  handedBack: boolean
}

/** How an attempt ended. Reasons are codes: what Redis keeps holds no text of a meeting. */
export type Outcome =
  | { kind: 'done'; note: string | null }
  /** To be tried again after the job's backoff, as long as it has attempts left. */
  | { kind: 'failed'; reason: string }
  /** Not to be tried again. */
  | { kind: 'final'; reason: string }
  /** To be tried again after a while, without counting as an attempt. */
  | { kind: 'postponed'; delayMs: number }
  /** Not finished here; somebody else starts it anew at once. */
  | { kind: 'handed back' }

/**
 * Records in Redis how an attempt ended. Returns after how many milliseconds the job is due again, or null.
 * Throws when the lock was lost: then another worker has the job.
 */
export async function settle({ job, token }: Work, outcome: Outcome): Promise<number | null> {
  switch (outcome.kind) {
    case 'done':
      await job.moveToCompleted(outcome.note, token, false)
      return null
    case 'final':
      await job.moveToFailed(new UnrecoverableError(outcome.reason), token, false)
      return null
    case 'failed':
      await job.moveToFailed(new Error(outcome.reason), token, false)
      return job.finishedOn === undefined ? job.delay : null
    case 'postponed':
      await job.moveToDelayed(Date.now() + outcome.delayMs, token)
      return outcome.delayMs
    case 'handed back':
      await job.moveToWait(token)
      return 0
  }
}
