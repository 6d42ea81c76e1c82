import type { JSX } from 'solid-js'
import { Field } from './field.tsx'

/** One line of text with its label. */
export function TextField(props: {
  label: string
  name: string
  value: string
  onInput: (value: string) => void
  autocomplete: string
  hint?: string | undefined
  fault?: string | undefined
  optional?: string | undefined
  type?: 'text' | 'email'
  maxLength: number
  autofocus?: boolean
  /** Whether a phone starts each word with a capital; names mostly do. */
  autocapitalize?: 'words' | 'none' | 'sentences'
}): JSX.Element {
  const isWords = (): boolean => props.type !== 'email'
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault} optional={props.optional}>
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          type={props.type ?? 'text'}
          name={props.name}
          autocomplete={props.autocomplete as 'name'}
          autocapitalize={props.autocapitalize ?? (isWords() ? 'words' : 'none')}
          spellcheck={false}
          maxLength={props.maxLength}
          autofocus={props.autofocus ?? false}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
