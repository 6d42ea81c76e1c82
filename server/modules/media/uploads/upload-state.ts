import { AppError } from '../../../platform/errors.ts'
import { isBusy, type MeetingRow } from '../../meetings/index.ts'
import type { UploadRow } from '../repo.ts'

/** Throws `wrong_state` if an upload may not start because the meeting is being processed or accepted. */
export function requireRecordable(meeting: MeetingRow): void {
  if (isBusy(meeting.status)) {
    throw new AppError(
      'wrong_state',
      'This meeting is being worked on. Wait until it is done, or cancel it, and then bring the recording.',
      [],
      {},
      'Встреча сейчас в работе. Дождитесь результата или остановите её, затем загрузите запись.',
    )
  }
  requireNotAccepted(meeting)
}

/** Throws `wrong_state` for an accepted meeting. Processing that started during the upload is superseded. */
export function requireNotAccepted({ status }: MeetingRow): void {
  if (status !== 'accepted') return
  throw new AppError(
    'wrong_state',
    'This meeting is accepted. Reopen it before you bring another recording.',
    [],
    {},
    'Встреча принята. Откройте её снова, прежде чем загружать другую запись.',
  )
}

export function requireOpen({ state }: UploadRow): void {
  if (state === 'open') return
  throw new AppError(
    'upload_over',
    state === 'done'
      ? 'This upload is complete; nothing more can be sent to it.'
      : 'This upload was cancelled, refused or given up. Begin a new one with the same file.',
    [],
    {},
    state === 'done'
      ? 'Загрузка завершена; больше в неё ничего отправить нельзя.'
      : 'Эту загрузку отменили, отклонили или бросили. Начните новую с тем же файлом.',
  )
}
