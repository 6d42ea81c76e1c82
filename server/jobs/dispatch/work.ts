import { type Job, UnrecoverableError } from 'bullmq'
import type { JobData, TenantQueue } from './queues.ts'

/** A job that this worker has locked. Job ids repeat across tenants; lock tokens do not. */
export interface Work {
  readonly job: Job<JobData, unknown>
  readonly jobId: string
  readonly token: string
  readonly queue: TenantQueue
  /** Aborts when the lock is lost or the worker stops: later writes of the attempt are rejected. */
  readonly abort: AbortController
  /** Released to the queue: another worker records its outcome. */
  handedBack: boolean
}

/** How an attempt ended. Reasons are codes, so that Redis stores no meeting text. */
export type Outcome =
  | { kind: 'done'; note: string | null }
  /** Retried after the job's backoff while attempts are left. */
  | { kind: 'failed'; reason: string }
  /** Not retried. */
  | { kind: 'final'; reason: string }
  /** Retried after a delay, without using up an attempt. */
  | { kind: 'postponed'; delayMs: number }
  /** Unfinished; another worker starts it again at once. */
  | { kind: 'handed back' }

/** What BullMQ answers when asked for the next job: an id without a job, or neither, when there is none. */
export type NextReply = [
  json: Parameters<typeof Job.fromJSON>[1] | null | undefined,
  jobId: string | undefined,
  limitedMs: number | undefined,
  dueAtMs: number | undefined,
]

export interface Settled {
  /** After how many milliseconds the job is due again; null when it has ended. */
  dueInMs: number | null
  next?: NextReply
}

/**
 * Records the outcome of an attempt in Redis. With `takeNext`, a successful attempt takes the tenant's next job in the
 * same call, under the same lock token. Throws when the lock was lost: another worker has the job then.
 */
export async function settle(
  { job, token }: Work,
  outcome: Outcome,
  takeNext: boolean,
): Promise<Settled> {
  switch (outcome.kind) {
    case 'done': {
      const next = await job.moveToCompleted(outcome.note, token, takeNext)
      return { dueInMs: null, ...(Array.isArray(next) && { next: next as NextReply }) }
    }
    case 'final':
      await job.moveToFailed(new UnrecoverableError(outcome.reason), token, false)
      return { dueInMs: null }
    case 'failed':
      await job.moveToFailed(new Error(outcome.reason), token, false)
      return { dueInMs: job.finishedOn === undefined ? job.delay : null }
    case 'postponed':
      await job.moveToDelayed(Date.now() + outcome.delayMs, token)
      return { dueInMs: outcome.delayMs }
    case 'handed back':
      await job.moveToWait(token)
      return { dueInMs: 0 }
  }
}
