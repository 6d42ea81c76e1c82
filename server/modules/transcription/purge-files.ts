import { defineJob } from '../../jobs/define-job.ts'
import type { TranscriptionDeps } from './deps.ts'
import { meetingPrefix } from './ports.ts'

/** Removes the files of a meeting that was deleted. Running it twice removes nothing more. */
export const purgeFiles = defineJob<'meeting.purge', Pick<TranscriptionDeps, 'files'>>(
  'meeting.purge',
  async (deps, ctx, { meetingId }) => {
    await deps.files.deletePrefix(meetingPrefix(ctx.tenantId, meetingId))
  },
)
