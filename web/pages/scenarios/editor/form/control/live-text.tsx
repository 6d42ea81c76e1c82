import { createSignal, type JSX, Show } from 'solid-js'
import { Field } from '../../../../../ui/control/field.tsx'

interface LiveTextProps {
  label: string
  value: string
  onInput: (text: string) => void
  onLeave?: () => void
  hint?: string | undefined
  fault?: string | undefined
  placeholder?: string | undefined
  maxLength?: number | undefined
  lang?: string | undefined
  lines?: number
  disabled?: boolean
}

/**
 * An input that changes the draft with every letter. It keeps what is typed, trailing spaces included, until the draft
 * changes in another way.
 */
export function LiveText(props: LiveTextProps): JSX.Element {
  const [typed, setTyped] = createSignal<{ text: string; gave: string }>()
  const shown = (): string => {
    const own = typed()
    return own && own.gave === props.value ? own.text : props.value
  }
  const take = (text: string): void => {
    props.onInput(text)
    setTyped({ text, gave: props.value })
  }
  const leave = (): void => {
    setTyped()
    props.onLeave?.()
  }
  return (
    <Field label={props.label} hint={props.hint} fault={props.fault}>
      {(ids) => (
        <Show
          when={props.lines}
          fallback={
            <input
              class="input"
              data-draft-text
              id={ids.id}
              aria-describedby={ids.describedBy}
              aria-invalid={props.fault ? 'true' : undefined}
              lang={props.lang}
              maxLength={props.maxLength}
              placeholder={props.placeholder}
              disabled={props.disabled}
              autocomplete="off"
              value={shown()}
              onInput={(event) => take(event.currentTarget.value)}
              onBlur={leave}
            />
          }
        >
          <textarea
            class="input"
            data-draft-text
            id={ids.id}
            aria-describedby={ids.describedBy}
            aria-invalid={props.fault ? 'true' : undefined}
            lang={props.lang}
            maxLength={props.maxLength}
            placeholder={props.placeholder}
            disabled={props.disabled}
            rows={props.lines}
            value={shown()}
            onInput={(event) => take(event.currentTarget.value)}
            onBlur={leave}
          />
        </Show>
      )}
    </Field>
  )
}
