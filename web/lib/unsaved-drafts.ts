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

/** Deletes a person's drafts when they sign out. */
export function forgetDrafts(userId: string): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(keysOf(userId))) localStorage.removeItem(key)
    }
  } catch {
    // Without storage nothing was kept.
  }
}
