import { expect, test } from 'bun:test'
import { rankTest } from './rank-test.ts'

test('returns the result of the example of wilcox.test in R (W = 35 of 50)', () => {
  const one = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
  const other = [1.15, 0.88, 0.9, 0.74, 1.21]
  const { p, share } = rankTest(one, other)
  expect(share).toBeCloseTo(1 - 35 / 50, 10)
  // z = (10 - 0.5) / sqrt(50 * 16 / 12) = 1.1635
  expect(p).toBeCloseTo(0.2446, 3)
})

test('separates different samples from equal ones', () => {
  const even = Array.from({ length: 200 }, (_, at) => at * 2)
  const odd = even.map((value) => value + 1)
  expect(rankTest(even, odd).p).toBeGreaterThan(0.9)
  expect(rankTest(even, even).p).toBeCloseTo(1, 6)
  const later = even.map((value) => value + 60)
  expect(rankTest(even, later).p).toBeLessThan(0.001)
  expect(rankTest(even, later).share).toBeGreaterThan(0.5)
})
