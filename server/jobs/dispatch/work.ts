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
 * Records in Redis how an attempt ended, and in the same step takes the tenant's next job under the same lock token when
 * `takeNext` says so and the attempt went well. Throws when the lock was lost: then another worker has the job.
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
