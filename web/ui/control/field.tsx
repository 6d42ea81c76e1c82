import { createEffect, createUniqueId, type JSX, Show } from 'solid-js'
import { focusFault } from './fault-focus.ts'
import './field.css'

export interface FieldProps {
  label: string
  hint?: string | undefined
  fault?: string | undefined
  optional?: string | undefined
  children: (ids: { id: string; describedBy: string | undefined }) => JSX.Element
}

/** A label above its control, with what is wrong below it, tied together for screen readers. */
export function Field(props: FieldProps): JSX.Element {
  const id = createUniqueId()
  const describedBy = (): string | undefined =>
    props.fault ? `${id}-fault` : props.hint ? `${id}-hint` : undefined
  let field: HTMLElement | undefined
  createEffect(() => {
    const control = document.getElementById(id)
    if (props.fault) control?.setAttribute('aria-invalid', 'true')
    else control?.removeAttribute('aria-invalid')
    if (props.fault && field) focusFault(field)
  })
  return (
    <div
      class="field"
      ref={(element) => {
        field = element
      }}
      classList={{ 'field-faulty': Boolean(props.fault) }}
    >
      <label class="field-label" for={id}>
        {props.label}
        <Show when={props.optional}>{(word) => <span class="field-optional"> {word()}</span>}</Show>
      </label>
      {props.children({
        id,
        get describedBy() {
          return describedBy()
        },
      })}
      <Show when={props.hint && !props.fault}>
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      </Show>
      <Show when={props.fault}>
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {props.fault}
        </p>
      </Show>
    </div>
  )
}
