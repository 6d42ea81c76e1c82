import Plus from 'lucide-solid/icons/plus'
import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { Button } from '../../../../../ui/control/button.tsx'

/** A button that turns into an input; Enter adds what was typed. */
export function AddLine(props: {
  label: string
  placeholder: string
  maxLength?: number
  /** The input stays open for the next one. */
  stays?: boolean
  onAdd: (title: string) => void
}): JSX.Element {
  const [isOpen, setOpen] = createSignal(false)
  let input: HTMLInputElement | undefined
  let button: HTMLButtonElement | undefined
  const close = (): void => {
    setOpen(false)
    button?.focus()
  }
  const add = (): void => {
    const title = input?.value.trim() ?? ''
    if (title === '') return close()
    props.onAdd(title)
    if (input) input.value = ''
    if (!props.stays) setOpen(false)
  }
  return (
    <Show
      when={isOpen()}
      fallback={
        <button
          ref={(element) => {
            button = element
          }}
          type="button"
          class="add-line"
          onClick={() => {
            setOpen(true)
            input?.focus()
          }}
        >
          <Plus />
          {props.label}
        </button>
      }
    >
      <form
        class="add-form"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
        on:keydown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          close()
        }}
      >
        <input
          ref={(element) => {
            input = element
          }}
          class="input"
          aria-label={props.label}
          placeholder={props.placeholder}
          maxLength={props.maxLength ?? 200}
          autocomplete="off"
        />
        <Button type="submit" size="small">
          {t('editor.add')}
        </Button>
      </form>
    </Show>
  )
}
