import { withTenant } from '../../../db/tenant.ts'
import { defineJob } from '../../jobs/define-job.ts'
import { recordChange, updateMeeting } from '../meetings/index.ts'
import type { TranscribeDeps } from './deps.ts'

/** Has the meeting's recording transcribed. Running it twice changes nothing more. */
export const transcribeMeeting = defineJob<'meeting.transcribe', TranscribeDeps>(
  'meeting.transcribe',
  (deps, ctx, { meetingId }) =>
    withTenant(deps.db, ctx, async (tx) => {
      const claimed = await tx.sql`
        update meetings set fence = fence + 1
        where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = 'transcribe'
          and status in ('queued', 'transcribing') and current_media_id is not null
        returning 1`
      if (claimed.length === 0) return 'already done'
      await updateMeeting(tx, meetingId, {
        status: 'waiting',
        reason: 'no_speech_provider',
        canRetry: true,
      })
      await recordChange(tx, ctx, meetingId, 'waiting')
      return 'waits for a speech provider'
    }),
)
