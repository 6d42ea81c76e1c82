/** The minimal form of an e-mail address; only a delivered message proves that it exists. */
export const emailPattern = String.raw`^\s*[^\s@,;<>"]{1,64}@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}\s*$`
/** For people who ask to join: looser, because the check of the domain gives a more specific error. */
export const joiningEmailPattern = String.raw`^\s*[^\s@]+@[^\s@]+\s*$`

export const emailPatterns: ReadonlySet<string> = new Set([emailPattern, joiningEmailPattern])
