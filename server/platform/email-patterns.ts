/** What an address of mail looks like at least; whether there is one, only a letter shows. */
export const emailPattern = String.raw`^\s*[^\s@,;<>"]{1,64}@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}\s*$`
/** The same of whoever asks to join: more exactly its domain is looked at, which names what is wrong. */
export const joiningEmailPattern = String.raw`^\s*[^\s@]+@[^\s@]+\s*$`

export const emailPatterns: ReadonlySet<string> = new Set([emailPattern, joiningEmailPattern])
