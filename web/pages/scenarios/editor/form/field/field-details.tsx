import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { offsetOf } from '../../check/places.ts'
import { useEditor } from '../../editor-context.ts'
import { setHint, setNullable } from '../../pack/field/field-settings.ts'
import { jsonFiles } from '../../pack/pack-parts.ts'
import type { FieldForm, SectionForm } from '../../pack/read-pack.ts'
import { ChoiceList } from './choice-list.tsx'
import { LiveText } from '../control/live-text.tsx'
import { KindChoice, KindSettings, type KindWithChoices } from './field-kind.tsx'
import { FirstChoices } from './first-choices.tsx'
import { Titles } from '../titles.tsx'

/** Whether a required field may be left empty. */
function Nullable(props: { section: SectionForm; field: FieldForm }): JSX.Element {
  const editor = useEditor()
  const set = (on: boolean): void =>
    editor.edit((files) => setNullable(files, props.section.name, props.field.name, on))
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.field.nullable}
        disabled={!editor.mayEdit()}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      {t('editor.field.nullable')}
    </label>
  )
}

/** Everything about one field, below its row; `columns` edits what the field's rows hold. */
export function FieldDetails(props: {
  section: SectionForm
  field: FieldForm
  columns: JSX.Element
}): JSX.Element {
  const editor = useEditor()
  const [asked, setAsked] = createSignal<KindWithChoices>()
  const key = (): string => `${props.section.name}.${props.field.name}`
  const showInJson = (): void => {
    const labels = { file: jsonFiles.schema, pointer: `/properties/${props.section.name}` }
    editor.showInJson({
      file: labels.file,
      offset: offsetOf(labels, editor.draft.files()),
    })
  }
  return (
    <div class="field-details">
      <Titles name={key()} title={props.field.title} />
      <div class="form-pair">
        <KindChoice section={props.section} field={props.field} onAsk={setAsked} />
        <KindSettings section={props.section} field={props.field} />
      </div>
      <Show when={asked() !== props.field.kind && asked()}>
        {(kind) => (
          <FirstChoices
            section={props.section.name}
            field={props.field.name}
            kind={kind()}
            onClose={() => setAsked()}
          />
        )}
      </Show>
      <Show when={props.field.kind === 'choice'}>
        <ChoiceList section={props.section.name} field={props.field} />
      </Show>
      <Show when={props.field.kind === 'rows'}>{props.columns}</Show>
      <Show when={props.field.kind === 'other'}>
        <p class="field-hint">
          {t('editor.field.byHand')}{' '}
          <button type="button" class="link" onClick={showInJson}>
            {t('editor.showInJson')}
          </button>
        </p>
      </Show>
      <LiveText
        label={t('editor.field.hint')}
        placeholder={t('editor.field.hint.placeholder')}
        value={props.field.hint}
        disabled={!editor.mayEdit()}
        onInput={(text) =>
          editor.edit(
            (files) => setHint(files, props.section.name, props.field.name, text),
            `hint ${key()}`,
          )
        }
      />
      <Show when={props.field.required && props.field.kind !== 'other'}>
        <Nullable section={props.section} field={props.field} />
      </Show>
    </div>
  )
}
