const keysOf = (userId: string): string => `aam.draft.${userId}.`

/** Where what somebody has not saved of a scenario's draft is kept. */
export const draftKey = (userId: string, scenarioId: string): string => keysOf(userId) + scenarioId

export function hasDrafts(userId: string): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(keysOf(userId)))
  } catch {
    return false
  }
}

/** Nothing that somebody wrote stays behind once they have signed out. */
export function forgetDrafts(userId: string): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(keysOf(userId))) localStorage.removeItem(key)
    }
  } catch {
    // Without storage nothing was kept.
  }
}
