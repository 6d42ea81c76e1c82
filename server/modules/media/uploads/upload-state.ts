import { AppError } from '../../../platform/errors.ts'
import type { MeetingRow } from '../../meetings/index.ts'
import type { UploadRow } from '../repo.ts'

const busy = new Set<MeetingRow['status']>(['queued', 'transcribing', 'analysing'])

/** Refuses a recording for a meeting that is worked on or accepted. */
export function requireRecordable({ status }: MeetingRow): void {
  if (busy.has(status)) {
    throw new AppError(
      'wrong_state',
      'This meeting is being worked on. Wait until it is done, or cancel it, and then bring the recording.',
    )
  }
  if (status === 'accepted') {
    throw new AppError(
      'wrong_state',
      'This meeting is accepted. Reopen it before you bring another recording.',
    )
  }
}

export function requireOpen({ state }: UploadRow): void {
  if (state === 'open') return
  throw new AppError(
    'upload_over',
    state === 'done'
      ? 'This upload is complete; nothing more can be sent to it.'
      : 'This upload was cancelled, refused or given up. Begin a new one with the same file.',
  )
}
