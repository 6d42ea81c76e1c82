import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { t, describeCode } from '../../i18n/index.ts'

type Stated = Pick<MeetingView, 'status' | 'stage' | 'reason' | 'progress'>

const working: ReadonlySet<MeetingView['status']> = new Set([
  'uploading',
  'queued',
  'transcribing',
  'analysing',
])

export const isWorking = (status: MeetingView['status']): boolean => working.has(status)

export function describeState(meeting: Stated): string {
  const { status, stage, reason } = meeting
  const more = status === 'waiting' ? reason : stage
  return (more ? describeCode(`status.${status}`, more) : undefined) ?? t(`status.${status}`)
}

/** `Finding decisions · 3 of 5`; the state alone where the share is not known. */
export function describeProgress(meeting: Stated): string {
  const { progress } = meeting
  if (!progress) return describeState(meeting)
  const step = describeCode('step', progress.step) ?? describeState(meeting)
  if (!progress.total) return step
  return t('progress.of', { step, done: Math.floor(progress.done), total: progress.total })
}

/** While a meeting waits or is tried again, the reason says why it waited. */
const isTriedAgain = (status: MeetingView['status']): boolean =>
  status === 'waiting' || isWorking(status)

/** The text for a code, or the sentence that the server sent. */
export function describeReason(meeting: Stated): string | undefined {
  const { reason, stage, status } = meeting
  if (!reason) return undefined
  const isSpeech = stage === 'transcribe'
  return (
    (isTriedAgain(status) ? describeCode('reason.waiting', reason) : undefined) ??
    (isSpeech ? describeCode('reason.transcribe', reason) : undefined) ??
    describeCode('reason', reason) ??
    describeCode('failure', reason) ??
    (reason.includes(' ') ? reason : t('reason.unknown', { code: reason }))
  )
}
