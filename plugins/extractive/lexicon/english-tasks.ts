import type { TaskLexicon } from './types.ts'

const VERB =
  '(do (it|that|this)|send|write|prepare|check|find|ask|call|draft|update|post|schedule|book|follow|review|fix|test|email|report|finish|create|set|organize|organise|arrange|contact|ping|reach|circulate|distribute|upload|document|investigate|research|collect|gather|order|confirm|clarify|talk to|speak to|speak with|talk with|look into|look at|look up|get back|get in touch|put together|write up|come up with|sort|handle|own|draw up|work on|do the|do a|make a|make the|make sure|add|open a|file|raise|chase|figure out|find out|share the|share a|get the|get a|get you|get us|bring|run|merge|deploy|rebase|publish|invite|forward|take care|take that|take this|take it|take the|pick that|pick this|pick it|pick up|measure|compare|calculate|estimate|order|deliver|submit|sign|negotiate|interview|onboard|train|transfer|migrate|rewrite|redo|build|pull|refresh|restart|record|print|translate|put (the|this|that|it|them|a|an|together)|add|remove|change|clean|replace|rename|split|export|import|count|monitor|announce|remind|reply|respond|answer|train|visit|meet with|pay|buy|hire|plan|push|ship|release|roll|sync|configure|install|propose|present|produce|design|specify|evaluate)'
const SOON =
  '(just |also |then |definitely |quickly |probably |now |try to |try and |go and |go ahead and |please )?'

/** English phrases of work that is taken on or given, in cue syntax (see `compileCue`). */
export const englishTasks: TaskLexicon = {
  selfTask: [
    `(i'll|i will|i'm gonna|i'm going to|i am going to|i shall) ${SOON}${VERB}`,
    `(let me) ${SOON}(send|prepare|check with|check and|draft|email|schedule|follow up|look into|find out|get back|take that|take this|take it|confirm|talk to)`,
    `(i can|i could|i'd be happy to|i'm happy to|happy to|i volunteer to) ${SOON}(send|write|prepare|draft|take|own|handle|organize|organise|arrange|schedule|review|update|do that|do it|pick|call|ask|set up|follow up|put together|look into)`,
    `(i'll|i will|let me|i can) ${SOON}(do|have) (that|it|this|those|these) (done |ready )?(by|before|today|tomorrow|tonight|next|this week)`,
    `(i've got|i got|i have) (the action|an action|that action)`,
    `(that's|that is|it's) on me`,
    `leave (it|that|this) (with|to) me`,
    `i (need to|have to|must) ${VERB}`,
  ],
  selfWill: ["(i'll|i will|i'm going to|i'm gonna) [a-z]*"],
  notTask: [
    `(i'll|i will|i'm going to|i'm gonna) (just |also |then |probably |always |never |now )?(be|say|tell|see|have|go|get|think|try|let|start|give|leave|come|know|remember|like|love|admit|agree|allow|stop|keep|not|mute|wait|miss|need|want|die|live|read|show|explain|repeat|stay|use|take|quote|throw|pass|hand|switch|turn|open|close|jump|drop|assume|guess|bet|vote|speak|talk|ask you|call it|call that|mention|just|do|look|put it|find|make it|stick)`,
  ],
  askedTask: [
    `(can|could|would|will) (you|one of you|you guys|you two|somebody|someone) ${SOON}${VERB}`,
    `(i need you|i'd like you|i want you|i'd ask you|i would ask you) to`,
    `(please) ${VERB}`,
    `(make sure|don't forget|remember) (you|to|that you) _${VERB}`,
    `would you mind _(sending|writing|preparing|checking|drafting|looking|taking|asking|calling)`,
  ],
  assignedTask: [
    `(you'll|you will|you're gonna|you're going to|you are going to) (be )?${SOON}(work*|look*|do|doing|make|making|prepar*|design*|writ*|send*|check*|draw*|focus*|concentrat*|produc*|test*|evaluat*|present*|find*|play* with)`,
    `(you|you guys|you two|you both) (should|need to|have to|are to|two are) _(work|look at|do the|make|prepare|design|write|send|check|find|draw|focus|produce|test|evaluate|think about)`,
    `(you two|you both|you guys|the two of you|both of you) (are going to|are gonna|will|work|go|take)`,
    `(everyone|everybody|each of you|all of you) (should|will|please|needs to|has to|gets) _(send|read|prepare|bring|think|write|check|review|work|do|update|look|fill)`,
    `(action|action item|action point|to do|todo|next step|homework|task) (is|for|on|would be|will be|here is)`,
    `(designer|expert|manager|engineer|developer|developers|analyst|lead|team|tester|architect|marketing|sales|finance|legal|support|procurement|ops|hr|design|engineering|everybody|everyone) (will|should|can|shall|must|is going to|is gonna|has to|needs to|are going to) ${SOON}(be )?(work*|look*|${VERB.slice(1, -1)}|do|make|come up|think|focus*|concentrat*|design*|evaluat*|produc*|prepar*|specify*|present*)`,
    `(your|individual) (action*|task*|job|homework|assignment*|role) (is|are|will be|would be|for)`,
    `(he|she|he'll|she'll|they'll) (will |is going to |is gonna )?${VERB}`,
    `(will receive|will get|you'll get|you'll receive) _(instructions|information|email)`,
  ],
  thirdTask: [
    `(will|should|can|shall|must|is going to|is gonna|has to|needs to|are going to|are gonna|have to|need to) ${SOON}(be )?(work*|look*|${VERB.slice(1, -1)}|do|make|come up|get|go|find|think|focus*|concentrat*|help|start|give|show|design*|evaluat*|produc*|prepar*|specify*|present*)`,
  ],
  groupTask: [
    `(we|we'll|we will) (need to|have to|must|ought to) ${SOON}${VERB}`,
    `somebody (should|needs to|has to) ${VERB}`,
    `someone (should|needs to|has to) ${VERB}`,
  ],
}
