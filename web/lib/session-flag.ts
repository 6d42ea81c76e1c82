const storageKey = 'aam.signed-in'

/** No secret: only whether it is worth asking who is signed in. The session itself is a cookie. */
export function markSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(storageKey, '1')
    else localStorage.removeItem(storageKey)
  } catch {
    // Then it is asked each time.
  }
}

/** Another tab of this browser has signed in, and so this one is too. */
export function onSignedInElsewhere(run: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey && newValue !== null) run()
  })
}

/** Where storage is closed to us nobody knows, so yes. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return true
  }
}
