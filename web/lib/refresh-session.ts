const lockName = 'aam.refresh'
const storageKey = 'aam.refreshed-at'
/** A renewal by another tab this recently has already replaced the cookie. */
const freshMs = 10_000

let underWay: Promise<boolean> | undefined

function refreshedAt(): number {
  try {
    return Number(localStorage.getItem(storageKey) ?? 0)
  } catch {
    return 0
  }
}

function markRefreshed(): void {
  try {
    localStorage.setItem(storageKey, String(Date.now()))
  } catch {
    // Each tab then renews the session itself, which the server allows.
  }
}

async function refreshUnlessFresh(
  askedAt: number,
  refresh: () => Promise<unknown>,
): Promise<boolean> {
  if (refreshedAt() >= askedAt && Date.now() - refreshedAt() < freshMs) return true
  try {
    await refresh()
    markRefreshed()
    return true
  } catch {
    return false
  }
}

/** Renews the session once for all waiting requests and tabs; false where the person has to sign in again. */
export function refreshSession(refresh: () => Promise<unknown>): Promise<boolean> {
  const askedAt = Date.now()
  underWay ??= (async () => {
    try {
      const run = (): Promise<boolean> => refreshUnlessFresh(askedAt, refresh)
      return 'locks' in navigator ? await navigator.locks.request(lockName, run) : await run()
    } finally {
      underWay = undefined
    }
  })()
  return underWay
}
