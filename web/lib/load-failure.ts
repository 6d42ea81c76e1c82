import { createRoot, createSignal } from 'solid-js'

/** Why a part of the page did not load: nothing answers, it has another name after an update, or something else is wrong. */
export type LoadFailure = 'offline' | 'outdated' | 'broken'

let failedPart: string | undefined

/** The address that browsers name in the error; some name none. */
export const partIn = (message: string): string =>
  /https?:\/\/[^\s"']+|\/assets\/[^\s"']+/.exec(message)?.[0] ?? ''

// Parts of a page have other names after an update, so an open page may ask for one that is gone (vite.dev/guide/build).
window.addEventListener('vite:preloadError', (event) => {
  failedPart = partIn(event.payload.message)
})

export const hasLoadFailed = (): boolean => failedPart !== undefined

const lately = 'aam.reloaded-at'
const latelyMs = 10_000

/** A part that is there by now is asked for again, once: were it broken, the page would reload for ever. */
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
    // Without the name of the part nobody knows; a new page is the way on in either case.
    return failedPart ? 'there' : 'outdated'
  } catch {
    return 'offline'
  }
}

const askAgainMs = 3_000

/** Finds out why, and loads the page again by itself once what was missing is there. */
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
