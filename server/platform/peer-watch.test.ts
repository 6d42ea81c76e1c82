import { afterEach, expect, test } from 'bun:test'
import { eventually } from '../../ops/test/installation.ts'
import { PeerSilent, type PeerWatch, watchPeer } from './peer-watch.ts'

interface Question {
  answer(): void
  refuse(): void
  signal: AbortSignal
}

const watches: PeerWatch[] = []
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop()
})

/** A watch whose questions the test answers. */
function openWatch() {
  const questions: Question[] = []
  const probe = (signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    questions.push({ answer: resolve, refuse: () => reject(new Error('away')), signal })
    return promise
  }
  const watch = watchPeer('database', probe, { answerWithinMs: 400, askAgainAfterMs: 50 })
  watches.push(watch)
  const untilSilent = async () => {
    await watch.isAnswering()
    expect(watch.refusal()).toBeInstanceOf(PeerSilent)
  }
  return { watch, questions, untilSilent }
}

test('a peer is back with a late answer to the first question', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 2)
  questions[0]?.answer()
  await eventually(async () => watch.refusal() === undefined)
  // The question that was asked meanwhile is not waited for.
  expect(questions[1]?.signal.aborted).toBe(true)
})

test('each new question leaves the older ones the time to be answered, and only a few wait', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 5)
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false, false, false, false])
  questions[1]?.answer()
  await eventually(async () => watch.refusal() === undefined)
})

test('an older question that fails late is no sign of life', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 2)
  questions[0]?.refuse()
  await eventually(async () => questions.length === 3)
  expect(watch.refusal()).toBeInstanceOf(PeerSilent)
})
