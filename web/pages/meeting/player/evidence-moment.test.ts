import { expect, test } from 'bun:test'
import { evidenceMoment } from './evidence-moment.ts'

test('a short segment is played whole, from slightly before it', () => {
  expect(
    evidenceMoment({ startMs: 10_000, endMs: 14_000, startChar: 20, endChar: 30 }, 40),
  ).toEqual({ startMs: 9_200, endMs: 14_400 })
})

test('in a long segment only the part with the quote is played', () => {
  expect(
    evidenceMoment({ startMs: 60_000, endMs: 160_000, startChar: 500, endChar: 600 }, 1_000),
  ).toEqual({ startMs: 109_200, endMs: 120_400 })
})

test('nothing is played before the beginning', () => {
  expect(evidenceMoment({ startMs: 0, endMs: 2_000, startChar: 0, endChar: 5 }, 5)?.startMs).toBe(0)
})

test('a segment without an end is played for a while, one without a time not at all', () => {
  expect(evidenceMoment({ startMs: 9_000, endMs: null, startChar: 0, endChar: 5 }, 5)).toEqual({
    startMs: 8_200,
    endMs: 15_000,
  })
  expect(
    evidenceMoment({ startMs: null, endMs: null, startChar: 0, endChar: 5 }, 5),
  ).toBeUndefined()
})
