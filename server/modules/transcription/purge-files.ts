import { withTenant } from '../../../db/tenant.ts'
import { defineJob } from '../../jobs/define-job.ts'
import { meetingPrefix } from '../../platform/object-keys.ts'
import type { TranscriptionDeps } from './deps.ts'
import { deletePurge } from './repo.ts'

/** Deletes the files of a deleted meeting. Running it twice changes nothing. */
export const purgeFiles = defineJob<'meeting.purge', Pick<TranscriptionDeps, 'files' | 'db'>>(
  'meeting.purge',
  async (deps, ctx, { meetingId }) => {
    const prefix = meetingPrefix(ctx.tenantId, meetingId)
    // First, so that no upload becomes a file after the files were deleted.
    await deps.files.abortUploads(prefix)
    await deps.files.deletePrefix(prefix)
    await withTenant(deps.db, ctx, (tx) => deletePurge(tx, meetingId))
  },
)
