import { createSignal } from 'solid-js'

/** How long to wait for a row to be drawn as it comes into view. */
const patienceMs = 2_000

interface RowFocusOptions {
  findRow: (row: number) => HTMLElement | null
  scrollTo: (row: number) => void
  count: () => number
  firstDrawn: () => number
  lastDrawn: () => number
}

/** One stop for Tab in the whole transcript; ↑ and ↓ walk from row to row in the same column. */
export function createRowFocus(options: RowFocusOptions) {
  const { findRow, scrollTo, count } = options
  const [kept, setKept] = createSignal(-1)
  const stop = (): number => {
    const row = kept()
    return row >= options.firstDrawn() && row <= options.lastDrawn() ? row : options.firstDrawn()
  }
  /** Not drawn yet: further keys go on from there. */
  let awaited: number | undefined
  const focus = (row: number, column: string): void => {
    setKept(row)
    scrollTo(row)
    awaited = row
    const untilMs = performance.now() + patienceMs
    const look = (): void => {
      if (awaited !== row) return
      const found = findRow(row)
      const control = [`[data-column="${column}"]`, '[data-column]']
        .flatMap((selector) => [`button${selector}`, `${selector} button`])
        .map((selector) => found?.querySelector<HTMLElement>(selector))
        .find(Boolean)
      if (control || performance.now() > untilMs) {
        awaited = undefined
        control?.focus({ preventScroll: true })
      } else requestAnimationFrame(look)
    }
    look()
  }
  return {
    stop,
    focus,
    setStop: setKept,
    onKeyDown: (event: KeyboardEvent, row: number): void => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      const control =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null
      const next = (awaited ?? row) + step
      if (step === 0 || !control || next < 0 || next >= count()) return
      event.preventDefault()
      event.stopPropagation()
      focus(next, control.dataset['column'] ?? '')
    },
  }
}
