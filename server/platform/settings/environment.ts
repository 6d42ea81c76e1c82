/** A variable of the environment without white space around it; null when it is not set. */
export type ReadText = (name: string) => string | null
/** The same for an address, which must begin with one of the protocols; notes a fault otherwise. */
export type ReadAddress = (name: string, protocols: string[]) => string | null
