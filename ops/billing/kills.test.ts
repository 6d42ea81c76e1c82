import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveKills } from './kills.ts'

// Workers are processes of their own, and what one of them had in hand waits until its lock runs out.
setDefaultTimeout(300_000)

test('workers that are killed while transcriptions come in lose and double nothing', async () => {
  const { transcriptions, faults, sums } = await proveKills({
    kills: 6,
    seed: 20_261_130,
    organisations: 3,
  })
  expect(faults).toEqual([])
  expect(transcriptions).toBeGreaterThan(0)
  expect(sums.some(({ meter }) => meter > 0)).toBe(true)
})
