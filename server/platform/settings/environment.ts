/** Reads a trimmed environment variable; null when it is not set. */
export type ReadText = (name: string) => string | null
/** Reads a URL, which must have one of the protocols; records a fault otherwise. */
export type ReadAddress = (name: string, protocols: string[]) => string | null
