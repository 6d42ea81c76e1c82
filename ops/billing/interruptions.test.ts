import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveInterruptions } from './interruptions.ts'

// API and workers run as separate processes.
setDefaultTimeout(300_000)

test('killing APIs and workers during changes leaves nobody with two subscriptions or wrong seats', async () => {
  const outcome = await proveInterruptions({ kills: 8, seed: 20_261_130, organisations: 3 })
  expect(outcome.faults).toEqual([])
  expect(outcome.subscriptions).toBeGreaterThan(0)
})
