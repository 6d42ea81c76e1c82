import { For, type JSX } from 'solid-js'
import { Field } from '../../../../../ui/control/field.tsx'

/** A labelled select. */
export function Choose<V extends string>(props: {
  label: string
  value: V
  choices: readonly { value: V; label: string }[]
  onChoose: (value: V) => void
  hint?: string | undefined
  disabled?: boolean
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          disabled={props.disabled}
          title={props.choices.find(({ value }) => value === props.value)?.label}
          onChange={(event) => {
            const chosen = props.choices[event.currentTarget.selectedIndex]
            if (chosen) props.onChoose(chosen.value)
          }}
        >
          <For each={props.choices}>
            {(choice) => (
              <option value={choice.value} selected={choice.value === props.value}>
                {choice.label}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}
