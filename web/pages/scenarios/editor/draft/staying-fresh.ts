import { onCleanup } from 'solid-js'

const freshMs = 3_000
const lookAgainMs = 20_000

/**
 * Looks whether the draft is still what the page shows: when the page is come back to, before something is typed, and now
 * and then. Not under a dialog, which may be what ends the draft.
 */
export function stayFresh(look: () => Promise<void>): void {
  let lookedAtMs = Date.now()
  const lookAgain = (): void => {
    if (document.hidden || Date.now() - lookedAtMs < freshMs) return
    if (document.querySelector('dialog[open]')) return
    lookedAtMs = Date.now()
    void look()
  }
  const timer = setInterval(lookAgain, lookAgainMs)
  window.addEventListener('focus', lookAgain)
  document.addEventListener('visibilitychange', lookAgain)
  document.addEventListener('focusin', lookAgain)
  onCleanup(() => {
    clearInterval(timer)
    window.removeEventListener('focus', lookAgain)
    document.removeEventListener('visibilitychange', lookAgain)
    document.removeEventListener('focusin', lookAgain)
  })
}
