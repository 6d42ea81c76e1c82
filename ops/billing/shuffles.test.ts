import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveShuffles } from './shuffles.ts'

setDefaultTimeout(120_000)

test('a life’s webhooks end in the same state in any order, however often repeated, and forged ones leave nothing', async () => {
  const { faults, events, forged } = await proveShuffles({
    firstMonth: '2023-10',
    seeds: 6,
    seed: 20_261_130,
  })
  expect(faults).toEqual([])
  expect(events).toBeGreaterThan(100)
  expect(forged).toBeGreaterThan(50)
})
