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
  /** Shows the title to screen readers only, where the first field explains the dialog. */
  bare?: boolean
  /** Keeps what was typed when the dialog is dismissed. */
  kept?: KeptForm
  /** For content that is shown once: only a button in the dialog closes it. */
  onlyByButton?: boolean
  children: JSX.Element
  footer?: JSX.Element
}

/** The browser's modal dialog: it traps the focus, closes on Esc and restores the focus. */
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
    // The browser would focus the close button, which comes first.
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
          // The second click of a double click may land outside after the dialog has shrunk.
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
