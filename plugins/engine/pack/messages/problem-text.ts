/** What is wrong and what to do about it; `{name}` is filled in from the problem's parameters. */
export interface ProblemText {
  reason: string
  remedy: string
}

/** Values for the placeholders of a problem's text. Authors may be strangers, so long values are cut. */
export type ProblemParams = Record<string, string | number>
