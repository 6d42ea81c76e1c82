import X from 'lucide-solid/icons/x'
import { createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { Portal } from 'solid-js/web'
import { t } from '../../i18n/index.ts'
import { IconButton } from '../control/button.tsx'
import { type KeptForm, KeptNote } from '../control/kept-form.tsx'
import './dialog.css'

export interface DialogProps {
  title: string
  onClose: () => void
  width?: 'narrow' | 'wide'
  /** For a dialog whose first field says it all; the title is then only read aloud. */
  bare?: boolean
  /** Keeps what is typed when the dialog is closed without a decision. */
  kept?: KeptForm
  /** For what is shown only once: nothing closes it but a button of its own. */
  onlyByButton?: boolean
  children: JSX.Element
  footer?: JSX.Element
}

/** The browser's own modal: it keeps the focus inside, closes on Esc and gives the focus back. */
export function Dialog(props: DialogProps): JSX.Element {
  const titleId = createUniqueId()
  const before = document.activeElement
  let dialog: HTMLDialogElement | undefined
  const closeByTheWay = (): void => {
    if (props.onlyByButton) return
    if (props.kept?.mayClose() ?? true) props.onClose()
  }
  onMount(() => {
    if (dialog) props.kept?.attach(dialog)
    dialog?.showModal()
    // The browser would choose the button that closes it, which comes first.
    const inside = (selector: string) => dialog?.querySelector<HTMLElement>(selector)
    const first =
      inside('[autofocus]') ??
      inside(
        '.dialog-body :is(button, input, select, textarea):not([tabindex="-1"], .hidden-words)',
      ) ??
      inside('.dialog-foot button')
    first?.focus()
  })
  onCleanup(() => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  })
  return (
    <Portal>
      <dialog
        ref={(element) => {
          dialog = element
        }}
        class={`dialog dialog-${props.width ?? 'narrow'}`}
        classList={{ 'dialog-bare': Boolean(props.bare) }}
        aria-labelledby={titleId}
        onCancel={(event) => {
          event.preventDefault()
          closeByTheWay()
        }}
        onMouseDown={(event) => {
          // The second half of a double click may meet the place where a button was before the dialog shrank.
          if (event.target === dialog && event.detail < 2) closeByTheWay()
        }}
      >
        <div class="dialog-frame">
          <header class="dialog-head">
            <h2 id={titleId}>{props.title}</h2>
            <Show when={!props.onlyByButton}>
              <IconButton label={t('action.close')} onClick={closeByTheWay}>
                <X />
              </IconButton>
            </Show>
          </header>
          <div class="dialog-body">
            <Show when={props.kept}>{(kept) => <KeptNote kept={kept()} />}</Show>
            {props.children}
          </div>
          <Show when={props.footer}>
            <footer class="dialog-foot">{props.footer}</footer>
          </Show>
        </div>
      </dialog>
    </Portal>
  )
}
