import { createContext, useContext } from 'solid-js'

/** Set where items stand outside of their meeting and are only looked at, as where a scenario is tried. */
export const LookedAt = createContext(false)

export const useLookedAt = (): boolean => useContext(LookedAt)
