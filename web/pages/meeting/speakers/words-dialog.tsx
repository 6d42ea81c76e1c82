import { createSignal, type JSX, Show } from 'solid-js'
import type { SegmentView } from '../../../../server/modules/transcription/contract.ts'
import { t } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Field } from '../../../ui/control/field.tsx'
import { useMeeting } from '../meeting-context.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { describeImpact } from './describe-impact.ts'

export default function WordsDialog(props: {
  segment: SegmentView
  onClose: () => void
}): JSX.Element {
  const { store, edits } = useMeeting()
  const { segmentId } = props.segment
  /** What the person has seen: only onto that are words written. */
  const [seen, setSeen] = createSignal({ rev: props.segment.rev, text: props.segment.text })
  const [isOvertaken, setOvertaken] = createSignal(false)
  const [text, setText] = createSignal(props.segment.text)
  const impact = describeImpact(edits.citing(new Set([segmentId])))
  const readAgain = async (): Promise<void> => {
    await store.reloadTranscript()
    const now = store.state.transcript?.data.find((one) => one.segmentId === segmentId)
    if (now) setSeen({ rev: now.rev, text: now.text })
    setOvertaken(true)
  }
  const save = async (): Promise<boolean> => {
    const next = text().trim()
    const { rev, text: before } = seen()
    if (!next) return false
    if (next === before) return true
    try {
      await edits.save(
        { at: 'segment', segmentId, rev, body: { text: next } },
        t('speakers.corrected'),
        { at: 'segment', segmentId, body: { text: before } },
      )
      return true
    } catch (error) {
      if (problemOf(error).status !== 412) throw error
      await readAgain()
      return false
    }
  }
  return (
    <ChangeDialog
      title={t('speakers.correctTitle')}
      keepAt={`segment.${store.id}.${segmentId}`}
      submit={t('action.save')}
      run={save}
      impact={impact}
      onClose={props.onClose}
    >
      <Field
        label={t('speakers.words')}
        hint={t('speakers.wordsHint')}
        fault={text().trim() ? undefined : t('speakers.needWords')}
      >
        {(ids) => (
          <textarea
            class="input change-text"
            id={ids.id}
            name="segmentText"
            aria-describedby={ids.describedBy}
            maxLength={20_000}
            rows={6}
            autofocus
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Show when={isOvertaken()}>
        <div class="change-accepted" role="alert">
          <p>{t('speakers.overtaken')}</p>
          <blockquote class="quote">{t('evidence.quoted', { quote: seen().text })}</blockquote>
        </div>
      </Show>
    </ChangeDialog>
  )
}
