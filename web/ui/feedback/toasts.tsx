import X from 'lucide-solid/icons/x'
import { createRoot, createSignal, For, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { IconButton } from '../control/button.tsx'
import './toasts.css'

export interface Toast {
  id: number
  tone: 'plain' | 'bad'
  words: string
  action?: { label: string; keyHint?: string; run: () => void }
}

const shownMs = 8_000
const maxErrors = 2
let nextId = 1
const [toasts, setToasts] = createRoot(() => createSignal<readonly Toast[]>([]))

export function dropToast(id: number): void {
  setToasts((all) => all.filter((toast) => toast.id !== id))
}

/** Keeps only the newest success; failures stay until they are read. */
function withNew(all: readonly Toast[], toast: Toast): readonly Toast[] {
  const bad = all.filter(({ tone }) => tone === 'bad')
  return toast.tone === 'bad' ? [...bad.slice(1 - maxErrors), toast] : [...bad, toast]
}

/** Shows a message; a failure stays until it is closed. */
export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = nextId
  nextId += 1
  setToasts((all) => withNew(all, { ...toast, id }))
  if (toast.tone === 'plain') setTimeout(() => dropToast(id), shownMs)
  return id
}

/** A strip below the page, so that toasts never cover what somebody works on. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      <For each={toasts()}>
        {(toast) => (
          <div class="toast" classList={{ 'toast-bad': toast.tone === 'bad' }}>
            <span class="toast-words">{toast.words}</span>
            <Show when={toast.action}>
              {(action) => (
                <button
                  type="button"
                  class="toast-action"
                  onClick={() => {
                    dropToast(toast.id)
                    action().run()
                  }}
                >
                  {action().label}
                  <Show when={action().keyHint}>
                    <kbd>{action().keyHint}</kbd>
                  </Show>
                </button>
              )}
            </Show>
            <IconButton label={t('action.close')} onClick={() => dropToast(toast.id)}>
              <X />
            </IconButton>
          </div>
        )}
      </For>
    </div>
  )
}
