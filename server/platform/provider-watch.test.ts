import { afterEach, expect, test } from 'bun:test'
import { eventually } from '../../ops/test/installation.ts'
import { type ProviderWatch, type ProviderWatchOptions, watchProvider } from './provider-watch.ts'

class Refused extends Error {}

const watches: ProviderWatch<Refused>[] = []
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop()
})

const times = { doubtAfterMs: 80, answerWithinMs: 80, askAgainAfterMs: 20, abortAfterMs: 80 }

/** A watch over a provider that answers questions while `isThere`, and calls when the test says so. */
function open(aborts: ProviderWatchOptions<Refused>['aborts']) {
  const provider = { isThere: true, questions: 0 }
  const watch = watchProvider({
    provider: 'speech provider',
    probe: async (signal) => {
      provider.questions += 1
      while (!provider.isThere && !signal.aborted) await Bun.sleep(5)
    },
    makeRefusal: () => new Refused(),
    aborts,
    times,
  })
  watches.push(watch)
  const call = () => {
    const answer = Promise.withResolvers<string>()
    const result = watch
      .during(new AbortController().signal, () => answer.promise)
      .catch((error: unknown) => error)
    return { answer: () => answer.resolve('answer'), result }
  }
  const untilSilent = () => eventually(async () => watch.refusal())
  const untilItAnswers = () => eventually(async () => !watch.refusal())
  return { provider, watch, call, untilSilent, untilItAnswers }
}

test('a call may take long at a provider that gives signs of life', async () => {
  const { provider, watch, call } = open('all')
  const { answer, result } = call()
  await eventually(async () => provider.questions > 3)
  expect(watch.refusal()).toBeUndefined()
  answer()
  expect(await result).toBe('answer')
})

test('a provider that hears nothing from itself is asked about no further once the call is over', async () => {
  const { provider, call } = open('all')
  const { answer, result } = call()
  await eventually(async () => provider.questions > 0)
  answer()
  await result
  const { questions } = provider
  await Bun.sleep(400)
  expect(provider.questions).toBe(questions)
})

test('refuses calls while the provider is silent, and takes them once it answers', async () => {
  const { provider, call, untilSilent, untilItAnswers } = open('all')
  provider.isThere = false
  const first = call()
  await untilSilent()
  expect(await call().result).toBeInstanceOf(Refused)
  expect(await first.result).toBeInstanceOf(Refused)
  provider.isThere = true
  await untilItAnswers()
  const next = call()
  next.answer()
  expect(await next.result).toBe('answer')
})

test('keeps the oldest call where the server may be at work on it', async () => {
  const { provider, call, untilItAnswers } = open('all-but-one')
  provider.isThere = false
  const oldest = call()
  const others = [call(), call()]
  for (const { result } of others) expect(await result).toBeInstanceOf(Refused)
  provider.isThere = true
  await untilItAnswers()
  oldest.answer()
  expect(await oldest.result).toBe('answer')
})

test('a server that answers nothing but the call it works on is left alone', async () => {
  const { provider, watch, call, untilSilent, untilItAnswers } = open('none')
  provider.isThere = false
  const first = call()
  await untilSilent()
  first.answer()
  expect(await first.result).toBe('answer')
  await untilItAnswers()
  await eventually(async () => !watch.refusal())
  const { questions } = provider
  const second = call()
  await Bun.sleep(400)
  expect(watch.refusal()).toBeUndefined()
  second.answer()
  expect(await second.result).toBe('answer')
  // One question told that it does not answer; none was put after that.
  expect(provider.questions).toBeLessThanOrEqual(questions + 1)
})

test('a call that was frozen with its provider tells nothing bad of it', async () => {
  const { provider, watch, call, untilSilent } = open('none')
  provider.isThere = false
  const first = call()
  await untilSilent()
  provider.isThere = true
  first.answer()
  await first.result
  // It freezes again, and is found out again.
  await eventually(async () => !watch.refusal())
  await Bun.sleep(100)
  provider.isThere = false
  call()
  await untilSilent()
})

test('tells whoever listens when the provider falls silent and when it answers', async () => {
  const { provider, watch, call, untilSilent, untilItAnswers } = open('none')
  const told: boolean[] = []
  const stop = watch.onChange((isSilent) => told.push(isSilent))
  provider.isThere = false
  call()
  await untilSilent()
  provider.isThere = true
  await untilItAnswers()
  expect(told).toEqual([true, false])
  stop()
})
