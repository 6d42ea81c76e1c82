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
  setScale,
} from '../pack/field/field-settings.ts'
import { isInner } from '../pack/field/field-path.ts'
import { type FieldKind, fieldKinds, nestedKinds } from '../pack/field/field-kinds.ts'
import { jsonFiles } from '../pack/pack-files.ts'
import type { FieldForm, SectionForm } from '../pack/read-pack.ts'
import { ChoiceList } from './choice-list.tsx'
import { Choose } from './control/choose.tsx'
import { FieldTable } from './field-table.tsx'
import { FirstChoices } from './first-choices.tsx'
import { LiveText } from './control/live-text.tsx'
import { titleOf } from './title-of.ts'
import { Titles } from './titles.tsx'

interface DetailProps {
  section: SectionForm
  field: FieldForm
}

/** Kinds that ask what they are made of first. */
type Asking = 'choice' | 'rows'

function Kind(props: DetailProps & { asks: (kind: Asking | undefined) => void }): JSX.Element {
  const editor = useEditor()
  const choices = (): { value: FieldKind; label: string }[] => {
    const isIn = isInner(props.field.name)
    const kinds = fieldKinds.filter((kind) => !isIn || !nestedKinds.includes(kind))
    const known = kinds.map((kind) => ({ value: kind, label: t(`editor.kind.${kind}`) }))
    return props.field.kind === 'other'
      ? [{ value: 'other' as const, label: t('editor.kind.other') }, ...known]
      : known
  }
  const choose = (kind: FieldKind): void => {
    const isAsking = kind === 'choice' || kind === 'rows'
    props.asks(isAsking && props.field.kind !== kind ? kind : undefined)
    if (isAsking || kind === 'other' || kind === props.field.kind) return
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

/** The ends of a scale; what is no whole number, or no scale, changes nothing. */
function Scale(props: DetailProps): JSX.Element {
  const editor = useEditor()
  const set = (typed: string, end: 0 | 1): void => {
    const ends: [number, number] = [props.field.minimum ?? 0, props.field.maximum ?? 0]
    ends[end] = Number(typed)
    if (typed.trim() === '' || !ends.every(Number.isInteger) || ends[0] >= ends[1]) return
    editor.edit(
      (files) => setScale(files, props.section.name, props.field.name, ends),
      `scale ${props.section.name}.${props.field.name}`,
    )
  }
  return (
    <div class="form-pair">
      <LiveText
        label={t('editor.scale.from')}
        value={String(props.field.minimum ?? '')}
        disabled={!editor.mayEdit()}
        onInput={(typed) => set(typed, 0)}
      />
      <LiveText
        label={t('editor.scale.to')}
        value={String(props.field.maximum ?? '')}
        disabled={!editor.mayEdit()}
        onInput={(typed) => set(typed, 1)}
      />
    </div>
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
      <Match when={props.field.kind === 'scale'}>
        <Scale {...props} />
      </Match>
      <Match when={props.field.kind === 'date' && !isInner(props.field.name)}>
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
  const [asked, setAsked] = createSignal<Asking>()
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
        <Kind section={props.section} field={props.field} asks={setAsked} />
        <KindMore section={props.section} field={props.field} />
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
      <Show when={props.field.kind === 'rows'}>
        <FieldTable section={props.section} parent={props.field} />
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
