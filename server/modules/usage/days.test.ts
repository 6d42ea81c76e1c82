import { expect, test } from 'bun:test'
import { splitMonths } from './days.ts'

const today = '2026-11-30'
const split = (from: string, to: string, now = today) => {
  const { before, months, after } = splitMonths({ from, to }, now)
  const show = ([first, end]: [string, string]) => (first < end ? `${first}…${end}` : '-')
  return [before, months, after].map(show)
}

test('splits days into whole months and the remaining days before and after', () => {
  expect(split('2026-01-15', '2026-04-10')).toEqual([
    '2026-01-15…2026-02-01',
    '2026-02-01…2026-04-01',
    '2026-04-01…2026-04-11',
  ])
  expect(split('2026-02-01', '2026-02-28')).toEqual(['-', '2026-02-01…2026-03-01', '-'])
  expect(split('2025-12-31', '2026-01-31')).toEqual([
    '2025-12-31…2026-01-01',
    '2026-01-01…2026-02-01',
    '-',
  ])
})

test('returns days only if no month is whole', () => {
  expect(split('2026-02-02', '2026-03-30')).toEqual(['2026-02-02…2026-03-31', '-', '-'])
  expect(split('2026-02-05', '2026-02-05')).toEqual(['2026-02-05…2026-02-06', '-', '-'])
})

test('treats the current month as whole up to today', () => {
  expect(split('2026-10-01', '2026-11-13', '2026-11-13')).toEqual([
    '-',
    '2026-10-01…2026-12-01',
    '-',
  ])
  expect(split('2026-10-01', '2026-11-12', '2026-11-13')).toEqual([
    '-',
    '2026-10-01…2026-11-01',
    '2026-11-01…2026-11-13',
  ])
})
