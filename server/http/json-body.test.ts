import { expect, test } from 'bun:test'
import { readJsonBody } from './json-body.ts'

const bodyOf = (chars: number): Request =>
  new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'x'.repeat(chars) }),
  })

/** Reads bodies of several tenants concurrently; returns the event loop turn in which each one was parsed. */
async function readConcurrently(
  chars: number,
  whose: string[],
): Promise<{ who: string; round: number }[]> {
  const read: { who: string; round: number }[] = []
  let round = 0
  let isDone = false
  const nextTurn = (): void => {
    round++
    if (!isDone) setImmediate(nextTurn)
  }
  nextTurn()
  await Promise.all(
    whose.map(async (who) => {
      await readJsonBody(bodyOf(chars), 1_000_000, { tenantId: who })
      read.push({ who, round })
    }),
  )
  isDone = true
  return read
}

test('parses one large body per turn of the event loop', async () => {
  const read = await readConcurrently(
    20_000,
    Array.from({ length: 30 }, () => 'a'),
  )
  expect(new Set(read.map(({ round }) => round)).size).toBe(30)
})

test('parses another tenant’s large body before the rest of a flood', async () => {
  const flood = Array.from({ length: 60 }, () => 'a')
  const read = await readConcurrently(20_000, [...flood, 'b'])
  expect(read.findIndex(({ who }) => who === 'b')).toBeLessThanOrEqual(3)
})

test('parses small bodies at once', async () => {
  const read = await readConcurrently(100, ['a', 'a', 'a'])
  expect(read).toHaveLength(3)
})
