const storageKey = 'aam.signed-in'

/** Remembers whether it is worth asking who is signed in; the session itself is a cookie. */
export function markSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(storageKey, '1')
    else localStorage.removeItem(storageKey)
  } catch {
    // Without storage the server is asked each time.
  }
}

/** Calls `run` when another tab has signed in, which signs in this one as well. */
export function onSignedInElsewhere(run: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey && newValue !== null) run()
  })
}

/** True where storage is unavailable, because then nobody knows. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return true
  }
}
