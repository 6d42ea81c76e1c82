import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { newId } from '../../platform/ids.ts'
import { jobNames } from '../catalog.ts'
import { defineJob, type JobDefinition } from '../define-job.ts'

export interface RecordingDeps {
  db: Database
  /** The slow part, between claiming and recording. */
  work(meetingId: string): Promise<void>
}

/** Handlers for every job; the analysis claims its stage and records one history row, as a real stage does. */
export const recordingJobs: JobDefinition<RecordingDeps>[] = [
  defineJob<'meeting.analyse', RecordingDeps>('meeting.analyse', async (deps, ctx, payload) => {
    const { meetingId } = payload
    const fence = await withTenant(deps.db, ctx, async (tx) => {
      const [claim] = await tx.sql<{ fence: number }[]>`
        update meetings set status = 'analysing', fence = fence + 1, claimed_at = now()
        where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = 'analyse'
        returning fence`
      return claim?.fence
    })
    if (fence === undefined) return 'already done'
    await deps.work(meetingId)
    await withTenant(deps.db, ctx, async (tx) => {
      const written = await tx.sql`
        update meetings set status = 'in_review', stage = null
        where tenant_id = ${tx.tenantId} and id = ${meetingId} and fence = ${fence} returning id`
      if (written.length === 0) return
      await tx.sql`
        insert into meeting_events (tenant_id, id, meeting_id, kind, status)
        values (${tx.tenantId}, ${newId()}, ${meetingId}, 'analysed', 'in_review')`
    })
    return 'recorded'
  }),
  ...jobNames
    .filter((name) => name !== 'meeting.analyse')
    .map((name) => defineJob<typeof name, RecordingDeps>(name, async () => undefined)),
]
