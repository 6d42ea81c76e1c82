import { createRoot, createSignal } from 'solid-js'

/** Why a chunk did not load: no connection, renamed by an update, or another error. */
export type LoadFailure = 'offline' | 'outdated' | 'broken'

let failedPart: string | undefined

/** The chunk's address in a browser's error message; empty where the message has none. */
export const partIn = (message: string): string =>
  /https?:\/\/[^\s"']+|\/assets\/[^\s"']+/.exec(message)?.[0] ?? ''

// An update renames chunks, so an open page may request one that is gone (vite.dev/guide/build).
window.addEventListener('vite:preloadError', (event) => {
  failedPart = partIn(event.payload.message)
})

export const hasLoadFailed = (): boolean => failedPart !== undefined

const lately = 'aam.reloaded-at'
const latelyMs = 10_000

/** Reloads once only, because a broken chunk would make the page reload for ever. */
function reloadOnce(): boolean {
  try {
    const before = Number(sessionStorage.getItem(lately) ?? 0)
    if (Date.now() - before < latelyMs) return false
    sessionStorage.setItem(lately, String(Date.now()))
    window.location.reload()
    return true
  } catch {
    return false
  }
}

/** Asks the server, because the browser does not know whether it is reachable (`navigator.onLine` lies). */
async function askForPart(): Promise<LoadFailure | 'there'> {
  try {
    const { status } = await fetch(failedPart || '/', { method: 'HEAD', cache: 'no-store' })
    if (status === 404) return 'outdated'
    if (status >= 500) return 'offline'
    // Without the chunk's address the cause is unknown, and a reload helps in either case.
    return failedPart ? 'there' : 'outdated'
  } catch {
    return 'offline'
  }
}

const askAgainMs = 3_000

/** Finds the cause and reloads the page once the chunk is available. */
export function watchLoadFailure() {
  return createRoot((dispose) => {
    const [failure, setFailure] = createSignal<LoadFailure>()
    const [asking, setAsking] = createSignal(false)
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      clearTimeout(timer)
      setAsking(true)
      const found = await askForPart()
      setAsking(false)
      if (found === 'there') setFailure(reloadOnce() ? 'offline' : 'broken')
      else setFailure(found)
      if (found === 'offline') timer = setTimeout(() => void ask(), askAgainMs)
    }
    const askNow = (): void => void ask()
    window.addEventListener('online', askNow)
    void ask()
    return {
      failure,
      asking,
      askNow,
      stop: (): void => {
        clearTimeout(timer)
        failedPart = undefined
        window.removeEventListener('online', askNow)
        dispose()
      },
    }
  })
}
