import { withTenant } from '../../../db/tenant.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { TranscriptionDeps } from './deps.ts'
import { meetingPrefix } from './ports.ts'

/** Removes the files of a meeting that was deleted. Running it twice removes nothing more. */
export const purgeFiles = defineJob<'meeting.purge', Pick<TranscriptionDeps, 'files' | 'db'>>(
  'meeting.purge',
  async (deps, ctx, { meetingId }) => {
    await deps.files.deletePrefix(meetingPrefix(ctx.tenantId, meetingId))
    await withTenant(
      deps.db,
      ctx,
      (tx) => tx.sql`
        delete from purges where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId}`,
    )
  },
)
