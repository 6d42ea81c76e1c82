import { onMount } from 'solid-js'

/** Fetches parts of a page while there is a connection: they may be asked for when there is none any more. */
export function fetchEarly(...parts: (() => Promise<unknown>)[]): void {
  onMount(() => {
    for (const part of parts) part().catch(() => {})
  })
}
