import { type JSX, Match, Switch } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { useEditor } from '../../editor-context.ts'
import { type FieldKind, fieldKinds, nestedKinds } from '../../pack/field/field-kinds.ts'
import { isInner } from '../../pack/field/field-path.ts'
import {
  setComputedFrom,
  setKind,
  setMaxLength,
  setScale,
} from '../../pack/field/field-settings.ts'
import type { FieldForm, SectionForm } from '../../pack/read-pack.ts'
import { Choose } from '../control/choose.tsx'
import { LiveText } from '../control/live-text.tsx'
import { titleOf } from '../title-of.ts'

interface KindProps {
  section: SectionForm
  field: FieldForm
}

/** Kinds that need their first choices or columns before the field can become one. */
export type KindWithChoices = 'choice' | 'rows'

export function KindChoice(
  props: KindProps & { onAsk: (kind: KindWithChoices | undefined) => void },
): JSX.Element {
  const editor = useEditor()
  const choices = (): { value: FieldKind; label: string }[] => {
    const isColumn = isInner(props.field.name)
    const kinds = fieldKinds.filter((kind) => !isColumn || !nestedKinds.includes(kind))
    const known = kinds.map((kind) => ({ value: kind, label: t(`editor.kind.${kind}`) }))
    return props.field.kind === 'other'
      ? [{ value: 'other' as const, label: t('editor.kind.other') }, ...known]
      : known
  }
  const choose = (kind: FieldKind): void => {
    const needsChoices = kind === 'choice' || kind === 'rows'
    props.onAsk(needsChoices && props.field.kind !== kind ? kind : undefined)
    if (needsChoices || kind === 'other' || kind === props.field.kind) return
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

/** The ends of a scale. Input that is not a whole number, or ends in the wrong order, changes nothing. */
function Scale(props: KindProps): JSX.Element {
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

/** Settings of one kind: the longest text, the ends of a scale, the field that a date is computed from. */
export function KindSettings(props: KindProps): JSX.Element {
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
