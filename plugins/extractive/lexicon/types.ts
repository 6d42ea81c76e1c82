/** Work: taken on, asked for, handed out. */
export interface TaskLexicon {
  /** The speaker takes on work. */
  selfTask: string[]
  /** "I will" with any other verb: work only when more speaks for it. */
  selfWill: string[]
  /** "I will" that is no work: saying, seeing, going. */
  notTask: string[]
  /** Somebody is asked to do work. */
  askedTask: string[]
  /** Work is handed to "you", to all, or to a third person. */
  assignedTask: string[]
  /** Somebody named or described will do it; counts only with a name or a job before it. */
  thirdTask: string[]
  /** Work that the group owes itself, without a doer. */
  groupTask: string[]
}

/** Choosing: what is decided or proposed, and how the others take it. */
export interface ChoiceLexicon {
  /** The group's choice, as done. */
  decided: string[]
  /** A choice put forward: it needs somebody's assent. */
  proposed: string[]
  /** What the result must be or have; a choice only when it comes from whoever leads. */
  requirement: string[]
  assent: string[]
  /** An assent that is more than a sign of listening. */
  agreement: string[]
  objection: string[]
  /** Asking the round whether a choice stands, so that "yes" accepts it. */
  consent: string[]
  /** Asking for objections, so that "no" accepts it. */
  objectionsAsked: string[]
  negated: string[]
  /** What need not be: no requirement. */
  optional: string[]
  /** What ought to be: weaker than a decision, and in long talk the commonest word of one. */
  ought: string[]
  /** Points at an earlier decision ("what we agreed"), so that only what stands behind it may be an outcome. */
  recalled: string[]
  /** The running of a meeting, and what is still to be found out or decided. */
  process: string[]
  /** Speaks of or to one person rather than of the matter. */
  personal: string[]
}

/** Standing towards a client: what one side promises the other, and how far work is. */
export interface StatusLexicon {
  /** A promise called one. */
  promised: string[]
  /** The speaker's side will hand something over. */
  weDeliver: string[]
  /** Sounds like handing over and often is not: a promise only with a deadline. */
  mayDeliver: string[]
  /** The speaker will, and says to whom: "you". */
  iDeliver: string[]
  /** The client will, in the words of somebody else. */
  theyDeliver: string[]
  /** What sounds like a promise and is none: hopes, attempts, turns of phrase. */
  notPromise: string[]
  /** One side asks the other for something. */
  askedOfOthers: string[]
  /** What a promise may depend on begins with this. */
  condition: string[]
  workDone: string[]
  /** Takes back what sounds done. */
  workNotDone: string[]
  workGoing: string[]
  workNotStarted: string[]
  workBlocked: string[]
  workDropped: string[]
  /** It will be done: no state yet, but a time. */
  workSoon: string[]
}

/** What a sentence does, by the phrases that give it away; each entry is in the cue syntax of the engine. */
export interface Lexicon extends TaskLexicon, ChoiceLexicon, StatusLexicon {
  past: string[]
  hypothetical: string[]
  /** Jokes, tools, the running of the meeting itself. */
  aside: string[]
  /** A risk, a worry or a blocker, called by its name. */
  namedRisk: string[]
  /** What sounds like trouble without being called so. */
  trouble: string[]
  notRisk: string[]
  /** Something is said to be unknown or undecided. */
  unknown: string[]
  /** A question about what to do, who, when, how much. */
  asked: string[]
  /** A question about who is in charge of something. */
  ownerAsked: string[]
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
