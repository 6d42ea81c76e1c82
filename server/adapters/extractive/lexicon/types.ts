/** What a sentence does, by the phrases that give it away; each entry is in the cue syntax of the engine. */
export interface Lexicon {
  /** The speaker takes on work. */
  selfTask: string[]
  /** Somebody is asked to do work. */
  askedTask: string[]
  /** Work is handed to "you", to all, or to a third person. */
  assignedTask: string[]
  /** Work that the group owes itself, without a doer. */
  groupTask: string[]
  /** The group's choice, as done. */
  decided: string[]
  /** A choice put forward: it needs somebody's assent. */
  proposed: string[]
  assent: string[]
  objection: string[]
  negated: string[]
  past: string[]
  hypothetical: string[]
  /** Jokes, tools, the running of the meeting itself. */
  aside: string[]
  /** A risk or a problem, stated as such. */
  stated: string[]
  notRisk: string[]
  openQuestion: string[]
  /** A reply that leaves a question open. */
  unanswered: string[]
  parked: string[]
  urgent: string[]
  notUrgent: string[]
  chair: string[]
  nextMeeting: string[]
  /** Somebody says who they are. */
  role: string[]
}

export type Form = keyof Lexicon
