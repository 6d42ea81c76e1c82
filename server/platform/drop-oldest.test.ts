import { expect, test } from 'bun:test'
import { dropOldest } from './drop-oldest.ts'

test('removes the oldest entries, and no more than needed', () => {
  const map = new Map([1, 2, 3].map((key) => [key, key]))
  dropOldest(map, 3)
  expect([...map.keys()]).toEqual([2, 3])
  dropOldest(map, 3)
  expect(map.size).toBe(2)
  const set = new Set(['a', 'b'])
  dropOldest(set, 1)
  expect(set.size).toBe(0)
})
