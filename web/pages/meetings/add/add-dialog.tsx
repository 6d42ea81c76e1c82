import { useNavigate } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import type { AddBy } from './add-by.ts'
import { loadEngine } from '../../../features/uploads/engine.ts'
import { AddFields } from './add-fields.tsx'
import { type AddForm, createAddForm } from './add-form.ts'
import type { TranscriptFile } from '../../../api/transcripts.ts'
import { titleOfFile } from '../../../features/uploads/title-of-file.ts'
import { asRecording, type Recording, type TakenFile } from '../../../features/uploads/file-kind.ts'
import { FilePick } from '../../../features/uploads/file-picker.tsx'

/** Adds a meeting for each file; the dock shows the progress on every page. */
async function addAll(form: AddForm, files: readonly TakenFile[]): Promise<void> {
  const wanted = files.map((taken) => ({
    ...taken,
    input: form.inputFor(titleOfFile(taken.file.name), taken.file),
  }))
  const { addTranscripts } = await import('../../../features/uploads/transcripts.ts')
  void addTranscripts(wanted.filter(({ kind }) => kind === 'transcript'))
  const { addRecordingRow } = await loadEngine()
  for (const { input, ...taken } of wanted) {
    const recording = asRecording(taken)
    if (recording) await addRecordingRow(recording, input)
  }
}

/** Sends what the form holds: a pasted transcript, one file, or several at once. */
function createSubmit(
  form: AddForm,
  on: { added: (meetingId: string) => void; underWay: () => void },
): () => Promise<void> {
  const submitTranscript = async (file: TranscriptFile): Promise<void> => {
    const meeting = await form.submitTranscript(file)
    if (meeting) on.added(meeting.id)
  }
  const submitRecording = async (recording: Recording): Promise<void> => {
    const isBegun = await form.attempt(async () => {
      const { addRecording } = await loadEngine()
      await addRecording(recording, { input: form.inputFor(form.title().trim()) })
      return true
    })
    if (isBegun) on.underWay()
  }
  return async () => {
    if (!(await form.isComplete())) return
    const [first, ...more] = form.taken()
    const pasted = form.pasted()
    if (pasted) await submitTranscript(pasted)
    else if (first && more.length > 0) {
      void addAll(form, [first, ...more])
      on.underWay()
    } else if (first) {
      const recording = asRecording(first)
      if (recording) await submitRecording(recording)
      else await submitTranscript({ name: first.file.name, bytes: first.file })
    }
  }
}

function PastedText(props: { form: AddForm }): JSX.Element {
  return (
    <Field label={t('add.paste')} hint={t('add.pasteHint')} fault={props.form.faults().transcript}>
      {(ids) => (
        <textarea
          class="input add-text"
          id={ids.id}
          name="transcript"
          aria-describedby={ids.describedBy}
          rows={7}
          spellcheck={false}
          autofocus
          placeholder={t('add.pastePlaceholder')}
          value={props.form.fields.text}
          onInput={(event) => props.form.set('text', event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export default function AddDialog(props: {
  by: AddBy
  files: File[]
  onClose: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const form = createAddForm(props.by, props.files)
  // Files cannot be kept, and a title that was typed for others would be wrong for these.
  const kept = createKeptForm(props.files.length > 0 ? undefined : 'add-meeting')
  const done = (): void => {
    kept.drop()
    props.onClose()
  }
  const submit = createSubmit(form, {
    added: (meetingId) => {
      kept.drop()
      navigate(`/meetings/${meetingId}`)
    },
    underWay: done,
  })
  return (
    <Dialog
      title={t('add.title')}
      width="wide"
      onClose={props.onClose}
      kept={kept}
      footer={
        <>
          <Button onClick={done}>{t('action.cancel')}</Button>
          <Button look="primary" busy={form.busy()} onClick={() => void submit()}>
            {t('add.submit')}
          </Button>
        </>
      }
    >
      <Segments
        label={t('add.title')}
        value={form.fields.by}
        choices={[
          { value: 'file', label: t('add.file') },
          { value: 'text', label: t('add.text') },
        ]}
        onChoose={(by) => form.set('by', by)}
      />
      <Switch>
        <Match when={form.fields.by === 'file'}>
          <FilePick
            files={form.fields.files}
            fault={form.faults().transcript}
            onPick={form.takeFiles}
          />
        </Match>
        <Match when={form.fields.by === 'text'}>
          <PastedText form={form} />
        </Match>
      </Switch>
      <Show when={form.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
      <AddFields form={form} />
    </Dialog>
  )
}
