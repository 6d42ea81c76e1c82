import { clearPendingJobs } from '../../../db/pending-jobs.ts'
import type { TestInstallation } from '../../../ops/test/installation.ts'
import { type JobPayload, subjectOf } from '../../jobs/catalog.ts'
import type { JobCtx, JobDefinition } from '../../jobs/define-job.ts'
import { trackPending } from '../../jobs/track-pending.ts'

/** Returns the pending jobs of this name and subject that are due. */
export const pendingJobs = ({ admin }: TestInstallation, job: string, subject: string) => admin<
  { tenant_id: string; id: string }[]
>`
  select tenant_id, id from pending_jobs where job = ${job} and subject = ${subject} and due_at <= now()`

/** Wraps a job so that an attempt serves all pending rows of its subject and deletes them at once when done. */
export function asWorked<Deps>(
  installation: TestInstallation,
  job: JobDefinition<Deps>,
): JobDefinition<Deps> {
  const { db } = installation.services
  const clearing: Promise<void>[] = []
  const tracked = trackPending(job, {
    add: (tenantId, ids) => {
      if (ids.length > 0)
        clearing.push(
          clearPendingJobs(
            db,
            ids.map((id) => ({ tenantId, id })),
          ),
        )
    },
  })
  const subject = (payload: unknown) => subjectOf(job.name, payload as JobPayload<typeof job.name>)
  const serving = async (ctx: JobCtx, payload: unknown): Promise<JobCtx> => {
    const rows = await pendingJobs(installation, job.name, subject(payload))
    return { ...ctx, pendingIds: rows.map(({ id }) => id) }
  }
  return {
    name: job.name,
    handle: async (deps, ctx, payload) => {
      const note = await tracked.handle(deps, await serving(ctx, payload), payload)
      await Promise.all(clearing.splice(0))
      return note
    },
    onFinalFailure: async (deps, ctx, payload, error) => {
      await tracked.onFinalFailure(deps, await serving(ctx, payload), payload, error)
      await Promise.all(clearing.splice(0))
    },
  }
}

/** Runs one attempt of a job as a worker would. */
export const runJob = <Deps>(
  installation: TestInstallation,
  job: JobDefinition<Deps>,
  deps: Deps,
  ctx: JobCtx,
  payload: object,
): Promise<string | void> => asWorked(installation, job).handle(deps, ctx, payload)
