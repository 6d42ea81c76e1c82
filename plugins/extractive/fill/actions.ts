import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { best, quota, toItems } from '../items.ts'
import { isLonely, withLikely } from '../likely.ts'
import { knownPeople } from '../people.ts'
import type { Talk } from '../talk.ts'
import { promisedUnits } from './commitments.ts'
import { isOwn, readTask, type Task } from './tasks.ts'

const THRESHOLD = 3.2
const QUOTA = { base: 5, wordsPerItem: 200, most: 30 }
/** What an answer such as "I'll do that by Friday" adds to a request's score. */
const ANSWERED = 1
/** Deducted for an isolated sentence in a long meeting, without deadline or answer: usually an idiom. */
const LONELY = 1
const SENTENCES_BACK = 3
/** How many earlier tasks an answer may refer to. */
const TASKS_BACK = 20

/** Finds work that somebody takes on or is given. */
export function fillActions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const people = knownPeople(talk)
  const promised = promisedUnits(talk)
  const tasks = talk.units.flatMap((unit) =>
    promised.has(unit) ? [] : (readTask(talk, unit, people) ?? []),
  )
  const strong = joinAnswers(tasks).filter(
    (task) => !task.isThin && task.score - (isAlone(talk, task) ? LONELY : 0) >= THRESHOLD,
  )
  const certain = best(strong, quota(talk.wordCount, QUOTA))
  const likely = withLikely(talk, 'action', certain).filter(({ unit }) => !promised.has(unit))
  return toItems(talk, section, likely)
}

const isAlone = (talk: Talk, { unit, fields, support }: Task): boolean =>
  !fields['dueText'] && support.length === 0 && isLonely(talk, unit, 'action')

/** Merges a request with its answer, and a task with a following "I'll do that by Friday". */
function joinAnswers(tasks: Task[]): Task[] {
  const kept: Task[] = []
  for (const task of tasks) {
    const recent = kept.slice(-TASKS_BACK)
    const request = isOwn(task.form) ? recent.findLast((other) => answers(task, other)) : undefined
    const earlier = task.isThin ? recent.findLast((other) => continues(task, other)) : undefined
    if (request && !task.isThin && task.content > request.content) {
      takeOver(task, request)
      kept.splice(kept.lastIndexOf(request), 1, task)
    } else if (request) {
      takeOver(request, task)
      request.score += ANSWERED
      request.fields['owner'] ??= task.fields['owner'] ?? ''
      request.fields['ownerBasis'] ??= 'assigned'
    } else if (earlier) takeOver(earlier, task)
    else kept.push(task)
  }
  return kept
}

/** "Can you …?" – "Yes, I'll …": the next turn, by the person who was asked. */
function answers(task: Task, request: Task): boolean {
  const asked = request.fields['owner'] ?? ''
  const { speaker } = task.unit.segment
  const isRequest = request.form === 'askedTask' || request.form === 'assignedTask'
  return (
    isRequest &&
    !request.isThin &&
    request.unit.segment.speaker !== speaker &&
    task.unit.turn - request.unit.turn === 1 &&
    (asked === '' || asked === speaker)
  )
}

function continues(task: Task, earlier: Task): boolean {
  return (
    isOwn(earlier.form) &&
    !earlier.isThin &&
    earlier.unit.turn === task.unit.turn &&
    task.unit.index - earlier.unit.index <= SENTENCES_BACK
  )
}

function takeOver(into: Task, from: Task): void {
  if (into.fields['dueText'] === '' && from.fields['dueText']) {
    into.fields['dueText'] = from.fields['dueText']
    into.score += 0.7
  }
  into.support.push(from.unit)
}
