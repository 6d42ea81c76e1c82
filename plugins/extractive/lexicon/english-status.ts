import type { StatusLexicon } from './types.ts'

const SOON = '(just |also |then |definitely |of course |certainly |be able to )?'
const HAND_OVER =
  '(send|deliver|provide|share|hand|release|deploy|ship|fix|sign|pay|confirm|approve|open|invoice|prepare|come back to you|get back to you|come back with|get back with|return|replace|refund|extend|cover|upload|publish|grant|set up|finish|complete|demo|present|submit|transfer|roll out|issue|review|credit)'
const PERCENT =
  '(([0-9]*|ninety|eighty|seventy|sixty|fifty|forty|thirty|twenty|ten)( five)? (percent|per cent))'
const CLIENT = '(the client|the customer|the client side|the customer side)'

/** English phrases of promises across a boundary and of the state of work, in cue syntax (see `compileCue`). */
export const englishStatus: StatusLexicon = {
  promised: [
    `(i|we) (can |do |hereby )?(promise|guarantee|undertake|commit) (to|that|you|it|this|we|i)`,
    `(you have|you've got) (my|our) word`,
    'consider it done',
    `(i|we) owe you`,
    `(i'm|we're|we are|i am) committed to`,
  ],
  weDeliver: [
    `(we'll|we will|we're going to|we are going to) ${SOON}${HAND_OVER}`,
    `(will be|it'll be) (with you|in your inbox|on your desk)`,
    `our [a-z]* (team |department |people |guys )?(will|are going to|is going to) ${HAND_OVER}`,
  ],
  mayDeliver: [
    `(you'll|you will|you guys will|your team will) (have|get|receive)`,
    `(we'll|we will) ${SOON}(have|get|give|show|bring|finish|start)`,
    `(i'll|i will|i'm going to) ${SOON}(give|get|bring|let) (you|your)`,
  ],
  iDeliver: [
    `(i'll|i will|i'm going to) ${SOON}(send|forward|email|call|write|provide) (you|your)`,
    `(i'll|i will|i'm going to) ${SOON}(get|come) back to you`,
    `(i'll|i will|i'm going to) ${SOON}(send|share|forward|bring) _(to you|with you|over to you|to your)`,
  ],
  theyDeliver: [`${CLIENT} (will|is going to|are going to) ${HAND_OVER}`],
  notPromise: [
    `(we'll|we will) (have|get|be able to get) (to|a look|a think|there|started|used|lunch|back to (that|this|it|the))`,
    `(we'll|we will) (come|get) (back|round) (to (that|this|it|the|your|yours)|again|in|pretty)`,
    `(before|until|whether|if) (i|we) (promise|commit|guarantee)`,
    `example* _(i'll|we'll|i will|we will)`,
    `(you'll|you will) (have|get) (to|noticed|seen|heard|used|there)`,
    `(will|'ll) (try|see|think|probably|hopefully|look)`,
    `(hope|hopefully|try to|not sure|don't think|can't promise|cannot promise|should be able)`,
    `i'll (give|let|get) you (a|one|go|finish|start|some|in|speak) *(second|minute|moment|background|context)?`,
  ],
  askedOfOthers: [
    `(can|could|would|will) (you|you guys|your team|somebody on your side|someone on your side) (please |maybe |also |then )?(send|give|provide|get|share|grant|confirm|forward|arrange|open) (us|to us|_to us|_for us)`,
    `(can|could) we (get|have) _from (you|your side|your team)`,
    `(we|we'd|we would) need _from (you|your side|your team)`,
  ],
  condition: [
    `(if|unless|provided|providing|assuming|as long as|as soon as|on condition that|subject to)`,
    `once (we|you|they|it|i|your|our|the|that|this|legal|finance)`,
    `(after|when) you`,
  ],
  workDone: [
    `(is|are|was|were|it's|that's|been) (now |already |all |fully |finally |both )?(done|finished|complete|completed|live|deployed|released|shipped|merged|delivered|in production|signed off|accepted|closed|ready|handed over|rolled out)`,
    `(we've|we have|i've|i have|we|they|they've|team|team has) (now |already |all |fully |finally |just )?(finished|completed|delivered|deployed|released|shipped|rolled out|wrapped up|handed over|migrated|merged)`,
    `(went|gone) live`,
  ],
  workNotDone: [
    `(not|isn't|aren't|wasn't|weren't|haven't|hasn't|n't|never|until|before|when|once|if|as soon as) _(done|finished|complete|completed|live|deployed|released|shipped|merged|delivered|closed|ready)`,
    `(ready|complete|live) (to|for)`,
    `(until|whether|unless|would|should|could|must|has to|have to|needs to|it seems|it sounds|doubts|no one)`,
  ],
  workGoing: [
    `(in progress|under way|underway|on track|on schedule|work in progress)`,
    `(almost|nearly|mostly|half|partly) (done|finished|ready|complete|there)`,
    `(we're|we are|i'm|they're|team is|still|currently) (still |currently |now )?(working on|testing|building|finishing|polishing|wrapping up|in the middle of)`,
    `in (testing|review|development|qa|uat|acceptance|staging)`,
    `${PERCENT} (done|there|finished|ready|complete|completed|through|of the way)`,
    `(at|is|are|it's|we're) (now |at |about |around |roughly |maybe )?${PERCENT} `,
  ],
  workNotStarted: [
    `(haven't|hasn't|have not|has not|not) (yet |even |been |really )?(yet )?(started|begun|start|touched)`,
    `(starts|will start|we start|we'll start|begins|kicks off) (on|in|next|after|with)`,
  ],
  workBlocked: [
    `(is|are|we're|i'm|it's|still|remains|been|got) (still |completely |currently )?(blocked|stuck)`,
    'blocked by',
    `(still |is |are |we're )(waiting (for|on))`,
  ],
  workDropped: [
    `(was|were|been|is|are|we|we've|got) (now |already )?(dropped|cancelled|canceled|descoped)`,
    `(taken|took|moved) _out of scope`,
  ],
  workSoon: [
    `(will|should|'ll|going to) be (done|finished|complete|completed|live|deployed|released|ready|delivered)`,
  ],
}
