let outdated = false

// Parts of a page have other names after an update, so an open page may ask for one that is gone (vite.dev/guide/build).
window.addEventListener('vite:preloadError', () => {
  outdated = true
})

/** Whether a part of the page could not be loaded: most likely AAM was updated while it was open. */
export const isOutdated = (): boolean => outdated
