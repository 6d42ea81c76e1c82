import { onCleanup } from 'solid-js'

const minPauseMs = 3_000
const checkEveryMs = 20_000

/**
 * Runs a check at intervals, when the page gets the focus back and before something is typed. It pauses while a dialog is
 * open, because the dialog may be what deletes or publishes the draft.
 */
export function checkRegularly(check: () => Promise<void>): void {
  let checkedAtMs = Date.now()
  const checkIfDue = (): void => {
    if (document.hidden || Date.now() - checkedAtMs < minPauseMs) return
    if (document.querySelector('dialog[open]')) return
    checkedAtMs = Date.now()
    void check()
  }
  const timer = setInterval(checkIfDue, checkEveryMs)
  window.addEventListener('focus', checkIfDue)
  document.addEventListener('visibilitychange', checkIfDue)
  document.addEventListener('focusin', checkIfDue)
  onCleanup(() => {
    clearInterval(timer)
    window.removeEventListener('focus', checkIfDue)
    document.removeEventListener('visibilitychange', checkIfDue)
    document.removeEventListener('focusin', checkIfDue)
  })
}
