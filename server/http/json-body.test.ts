import { expect, test } from 'bun:test'
import { readJsonBody } from './json-body.ts'

const bodyOf = (chars: number): Request =>
  new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'x'.repeat(chars) }),
  })

/** Reads bodies of several tenants at once; returns whose was read in which round of the event loop. */
async function readAtOnce(
  chars: number,
  whose: string[],
): Promise<{ who: string; round: number }[]> {
  const read: { who: string; round: number }[] = []
  let round = 0
  let isDone = false
  const goRound = (): void => {
    round++
    if (!isDone) setImmediate(goRound)
  }
  goRound()
  await Promise.all(
    whose.map(async (who) => {
      await readJsonBody(bodyOf(chars), 1_000_000, { tenantId: who })
      read.push({ who, round })
    }),
  )
  isDone = true
  return read
}

test('of large bodies that arrive at once, each is parsed in a round of its own', async () => {
  const read = await readAtOnce(
    20_000,
    Array.from({ length: 30 }, () => 'a'),
  )
  expect(new Set(read.map(({ round }) => round)).size).toBe(30)
})

test('another tenant’s large body does not wait for all of a flood', async () => {
  const flood = Array.from({ length: 60 }, () => 'a')
  const read = await readAtOnce(20_000, [...flood, 'b'])
  expect(read.findIndex(({ who }) => who === 'b')).toBeLessThanOrEqual(3)
})

test('small bodies wait for nobody', async () => {
  const read = await readAtOnce(100, ['a', 'a', 'a'])
  expect(read).toHaveLength(3)
})
