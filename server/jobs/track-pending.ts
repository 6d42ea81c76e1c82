import { jobCatalog } from './catalog.ts'
import type { JobDefinition } from './define-job.ts'
import type { FinishedJobs } from './finished-jobs.ts'
import { Superseded, superseded } from './keep-claim.ts'

/**
 * Has the requests that an attempt serves leave `pending_jobs` once the job is done or given up. What is requested after
 * the job was queued stays: this attempt may not have seen it.
 */
export function trackPending<Deps>(
  job: JobDefinition<Deps>,
  finished: Pick<FinishedJobs, 'add'>,
): JobDefinition<Deps> {
  return {
    name: job.name,
    handle: async (deps, ctx, payload) => {
      const note = await job.handle(deps, ctx, payload)
      if (note !== superseded) finished.add(ctx.tenantId, ctx.pendingIds ?? [])
      return note
    },
    onFinalFailure: async (deps, ctx, payload, error) => {
      await job.onFinalFailure(deps, ctx, payload, error)
      const isGivenUp = jobCatalog[job.name].afterFailure === 'drop'
      if (isGivenUp && !(error instanceof Superseded)) {
        finished.add(ctx.tenantId, ctx.pendingIds ?? [])
      }
    },
  }
}
