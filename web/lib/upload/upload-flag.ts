const storageKey = 'aam.uploads'

/** Whether it is worth loading the engine at all when the page opens. */
export function markUploads(hasOpen: boolean): void {
  try {
    if (hasOpen) localStorage.setItem(storageKey, '1')
    else localStorage.removeItem(storageKey)
  } catch {
    // Then nothing is remembered either.
  }
}

export function mayHaveUploads(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return false
  }
}
