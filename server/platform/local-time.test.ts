import { describe, expect, test } from 'bun:test'
import {
  formatInPlace,
  formatLocalMoment,
  isLocalTimestamp,
  offsetOf,
  readLocalMoment,
} from './local-time.ts'

const iso = (text: string, timeZone = 'UTC') => {
  const { at, offsetMinutes } = readLocalMoment(text, timeZone)
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

  test.each([
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01T09:00:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-10-25T12:00', 'America/Los_Angeles', '2026-10-25T19:00:00.000Z'],
  ])('takes %s for the time in %s', (text, zone, expected) => {
    expect(iso(text, zone)).toEqual([expected, null])
  })
})

test('takes times of RFC 3339 and times without an offset, and nothing else', () => {
  expect(
    ['2026-09-14T17:30:00-07:00', '2026-09-14T17:30', '2026-09-14T17:30:05'].every(
      isLocalTimestamp,
    ),
  ).toBe(true)
  expect(['2026-09-14', '2026-02-30T10:00', '17:30', 'soon'].some(isLocalTimestamp)).toBe(false)
})

test('writes the day of the place', () => {
  const at = '2026-09-15T00:30:00.000Z'
  expect(formatLocalMoment(at, -420)).toBe('2026-09-14T17:30:00-07:00')
  expect(formatLocalMoment(at, null)).toBe(at)
  expect(formatInPlace(at, null, 'America/Los_Angeles')).toBe('2026-09-14T17:30:00-07:00')
  expect(formatInPlace(at, 330, 'America/Los_Angeles')).toBe('2026-09-15T06:00:00+05:30')
  expect(offsetOf(new Date('2026-12-01T00:00:00Z'), 'Europe/Moscow')).toBe(180)
})
