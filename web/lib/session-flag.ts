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

/** Where storage is closed to us nobody knows, so yes. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return true
  }
}
