import type { Ctx } from '../platform/context.ts'
import type { Log } from '../platform/log.ts'
import type { JobName, JobPayload } from './catalog.ts'

/** The context of one attempt: the system acts for the tenant. */
export interface JobCtx extends Ctx {
  jobId: string
  /** The rows of `pending_jobs` that ask for this job. */
  pendingIds?: readonly string[]
  /** From 1. */
  attempt: number
  /** When the job was queued; the same for all its attempts. */
  queuedAt: Date
  /** True when a failure of this attempt is not retried. */
  isFinalAttempt: boolean
  /** Aborts when the worker stops or another worker took the job over: later writes are rejected. */
  signal: AbortSignal
  log: Log
  /** What the handler holds for `onFinalFailure`: the same object for both, empty when the attempt starts. */
  readonly held: { claim?: unknown }
  /** Lets the worker run one more job while this one only waits; returns a function that ends that. */
  lendSlot?(): () => void
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
 * Defines how a job runs. The handler must be idempotent, since a job may run twice; it returns a short note for the log
 * or nothing, and throws to fail:
 * - an `AppError` other than `unavailable`, or an error with `retryable: false`, is final at once;
 * - an error with `retryAfterMs` (a provider asked us to wait) is retried after that time and uses up no attempt;
 * - an outage of our own database, Redis or storage is retried soon and uses up no attempt;
 * - anything else is retried with growing delays until the attempts are used up.
 * `onFinalFailure` runs after the last attempt failed and tells people; while it throws, the job is kept and retried. It
 * receives what that attempt's handler passed to `hold` last, so that a late failure does not fail a newer attempt;
 * undefined if the attempt failed before, for example because its worker died.
 */
export function defineJob<Name extends JobName, Deps, Claim = never>(
  name: Name,
  handler: (
    deps: Deps,
    ctx: JobCtx,
    payload: JobPayload<Name>,
    hold: (claim: Claim) => void,
  ) => Promise<string | void>,
  options: {
    onFinalFailure?: (
      deps: Deps,
      ctx: JobCtx,
      payload: JobPayload<Name>,
      error: unknown,
      claim: Claim | undefined,
    ) => Promise<void>
  } = {},
): JobDefinition<Deps> {
  return {
    name,
    handle: (deps, ctx, payload) =>
      handler(deps, ctx, payload as JobPayload<Name>, (claim) => {
        ctx.held.claim = claim
      }),
    onFinalFailure: async (deps, ctx, payload, error) => {
      const claim = ctx.held.claim as Claim | undefined
      await options.onFinalFailure?.(deps, ctx, payload as JobPayload<Name>, error, claim)
    },
  }
}
