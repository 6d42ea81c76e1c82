import { createSignal, type JSX } from 'solid-js'
import type { SegmentView } from '../../../../server/modules/transcription/contract.ts'
import { t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'
import { useMeeting } from '../meeting-context.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { impactWords } from './impact-words.ts'

export default function WordsDialog(props: {
  segment: SegmentView
  onClose: () => void
}): JSX.Element {
  const { edits } = useMeeting()
  const { segmentId, text: before } = props.segment
  const [text, setText] = createSignal(before)
  const impact = impactWords(edits.citing(new Set([segmentId])))
  const save = async (): Promise<boolean> => {
    const next = text().trim()
    if (!next) return false
    if (next === before) return true
    await edits.save({ at: 'segment', segmentId, body: { text: next } }, t('speakers.corrected'), {
      at: 'segment',
      segmentId,
      body: { text: before },
    })
    return true
  }
  return (
    <ChangeDialog
      title={t('speakers.correctTitle')}
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
    </ChangeDialog>
  )
}
