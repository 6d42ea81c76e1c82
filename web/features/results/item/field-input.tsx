import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, t } from '../../../i18n/index.ts'
import { isLongText } from './edit-values.ts'
import type { FormattedField } from './format-field.ts'

export interface InputProps {
  field: FormattedField
  value: string
  id: string
  describedBy: string | undefined
  /** Whom a field for a person can name. */
  people: readonly string[]
  onInput: (text: string) => void
  /** A cell of a table: named by its column, and kept with the whole table. */
  cellLabel?: string | undefined
}

const nameOf = ({ field, cellLabel }: InputProps): string | undefined =>
  cellLabel === undefined ? field.name : undefined

function ChoiceInput(props: InputProps): JSX.Element {
  const choices = (): { value: string; label: string }[] =>
    props.field.type === 'boolean'
      ? [
          { value: 'true', label: t('item.yes') },
          { value: 'false', label: t('item.no') },
        ]
      : (props.field.options ?? []).map((one) => ({
          value: one.value,
          label: inLocale(one.title),
        }))
  return (
    <select
      class="input"
      id={props.id}
      name={nameOf(props)}
      aria-label={props.cellLabel}
      onChange={(event) => props.onInput(event.currentTarget.value)}
    >
      <option value="">{t('item.notSaid')}</option>
      <For each={choices()}>
        {(choice) => (
          <option value={choice.value} selected={choice.value === props.value}>
            {choice.label}
          </option>
        )}
      </For>
    </select>
  )
}

/** The control that fits a field of an item. */
export function FieldInput(props: InputProps): JSX.Element {
  const kind = (): string => {
    if (props.field.format === 'date') return 'date'
    return props.field.format === 'email' ? 'email' : 'text'
  }
  const isPerson = (): boolean => props.field.format === 'person'
  return (
    <Switch
      fallback={
        <>
          <input
            class="input"
            id={props.id}
            name={nameOf(props)}
            aria-label={props.cellLabel}
            aria-describedby={props.describedBy}
            type={kind()}
            list={isPerson() ? `${props.id}-people` : undefined}
            autocomplete={isPerson() ? 'off' : undefined}
            value={props.value}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
          <Show when={isPerson()}>
            <datalist id={`${props.id}-people`}>
              <For each={props.people}>{(name) => <option value={name} />}</For>
            </datalist>
          </Show>
        </>
      }
    >
      <Match when={props.field.options || props.field.type === 'boolean'}>
        <ChoiceInput {...props} />
      </Match>
      <Match when={props.field.type === 'array' || isLongText(props.field)}>
        <textarea
          class="input"
          id={props.id}
          name={nameOf(props)}
          aria-label={props.cellLabel}
          aria-describedby={props.describedBy}
          rows={props.cellLabel !== undefined ? 1 : props.field.type === 'array' ? 3 : 2}
          maxLength={
            props.field.type === 'array' ? undefined : (props.field.maxLength ?? undefined)
          }
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      </Match>
    </Switch>
  )
}
