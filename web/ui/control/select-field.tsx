import { For, type JSX } from 'solid-js'
import { Field } from './field.tsx'

export interface Option<Value extends string> {
  value: Value
  label: string
}

/** A choice of one from a list, with its label. */
export function SelectField<Value extends string>(props: {
  label: string
  name?: string | undefined
  hint?: string | undefined
  fault?: string | undefined
  optional?: string | undefined
  value: Value
  options: readonly Option<Value>[]
  /** Options that are grouped or come from elsewhere, after the others. */
  children?: JSX.Element
  onChoose: (value: Value) => void
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault} optional={props.optional}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name={props.name}
          aria-describedby={ids.describedBy}
          onChange={(event) => props.onChoose(event.currentTarget.value as Value)}
        >
          <For each={props.options}>
            {(option) => (
              <option value={option.value} selected={option.value === props.value}>
                {option.label}
              </option>
            )}
          </For>
          {props.children}
        </select>
      )}
    </Field>
  )
}
