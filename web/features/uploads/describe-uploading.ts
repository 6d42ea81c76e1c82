import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { formatPercent } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'
import { sharePercent, type Upload, uploadOfMeeting, type UploadState } from './uploads.ts'

type Named = Pick<MeetingView, 'id' | 'status'>

/** This tab's own upload of the meeting's recording; another's is known only by the state. */
export const uploadOf = (meeting: Named): Upload | undefined =>
  meeting.status === 'uploading' ? uploadOfMeeting(meeting.id) : undefined

const isOpenState = (state: UploadState): state is Exclude<UploadState, 'done' | 'failed'> =>
  state !== 'done' && state !== 'failed'

/** `Uploading · 42%`, where this tab knows. */
export function describeUploading(meeting: Named): string | undefined {
  const upload = uploadOf(meeting)
  if (!upload || !isOpenState(upload.state)) return undefined
  return t(`uploading.${upload.state}`, {
    share: formatPercent(sharePercent(upload) / 100, locale()),
  })
}
