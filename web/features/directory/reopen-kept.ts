import { createEffect, createSignal } from 'solid-js'
import { openKeptPlaces } from '../../lib/kept-text.ts'

/** Reopens the form that was open when the page or session ended, once its entry is listed. */
export function reopenKept<T extends { id: string }>(
  start: string,
  entries: () => readonly T[],
  open: (entry: T | 'new') => void,
): void {
  const [wanted, setWanted] = createSignal(openKeptPlaces(start)[0])
  createEffect(() => {
    const place = wanted()
    if (place === undefined) return
    const entry = place === 'new' ? place : entries().find(({ id }) => id === place)
    if (!entry) return
    setWanted()
    open(entry)
  })
}
