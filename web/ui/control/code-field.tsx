import type { JSX } from 'solid-js'
import { Field } from './field.tsx'

/** A code that somebody reads off: six digits of an app, or a recovery code. */
export function CodeField(props: {
  label: string
  name: string
  /** Letters as well: a recovery code. */
  hasLetters?: boolean | undefined
  value: string
  onInput: (value: string) => void
  hint?: string | undefined
  fault?: string | undefined
  autofocus?: boolean
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault}>
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          name={props.name}
          inputmode={props.hasLetters ? 'text' : 'numeric'}
          autocomplete={props.hasLetters ? 'off' : 'one-time-code'}
          autocapitalize="none"
          spellcheck={false}
          maxLength={40}
          autofocus={props.autofocus ?? false}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
