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

/** A watch whose probes the test answers. */
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

test('a late answer to the first probe ends the silence', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 2)
  questions[0]?.answer()
  await eventually(async () => watch.refusal() === undefined)
  // The newer probe is not waited for.
  expect(questions[1]?.signal.aborted).toBe(true)
})

test('keeps older probes pending, but only a few', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 5)
  expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false, false, false, false])
  questions[1]?.answer()
  await eventually(async () => watch.refusal() === undefined)
})

test('a late failure of an older probe does not count as an answer', async () => {
  const { watch, questions, untilSilent } = openWatch()
  await untilSilent()
  await eventually(async () => questions.length === 2)
  questions[0]?.refuse()
  await eventually(async () => questions.length === 3)
  expect(watch.refusal()).toBeInstanceOf(PeerSilent)
})
