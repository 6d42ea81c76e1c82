import { expect, test } from 'bun:test'
import { limitOf } from './limit.ts'

const minutes = (limitMs: number): number => Math.round(limitMs / 60_000)

test('allows three hours for an hour of meeting on a slow machine', () => {
  const hour = { durationMs: 3_600_000, sizeBytes: 28_000_000 }
  expect(minutes(limitOf(hour, {}))).toBe(15 + 180 + 2)
})

test('estimates an unknown length from the size, within bounds', () => {
  expect(minutes(limitOf({ durationMs: null, sizeBytes: 57_600_000 }, {}))).toBe(15 + 180 + 4)
  const video = { durationMs: null, sizeBytes: 2_000_000_000 }
  expect(minutes(limitOf(video, {}))).toBe(15 + 720 + 133)
})

test('uses the configured limit for every recording', () => {
  const hour = { durationMs: 3_600_000, sizeBytes: 28_000_000 }
  expect(limitOf(hour, { timeoutMinutes: 600 })).toBe(600 * 60_000)
})
