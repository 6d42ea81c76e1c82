import { useNavigate } from '@solidjs/router'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import type { AddBy } from '../meetings-page.tsx'
import { AddFields } from './add-fields.tsx'
import { createAddForm } from './add-form.ts'
import { FilePick } from './file-pick.tsx'
import { startUploads } from './uploads.ts'

export default function AddDialog(props: {
  by: AddBy
  files: File[]
  onClose: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const form = createAddForm(props.by, props.files)
  const submit = async (): Promise<void> => {
    if (form.several()) {
      startUploads(form.fields.files, form.inputFor)
      props.onClose()
      return
    }
    const meeting = await form.submit()
    if (meeting) navigate(`/meetings/${meeting.id}`)
  }
  return (
    <Dialog
      title={t('add.title')}
      width="wide"
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
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
            onPick={(files) => form.set('files', files)}
          />
        </Match>
        <Match when={form.fields.by === 'text'}>
          <Field label={t('add.paste')} hint={t('add.pasteHint')} fault={form.faults().transcript}>
            {(ids) => (
              <textarea
                class="input add-text"
                id={ids.id}
                aria-describedby={ids.describedBy}
                rows={7}
                spellcheck={false}
                autofocus
                placeholder={t('add.pastePlaceholder')}
                value={form.fields.text}
                onInput={(event) => form.set('text', event.currentTarget.value)}
              />
            )}
          </Field>
        </Match>
      </Switch>
      <Show when={form.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
      <AddFields form={form} />
    </Dialog>
  )
}
