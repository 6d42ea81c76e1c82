import { expect, test } from 'bun:test'
import { citingItems, nextOf, staleItems } from './citing-items.ts'

const item = (
  name: string,
  segmentIds: number[],
  more: Partial<{ stale: boolean; reviewState: 'proposed' | 'accepted' | 'rejected' }> = {},
) => ({
  name,
  stale: false,
  reviewState: 'proposed' as const,
  evidence: segmentIds.map((segmentId) => ({ segmentId })),
  ...more,
})

const items = [
  item('one', [1, 7]),
  item('decided', [7], { reviewState: 'accepted' }),
  item('rejected', [7], { reviewState: 'rejected' }),
  item('known', [7], { stale: true }),
  item('elsewhere', [2]),
  item('unproven', []),
]
const names = (found: readonly { name: string }[]): string[] => found.map(({ name }) => name)

test('an item is counted once, however often it cites what changes', () => {
  expect(names(citingItems(items, new Set([1, 7])))).toEqual(['one', 'decided'])
  expect(names(citingItems(items, new Set([3])))).toEqual([])
})

test('what was stale before is not counted again, what was rejected not at all', () => {
  expect(
    names(staleItems([...items, item('gone', [1], { stale: true, reviewState: 'rejected' })])),
  ).toEqual(['known'])
})

test('the next stale item follows the shown one, and the first follows the last', () => {
  expect(nextOf(['a', 'b'], undefined)).toBe('a')
  expect(nextOf(['a', 'b'], 'a')).toBe('b')
  expect(nextOf(['a', 'b'], 'b')).toBe('a')
  expect(nextOf(['a', 'b'], 'elsewhere')).toBe('a')
  expect(nextOf([], 'a')).toBeUndefined()
})
