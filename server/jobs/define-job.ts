import type { Ctx } from '../platform/context.ts'
import type { Log } from '../platform/log.ts'
import type { JobName, JobPayload } from './catalog.ts'

/** What an attempt knows about itself; the request context of the system acting for the tenant. */
export interface JobCtx extends Ctx {
  jobId: string
  /** From 1. */
  attempt: number
  /** When the job was put in line; the same for all its attempts. */
  queuedAt: Date
  /** No further attempt follows a failure of this one. */
  isFinalAttempt: boolean
  /** Aborts when the worker stops or another worker has taken the job over: whatever is still written is refused. */
  signal: AbortSignal
  log: Log
  /** Lets the worker do one job more while this one only waits; returns what takes that back. */
  lendPlace?(): () => void
}

export interface JobDefinition<Deps> {
  readonly name: JobName
  readonly handle: (deps: Deps, ctx: JobCtx, payload: unknown) => Promise<string | void>
  readonly onFinalFailure: (
    deps: Deps,
    ctx: JobCtx,
    payload: unknown,
    error: unknown,
  ) => Promise<void>
}

/**
 * Says how a job is done. The handler may run twice and must then change nothing more; it returns a short note for the
 * log, or nothing. It throws to fail: an `AppError` other than `unavailable`, or an error with `retryable: false`, is final at once, anything else
 * is tried again with growing waits. One with `retryAfterMs` is tried again after that time, and uses no attempt up:
 * somebody outside asked us to wait. So is one of our own database, Redis or storage being away. `onFinalFailure` runs once the last attempt has failed, and is what tells people;
 * while it throws, the job is kept and tried again.
 */
export function defineJob<Name extends JobName, Deps>(
  name: Name,
  handler: (deps: Deps, ctx: JobCtx, payload: JobPayload<Name>) => Promise<string | void>,
  options: {
    onFinalFailure?: (
      deps: Deps,
      ctx: JobCtx,
      payload: JobPayload<Name>,
      error: unknown,
    ) => Promise<void>
  } = {},
): JobDefinition<Deps> {
  return {
    name,
    handle: (deps, ctx, payload) => handler(deps, ctx, payload as JobPayload<Name>),
    onFinalFailure: async (deps, ctx, payload, error) => {
      await options.onFinalFailure?.(deps, ctx, payload as JobPayload<Name>, error)
    },
  }
}
