import type { JSX } from 'solid-js'
import { Field } from './field.tsx'

/** Several lines of text with their label. */
export function TextAreaField(props: {
  label: string
  name: string
  value: string
  onInput: (value: string) => void
  rows?: number
  hint?: string | undefined
  fault?: string | undefined
  optional?: string | undefined
  maxLength?: number
  /** Addresses and the like, which are no prose. */
  isCode?: boolean
  inputmode?: 'email'
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault} optional={props.optional}>
      {(ids) => (
        <textarea
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          name={props.name}
          rows={props.rows}
          inputmode={props.inputmode}
          autocapitalize={props.isCode ? 'none' : undefined}
          spellcheck={props.isCode ? false : undefined}
          maxLength={props.maxLength}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
