import { afterEach, expect, test } from 'bun:test'
import { runScenario, type RunProgress, type Segment } from '../../../plugins/engine/index.ts'
import { sampleMeeting } from '../../../plugins/engine/testing/sample-pack.ts'
import type { EngineInput } from '../../modules/analysis/ports.ts'
import { readBuiltInPacks } from '../../modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from '../../../plugins/extractive/index.ts'
import { type EngineThreads, type EngineThreadsOptions, openEngineThreads } from './index.ts'

const packs = await readBuiltInPacks()
const [pack] = packs
if (!pack) throw new Error('There is no built-in pack.')
const faulty = new URL('./testing/faulty-entry.ts', import.meta.url)

let engine: EngineThreads | undefined
afterEach(() => engine?.stop())

function open(options: Partial<EngineThreadsOptions> = {}): EngineThreads {
  engine = openEngineThreads({ atMost: 2, packs, ...options })
  return engine
}

const inputOf = (more: Partial<EngineInput> = {}): EngineInput => ({
  pack,
  segments: talk(40),
  meeting: sampleMeeting,
  ...more,
})
const called = (title: string, more: Partial<EngineInput> = {}): EngineInput =>
  inputOf({ meeting: { ...sampleMeeting, title }, ...more })

const lines = [
  'We decided to move the launch to December, and I will send the plan by Friday.',
  'The main risk is that the vendor is late with the new scanners.',
  'Sounds good, agreed.',
]
function talk(count: number): Segment[] {
  return Array.from({ length: count }, (_, at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker: at % 2 ? 'Ada' : 'Ben',
    startMs: at * 1_000,
    endMs: at * 1_000 + 900,
    text: `${lines[at % lines.length]} That was point ${at}.`,
  }))
}

test('returns what the engine returns, with its progress', async () => {
  const heard: RunProgress[] = []
  const output = await open().run(inputOf({ onProgress: (progress) => heard.push(progress) }))
  const expected = await runScenario({ ...inputOf(), provider: extractiveProvider() })
  expect(JSON.stringify(output)).toBe(JSON.stringify(expected))
  expect(output.sections.some(({ items }) => items.length > 0)).toBe(true)
  expect(heard.at(-1)).toMatchObject({ done: pack.manifest.steps.length })
})

test('keeps this process responsive while a large meeting is read', async () => {
  const threads = open()
  await threads.run(inputOf())
  let ticks = 0
  const ticking = setInterval(() => (ticks += 1), 1)
  const output = await threads.run(inputOf({ segments: talk(20_000) }))
  clearInterval(ticking)
  expect(output.coverage.seenCount).toBe(20_000)
  expect(ticks).toBeGreaterThan(50)
}, 60_000)

test('ends an aborted run at once with its reason, and serves the next run', async () => {
  const stop = new AbortController()
  const threads = open({ entry: faulty, atMost: 1 })
  const spinning = threads.run(
    called('spin', { signal: stop.signal, onProgress: () => stop.abort(new Error('stop it')) }),
  )
  const next = threads.run(called('next'))
  // The second may end before the first is checked; both are awaited from the beginning.
  await Promise.all([
    expect(spinning).rejects.toThrow('stop it'),
    expect(next).rejects.toThrow(new RangeError('next')),
  ])
})

test('never starts a run that is aborted while it waits for a thread', async () => {
  const [first, second] = [new AbortController(), new AbortController()]
  const threads = open({ entry: faulty, atMost: 1 })
  const spinning = threads.run(called('spin', { signal: first.signal }))
  const waiting = threads.run(called('never', { signal: second.signal }))
  second.abort(new Error('no longer wanted'))
  await expect(waiting).rejects.toThrow('no longer wanted')
  first.abort(new Error('done'))
  await expect(spinning).rejects.toThrow('done')
  const aborted = threads.run(called('late', { signal: AbortSignal.abort(new Error('gone')) }))
  await expect(aborted).rejects.toThrow('gone')
})

test('ends a run beyond its deadline for good', async () => {
  const threads = open({ entry: faulty, deadlineMs: (count) => count })
  await expect(threads.run(called('spin'))).rejects.toMatchObject({
    name: 'EngineFailure',
    code: 'timeout',
    retryable: false,
  })
})

test.each(['throw', 'exit'])('fails only the run of a thread that ends by %s', async (fault) => {
  const threads = open({ entry: faulty })
  const spin = new AbortController()
  const other = threads.run(called('spin', { signal: spin.signal }))
  await expect(threads.run(called(fault))).rejects.toMatchObject({
    code: 'worker_lost',
    retryable: true,
  })
  await expect(threads.run(called('next'))).rejects.toThrow(new RangeError('next'))
  spin.abort(new Error('still ran'))
  await expect(other).rejects.toThrow('still ran')
})

test('starts a tenant’s single run without waiting for another tenant’s', async () => {
  const threads = open({ entry: faulty, atMost: 2 })
  const claimant = { tenantId: 'a' }
  const flood = Array.from({ length: 10 }, () => threads.run(called('spin', { claimant })))
  let isOver = false
  const outcomes = Promise.allSettled(flood).then(() => (isOver = true))
  const run = threads.run(called('b', { claimant: { tenantId: 'b' } }))
  await expect(run).rejects.toThrow(new RangeError('b'))
  expect(isOver).toBe(false)
  threads.stop()
  await outcomes
})

test('rejects running and waiting runs on stop, and starts none afterwards', async () => {
  const threads = open({ entry: faulty, atMost: 1 })
  const runs = [threads.run(called('spin')), threads.run(called('waits'))]
  const outcomes = Promise.allSettled(runs)
  threads.stop()
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'worker_lost' } })
  }
  await expect(threads.run(called('late'))).rejects.toMatchObject({ code: 'worker_lost' })
})
