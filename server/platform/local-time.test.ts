import { describe, expect, test } from 'bun:test'
import { formatInPlace, formatLocalMoment, offsetOf, readLocalMoment } from './local-time.ts'

const iso = (text: string) => {
  const { at, offsetMinutes } = readLocalMoment(text)
  return [at.toISOString(), offsetMinutes]
}

describe('readLocalMoment', () => {
  test.each([
    ['2026-09-14T17:30:00-07:00', ['2026-09-15T00:30:00.000Z', -420]],
    ['2026-09-15T05:30:00+05:30', ['2026-09-15T00:00:00.000Z', 330]],
    ['2026-09-15T00:30:00+00:00', ['2026-09-15T00:30:00.000Z', 0]],
    ['2026-09-15T00:30:00Z', ['2026-09-15T00:30:00.000Z', null]],
  ])('keeps the offset of %s', (text, expected) => {
    expect(iso(text)).toEqual(expected as [string, number | null])
  })
})

test('formats the local day', () => {
  const at = '2026-09-15T00:30:00.000Z'
  expect(formatLocalMoment(at, -420)).toBe('2026-09-14T17:30:00-07:00')
  expect(formatLocalMoment(at, null)).toBe(at)
  expect(formatInPlace(at, null, 'America/Los_Angeles')).toBe('2026-09-14T17:30:00-07:00')
  expect(formatInPlace(at, 330, 'America/Los_Angeles')).toBe('2026-09-15T06:00:00+05:30')
  expect(offsetOf(new Date('2026-12-01T00:00:00Z'), 'Europe/Moscow')).toBe(180)
})
