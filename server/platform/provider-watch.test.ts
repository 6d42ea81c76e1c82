import { afterEach, expect, test } from 'bun:test'
import { eventually } from '../../ops/test/installation.ts'
import { type ProviderWatch, type ProviderWatchOptions, watchProvider } from './provider-watch.ts'

class Refused extends Error {}

const watches: ProviderWatch<Refused>[] = []
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop()
})

const times = { probeAfterMs: 80, answerWithinMs: 80, askAgainAfterMs: 20, abortAfterMs: 80 }

/** A watch over a provider that answers probes while `isThere`, and calls when the test says so. */
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

test('lets a call run as long as the provider answers probes', async () => {
  const { provider, watch, call } = open('all')
  const { answer, result } = call()
  await eventually(async () => provider.questions > 3)
  expect(watch.refusal()).toBeUndefined()
  answer()
  expect(await result).toBe('answer')
})

test('stops probing once the call has ended', async () => {
  const { provider, call } = open('all')
  const { answer, result } = call()
  await eventually(async () => provider.questions > 0)
  answer()
  await result
  const { questions } = provider
  await Bun.sleep(400)
  expect(provider.questions).toBe(questions)
})

test('rejects calls while the provider is silent and accepts them once it answers', async () => {
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

test('keeps the oldest call if the server may be working on it', async () => {
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

test('suspends probing of a server that answers only the call it works on', async () => {
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
  // One probe showed that it does not answer; none was sent after that.
  expect(provider.questions).toBeLessThanOrEqual(questions + 1)
})

test('keeps probing a provider after a call that was frozen with it', async () => {
  const { provider, watch, call, untilSilent } = open('none')
  provider.isThere = false
  const first = call()
  await untilSilent()
  provider.isThere = true
  first.answer()
  await first.result
  // A second freeze is detected, too.
  await eventually(async () => !watch.refusal())
  await Bun.sleep(100)
  provider.isThere = false
  call()
  await untilSilent()
})

test('notifies listeners when the provider falls silent and when it answers', async () => {
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
