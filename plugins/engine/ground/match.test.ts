import { expect, test } from 'bun:test'
import type { Evidence } from '../types.ts'
import { matchItems } from './match.ts'

const at = (ordinal: number, startChar: number, endChar: number): Evidence => ({
  ordinal,
  rev: 1,
  startChar,
  endChar,
  quote: '',
  state: 'verified',
})
const keys = (matches: { old: { key: string }; new: { key: string } }[]) =>
  matches.map((match) => `${match.old.key}>${match.new.key}`).sort()

test('items are paired by the overlap of their evidence, each once', () => {
  const matches = matchItems(
    [
      { key: 'a', evidence: [at(1, 0, 10)] },
      { key: 'b', evidence: [at(1, 5, 20)] },
      { key: 'c', evidence: [at(7, 0, 5)] },
    ],
    [
      { key: 'x', evidence: [at(1, 6, 20)] },
      { key: 'y', evidence: [at(1, 0, 9)] },
      { key: 'z', evidence: [at(8, 0, 5)] },
    ],
  )
  expect(keys(matches)).toEqual(['a>y', 'b>x'])
})

test('the same key wins over a larger overlap, and pairs items without evidence', () => {
  const matches = matchItems(
    [
      { key: 'a', evidence: [at(1, 0, 10)] },
      { key: 'n', evidence: [] },
    ],
    [
      { key: 'b', evidence: [at(1, 0, 10)] },
      { key: 'a', evidence: [at(1, 8, 20)] },
      { key: 'n', evidence: [] },
    ],
  )
  expect(keys(matches)).toEqual(['a>a', 'n>n'])
})

test('the order in which items come does not matter', () => {
  const olds = [1, 2, 3, 4].map((n) => ({
    key: `o${n}`,
    evidence: [at(n, 0, 10), at(n + 1, 0, 4)],
  }))
  const news = [1, 2, 3, 4].map((n) => ({ key: `n${n}`, evidence: [at(n, 2, 10)] }))
  expect(keys(matchItems(olds.toReversed(), news))).toEqual(
    keys(matchItems(olds, news.toReversed())),
  )
})
