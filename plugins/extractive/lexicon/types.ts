/** Phrases for work that is taken on, requested or assigned. */
export interface TaskLexicon {
  /** The speaker takes on work. */
  selfTask: string[]
  /** "I will" with any other verb: work only with further signs. */
  selfWill: string[]
  /** "I will" that is not work: saying, seeing, going. */
  notTask: string[]
  /** Somebody is asked to do work. */
  askedTask: string[]
  /** Work is handed to "you", to all, or to a third person. */
  assignedTask: string[]
  /** A named or described person will do it; counts only after a name or job. */
  thirdTask: string[]
  /** Work of the group without an owner. */
  groupTask: string[]
}

/** Phrases for decisions and proposals, and for reactions to them. */
export interface ChoiceLexicon {
  /** A decision of the group. */
  decided: string[]
  /** A proposal, which needs somebody's assent. */
  proposed: string[]
  /** A property that the result must have; a choice only from the chair. */
  requirement: string[]
  assent: string[]
  /** Assent that is more than a sign of listening. */
  agreement: string[]
  objection: string[]
  /** Asks the group to confirm a choice, so that "yes" accepts it. */
  consent: string[]
  /** Asks for objections, so that "no" accepts it. */
  objectionsAsked: string[]
  negated: string[]
  /** Something optional, so not a requirement. */
  optional: string[]
  /** Something desirable: weaker than a decision, and its most frequent form in long meetings. */
  ought: string[]
  /** Refers to an earlier decision ("what we agreed"), so only what follows may be an outcome. */
  recalled: string[]
  /** About the meeting itself, or about what is still to be found out or decided. */
  process: string[]
  /** About or to one person instead of the topic. */
  personal: string[]
}

/** Phrases for promises between the sides and for the state of work. */
export interface StatusLexicon {
  /** A promise that is called one. */
  promised: string[]
  /** The speaker's side will deliver something. */
  weDeliver: string[]
  /** Often not about delivering: a promise only with a deadline. */
  mayDeliver: string[]
  /** The speaker will deliver something to "you". */
  iDeliver: string[]
  /** The client will deliver something, according to somebody else. */
  theyDeliver: string[]
  /** Not a promise although it sounds like one: hopes, attempts, idioms. */
  notPromise: string[]
  /** One side asks the other for something. */
  askedOfOthers: string[]
  /** Begins the condition of a promise. */
  condition: string[]
  workDone: string[]
  /** Negates that work is done. */
  workNotDone: string[]
  workGoing: string[]
  workNotStarted: string[]
  workBlocked: string[]
  workDropped: string[]
  /** Will be done: only a time, not a state. */
  workSoon: string[]
}

/** Phrases that show what a sentence does, in the engine's cue syntax. */
export interface Lexicon extends TaskLexicon, ChoiceLexicon, StatusLexicon {
  past: string[]
  hypothetical: string[]
  /** Jokes, tools, the running of the meeting itself. */
  aside: string[]
  /** A risk, a worry or a blocker, by name. */
  namedRisk: string[]
  /** Sounds like trouble without being called so. */
  trouble: string[]
  notRisk: string[]
  /** Something is said to be unknown or undecided. */
  unknown: string[]
  /** A question about what to do, who, when, how much. */
  asked: string[]
  /** Asks who is responsible for something. */
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
