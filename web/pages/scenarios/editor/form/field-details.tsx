import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { offsetOf } from '../check/places.ts'
import { useEditor } from '../editor-context.ts'
import {
  setComputedFrom,
  setHint,
  setKind,
  setMaxLength,
  setNullable,
} from '../pack/edit-fields.ts'
import { type FieldKind, fieldKinds } from '../pack/field-kinds.ts'
import { jsonFiles } from '../pack/pack-files.ts'
import type { FieldForm, SectionForm } from '../pack/read-pack.ts'
import { ChoiceList } from './choice-list.tsx'
import { Choose } from './control/choose.tsx'
import { FirstChoices } from './first-choices.tsx'
import { LiveText } from './control/live-text.tsx'
import { titleOf } from './title-of.ts'
import { Titles } from './titles.tsx'

interface DetailProps {
  section: SectionForm
  field: FieldForm
}

function Kind(props: DetailProps & { asksChoices: (asks: boolean) => void }): JSX.Element {
  const editor = useEditor()
  const choices = (): { value: FieldKind; label: string }[] => {
    const known = fieldKinds.map((kind) => ({ value: kind, label: t(`editor.kind.${kind}`) }))
    return props.field.kind === 'other'
      ? [{ value: 'other' as const, label: t('editor.kind.other') }, ...known]
      : known
  }
  const choose = (kind: FieldKind): void => {
    props.asksChoices(kind === 'choice' && props.field.kind !== 'choice')
    if (kind === 'choice' || kind === 'other' || kind === props.field.kind) return
    editor.edit((files) => setKind(files, props.section.name, props.field.name, kind))
  }
  return (
    <Choose
      label={t('editor.field.kind')}
      value={props.field.kind}
      disabled={!editor.mayEdit()}
      choices={choices()}
      onChoose={choose}
    />
  )
}

/** What else there is to say of a kind: how long a text may be, from which words a day is worked out. */
function KindMore(props: DetailProps): JSX.Element {
  const editor = useEditor()
  const place = () => [props.section.name, props.field.name] as const
  const sources = (): FieldForm[] =>
    props.section.fields.filter(
      ({ kind, name }) => (kind === 'text' || kind === 'long-text') && name !== props.field.name,
    )
  const setLength = (typed: string): void => {
    const length = Number(typed)
    if (typed !== '' && (!Number.isInteger(length) || length < 1 || length > 1_000_000)) return
    editor.edit(
      (files) => setMaxLength(files, ...place(), typed === '' ? null : length),
      `length ${place().join('.')}`,
    )
  }
  return (
    <Switch>
      <Match when={props.field.kind === 'text' || props.field.kind === 'long-text'}>
        <LiveText
          label={t('editor.field.maxLength')}
          value={props.field.maxLength === null ? '' : String(props.field.maxLength)}
          disabled={!editor.mayEdit()}
          onInput={setLength}
        />
      </Match>
      <Match when={props.field.kind === 'date'}>
        <Choose
          label={t('editor.field.computed')}
          value={props.field.computedFrom ?? ''}
          disabled={!editor.mayEdit()}
          choices={[
            { value: '', label: t('editor.field.computed.none') },
            ...sources().map((one) => ({ value: one.name, label: titleOf(one.title, one.name) })),
          ]}
          onChoose={(source) =>
            editor.edit((files) => setComputedFrom(files, ...place(), source || null))
          }
        />
      </Match>
    </Switch>
  )
}

/** Everything about one field, below its row. */
export function FieldDetails(props: DetailProps): JSX.Element {
  const editor = useEditor()
  const [asksChoices, setAsksChoices] = createSignal(false)
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
        <Kind section={props.section} field={props.field} asksChoices={setAsksChoices} />
        <KindMore section={props.section} field={props.field} />
      </div>
      <Show when={asksChoices() && props.field.kind !== 'choice'}>
        <FirstChoices
          section={props.section.name}
          field={props.field.name}
          onClose={() => setAsksChoices(false)}
        />
      </Show>
      <Show when={props.field.kind === 'choice'}>
        <ChoiceList section={props.section.name} field={props.field} />
      </Show>
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
        <label class="check">
          <input
            type="checkbox"
            checked={props.field.nullable}
            disabled={!editor.mayEdit()}
            onChange={(event) =>
              editor.edit((files) =>
                setNullable(
                  files,
                  props.section.name,
                  props.field.name,
                  event.currentTarget.checked,
                ),
              )
            }
          />
          {t('editor.field.nullable')}
        </label>
      </Show>
    </div>
  )
}
