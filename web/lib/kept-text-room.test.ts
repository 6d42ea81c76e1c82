import { expect, test } from 'bun:test'
import { textsToDrop } from './kept-text-room.ts'

const text = (key: string, at: number, chars = 10) => ({ key, at, chars })

test('drops the oldest texts when there are too many', () => {
  const texts = [text('b', 2), text('a', 1), text('c', 3)]
  expect(textsToDrop(texts, { count: 2, chars: 1_000 })).toEqual(['a'])
  expect(textsToDrop(texts, { count: 3, chars: 1_000 })).toEqual([])
})

test('drops the oldest texts when all together are too long', () => {
  const texts = [text('a', 1, 60), text('b', 2, 60), text('c', 3, 60)]
  expect(textsToDrop(texts, { count: 9, chars: 130 })).toEqual(['a'])
})

test('keeps the newest text, however long it is', () => {
  expect(textsToDrop([text('a', 1), text('b', 2, 500)], { count: 9, chars: 100 })).toEqual(['a'])
})
