import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveInterruptions } from './interruptions.ts'

// API and workers are processes of their own.
setDefaultTimeout(300_000)

test('API and workers that are killed amid changes leave nobody with two subscriptions or wrong seats', async () => {
  const outcome = await proveInterruptions({ kills: 8, seed: 20_261_130, organisations: 3 })
  expect(outcome.faults).toEqual([])
  expect(outcome.subscriptions).toBeGreaterThan(0)
})
