import { expect, test } from 'bun:test'
import { limitOf } from './limit.ts'

const minutes = (limitMs: number): number => Math.round(limitMs / 60_000)

test('an hour of meeting may take three hours on a slow machine', () => {
  const hour = { durationMs: 3_600_000, sizeBytes: 28_000_000 }
  expect(minutes(limitOf(hour, {}))).toBe(15 + 180 + 2)
})

test('where the length is unknown it is taken from the size, within bounds', () => {
  expect(minutes(limitOf({ durationMs: null, sizeBytes: 57_600_000 }, {}))).toBe(15 + 180 + 4)
  const video = { durationMs: null, sizeBytes: 2_000_000_000 }
  expect(minutes(limitOf(video, {}))).toBe(15 + 720 + 133)
})

test('what is configured holds for every recording', () => {
  const hour = { durationMs: 3_600_000, sizeBytes: 28_000_000 }
  expect(limitOf(hour, { timeoutMinutes: 600 })).toBe(600 * 60_000)
})
