import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveKills } from './kills.ts'

// Workers run as separate processes, and their jobs wait until the lock of a killed worker expires.
setDefaultTimeout(300_000)

test('killing workers while transcriptions arrive loses and doubles nothing', async () => {
  const { transcriptions, faults, sums } = await proveKills({
    kills: 6,
    seed: 20_261_130,
    organisations: 3,
  })
  expect(faults).toEqual([])
  expect(transcriptions).toBeGreaterThan(0)
  expect(sums.some(({ meter }) => meter > 0)).toBe(true)
})
