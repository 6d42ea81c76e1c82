import { jobCatalog } from './catalog.ts'
import type { JobDefinition } from './define-job.ts'
import type { FinishedJobs } from './finished-jobs.ts'
import { Superseded, superseded } from './keep-claim.ts'

/**
 * Deletes the pending rows that an attempt serves once the job is done or given up. Rows added after the job was queued
 * stay, because the attempt may not have seen their changes.
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
