import { describe, expect, test } from 'bun:test'
import {
  formatBytes,
  formatClock,
  formatDay,
  formatDuration,
  formatMoment,
  formatPercent,
  formatSpeed,
  formatTimeLeft,
} from './format.ts'

const now = new Date(2026, 10, 23, 12, 0)
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour, 30).toISOString()

describe('times and days', () => {
  test('names near days and uses the 24-hour clock', () => {
    expect(formatMoment(at(23, 16), 'en', now)).toBe('Today, 16:30')
    expect(formatMoment(at(22, 0), 'ru', now)).toBe('Вчера, 00:30')
    expect(formatMoment(at(24, 9), 'ru', now)).toBe('Завтра, 09:30')
    expect(formatMoment(at(14, 14), 'en', now)).toBe('14 November, 14:30')
    expect(formatMoment(at(14, 14), 'ru', now)).toBe('14 ноября, 14:30')
  })

  test('includes another year', () => {
    expect(formatDay('2027-01-05', 'en', now)).toBe('5 Jan 2027')
    expect(formatDay('2026-12-08', 'ru', now)).toBe('8 декабря')
    expect(formatDay('after the pilot', 'en', now)).toBe('after the pilot')
  })

  test('formats places in the recording', () => {
    expect(formatClock(0)).toBe('00:00')
    expect(formatClock(1_279_999)).toBe('21:19')
    expect(formatClock(3_723_000)).toBe('1:02:03')
  })

  test('formats lengths', () => {
    expect(formatDuration(1, 'en')).toBe('1 min')
    expect(formatDuration(47 * 60_000, 'ru')).toBe('47 мин')
    expect(formatDuration(125 * 60_000, 'en')).toBe('2 h 05 min')
  })

  test('formats shares', () => {
    expect(formatPercent(0.378, 'en')).toBe('38%')
    expect(formatPercent(0.378, 'ru')).toBe('38%')
  })
})

describe('sizes, speeds and what is left', () => {
  test('use the units of the language', () => {
    expect([0, 999, 1_500, 812_000_000, 1_234_000_000].map((n) => formatBytes(n, 'en'))).toEqual([
      '0 byte',
      '999 byte',
      '2 kB',
      '812 MB',
      '1.2 GB',
    ])
    expect(formatBytes(1_234_000_000, 'ru').replace(/\s/u, ' ')).toBe('1,2 ГБ')
    expect(formatSpeed(11_000_000, 'en')).toBe('11 MB/s')
    expect(formatSpeed(900_000, 'en')).toBe('900 kB/s')
  })

  test('never round up to a thousand of a unit', () => {
    expect(formatBytes(999_600, 'en')).toBe('1 MB')
    expect(formatBytes(999_999_999, 'en')).toBe('1.0 GB')
  })

  test('shows less than an hour as a clock', () => {
    expect([1, 400, 5_000, 70_000, 3_500_000].map((ms) => formatTimeLeft(ms, 'en'))).toEqual([
      '0:01',
      '0:01',
      '0:05',
      '1:10',
      '58:20',
    ])
    expect(formatTimeLeft(3_900_000, 'ru')).toBe('1 ч 05 мин')
  })
})
