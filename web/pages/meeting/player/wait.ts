import { createSignal, onCleanup } from 'solid-js'

/** How long the recording has been waited for: not worth a word, worth one, or slow. */
export type Wait = 'none' | 'loading' | 'slow'

const loadingAfterMs = 400
const slowAfterMs = 6_000

export function createWait() {
  const [wait, setWait] = createSignal<Wait>('none')
  let timers: ReturnType<typeof setTimeout>[] = []
  const end = (): void => {
    for (const timer of timers) clearTimeout(timer)
    timers = []
    setWait('none')
  }
  const begin = (): void => {
    if (timers.length > 0) return
    timers = [
      setTimeout(() => setWait('loading'), loadingAfterMs),
      setTimeout(() => setWait('slow'), slowAfterMs),
    ]
  }
  onCleanup(end)
  return { wait, begin, end }
}
