import { createUniqueId, For, type JSX } from 'solid-js'
import './segments.css'

/** A few choices of which one holds: radio buttons that look like a switch. */
export function Segments<V extends string>(props: {
  label: string
  value: V
  choices: readonly { value: V; label: string }[]
  onChoose: (value: V) => void
}): JSX.Element {
  const name = createUniqueId()
  return (
    <fieldset class="segments">
      <legend class="hidden-words">{props.label}</legend>
      <For each={props.choices}>
        {(choice) => (
          <label class="segment">
            <input
              type="radio"
              class="hidden-words"
              name={name}
              checked={choice.value === props.value}
              onChange={() => props.onChoose(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        )}
      </For>
    </fieldset>
  )
}
