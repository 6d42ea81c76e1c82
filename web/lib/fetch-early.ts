import { onMount } from 'solid-js'

/** Preloads chunks that the page may need after the connection is lost. */
export function fetchEarly(...parts: (() => Promise<unknown>)[]): void {
  onMount(() => {
    for (const part of parts) part().catch(() => {})
  })
}
