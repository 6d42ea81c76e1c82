import { expect, test } from 'bun:test'
import { gapStarts, uncitedInCell } from './gaps.ts'

test('a gap begins where nothing is cited any more', () => {
  expect(gapStarts(8, [1, 2, 5, 8])).toEqual([3, 6])
  expect(gapStarts(3, [])).toEqual([1])
  expect(gapStarts(2, [1, 2])).toEqual([])
  expect(gapStarts(0, [])).toEqual([])
})

test('a cell of the strip leads to its first segment without an item', () => {
  expect(uncitedInCell(0, 2, 8, [1, 2])).toBe(3)
  expect(uncitedInCell(1, 2, 8, [1, 2])).toBe(5)
  expect(uncitedInCell(0, 2, 4, [1, 2])).toBeUndefined()
})
