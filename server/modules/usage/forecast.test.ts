import { expect, test } from 'bun:test'
import { forecastFrom, forecastMonth } from './forecast.ts'

const day = (name: string, transcribedSeconds: number) => ({
  day: name,
  transcribedSeconds,
  costMicroUsd: transcribedSeconds * 2,
})

test('continues the pace since the first use, but never below what is already used', () => {
  const days = [day('2026-11-09', 100), day('2026-11-12', 300)]
  // Four whole days since the first use with 100 s each, then today and 17 more.
  expect(forecastMonth(days, '2026-11-13')).toEqual({
    month: '2026-11',
    daysSeen: 4,
    transcribedSeconds: 400 + 18 * 100,
    costMicroUsd: (400 + 18 * 100) * 2,
  })
  expect(forecastMonth([...days, day('2026-11-13', 900)], '2026-11-13')?.transcribedSeconds).toBe(
    400 + 900 + 17 * 100,
  )
})

test('uses the pace of 28 whole days, including days of the previous month', () => {
  const days = [day('2026-09-30', 9_000), day('2026-10-04', 2_800), day('2026-10-20', 2_800)]
  expect(forecastFrom('2026-11-01')).toBe('2026-10-04')
  expect(forecastMonth(days, '2026-11-01')).toMatchObject({
    month: '2026-11',
    daysSeen: 28,
    transcribedSeconds: 30 * 200,
  })
  expect(forecastFrom('2026-10-31')).toBe('2026-10-01')
})

test('returns nothing before a whole day of use', () => {
  expect(forecastMonth([], '2026-11-13')).toBeNull()
  expect(forecastMonth([day('2026-11-13', 50)], '2026-11-13')).toBeNull()
})
