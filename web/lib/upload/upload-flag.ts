const storageKey = 'aam.uploads'

/** Whether the upload engine is needed when the page opens. */
export function markUploads(hasOpen: boolean): void {
  try {
    if (hasOpen) localStorage.setItem(storageKey, '1')
    else localStorage.removeItem(storageKey)
  } catch {
    // Without storage nothing is remembered either.
  }
}

export function mayHaveUploads(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return false
  }
}
