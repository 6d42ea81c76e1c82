import type { TestInstallation } from '../../../../ops/test/installation.ts'
import { jobCatalog, type JobName } from '../../../jobs/catalog.ts'
import { queuesOver } from '../../../jobs/dispatch/queues.ts'

/** Counts an organisation's jobs of one name, in the outbox or queue, while no worker runs. */
export async function countQueuedJobs(
  { admin, services }: TestInstallation,
  tenantId: string,
  name: JobName,
): Promise<number> {
  const { queue } = queuesOver(services.redis.commands, services.log).of(
    tenantId,
    jobCatalog[name].stage,
  )
  const queued = async (): Promise<number> =>
    (await queue.getJobs(['wait', 'delayed', 'active'])).filter((job) => job.name === name).length
  // The outbox first: a job moved meanwhile is counted twice rather than not at all.
  const rows = await admin`select 1 from outbox where tenant_id = ${tenantId} and name = ${name}`
  return Math.max(rows.length, await queued())
}
