import Info from 'lucide-solid/icons/info'
import { createSignal, type JSX, Show } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { discardReplacement } from '../../../api/meetings.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { describeReason } from '../../../features/meetings/describe-state.ts'
import { useMeeting } from '../meeting-context.ts'
import '../../../features/results/results.css'

type Replacement = NonNullable<MeetingView['replacement']>

function describe(status: MeetingView['status'], replacement: Replacement): string {
  const { kind, state, fileName, reason } = replacement
  const file = fileName ?? t('replacement.unnamed')
  const isStopped = status === 'cancelled' || status === 'failed'
  if (state === 'pending') {
    return t(`replacement.${isStopped ? 'stopped' : 'pending'}.${kind}`, { file })
  }
  // The check of a recording and its transcription both know this reason; the words of the check suit both.
  const stage = reason === 'unreadable_media' ? 'ingest' : 'transcribe'
  const why = reason
    ? describeReason({ status: 'failed', stage, reason, progress: null })
    : undefined
  return [t('replacement.refused', { file }), why].filter(Boolean).join(' ')
}

/** Says that a replacement for what is shown is under way, or could not be used. */
export function ReplacementNote(props: { meeting: MeetingView }): JSX.Element {
  const { store } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const discard = async (): Promise<void> => {
    setBusy(true)
    try {
      store.putMeeting(await discardReplacement(store.id))
      await store.load()
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Show when={props.meeting.replacement}>
      {(replacement) => (
        <div
          class="notice"
          classList={{ 'notice-warn': replacement().state === 'refused' }}
          role="note"
        >
          <Info />
          <div>
            <p>{describe(props.meeting.status, replacement())}</p>
            <Show when={can('meetings:write')}>
              <Button size="small" busy={busy()} onClick={() => void discard()}>
                {t(
                  replacement().state === 'pending' ? 'replacement.discard' : 'replacement.dismiss',
                )}
              </Button>
            </Show>
          </div>
        </div>
      )}
    </Show>
  )
}
