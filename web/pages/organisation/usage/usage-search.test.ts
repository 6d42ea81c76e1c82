import { expect, test } from 'bun:test'
import { readSearch, toBars } from './usage-search.ts'

const daysOf = (search: Parameters<typeof readSearch>[0], today = '2026-11-30') => {
  const { from, to } = readSearch(search, today)
  return `${from} ${to}`
}

test('periods are whole days of UTC up to today', () => {
  expect(daysOf({})).toBe('2026-11-01 2026-11-30')
  expect(daysOf({ period: 'before' })).toBe('2026-10-01 2026-10-31')
  expect(daysOf({ period: 'before' }, '2026-01-05')).toBe('2025-12-01 2025-12-31')
  expect(daysOf({ period: 'quarter' })).toBe('2026-09-02 2026-11-30')
  expect(daysOf({ period: 'year' })).toBe('2025-12-01 2026-11-30')
})

test('adjusts days in the address that cannot be shown', () => {
  expect(daysOf({ period: 'days', from: '2026-03-01', to: '2026-03-09' })).toBe(
    '2026-03-01 2026-03-09',
  )
  expect(daysOf({ period: 'days', from: '2026-03-09', to: '2026-03-01' })).toBe(
    '2026-03-09 2026-03-09',
  )
  expect(daysOf({ period: 'days', from: '2026-02-30', to: 'x' })).toBe('2026-11-01 2026-11-30')
  expect(daysOf({ period: 'days', from: '2020-01-01', to: '2026-03-01' })).toBe(
    '2020-01-01 2021-12-31',
  )
  expect(readSearch({ by: 'mood', show: 'x', period: 'age' }, '2026-11-30')).toMatchObject({
    by: 'day',
    show: 'speech',
    period: 'month',
  })
})

test('accepts an address with days only, as invoice lines link to', () => {
  const search = { from: '2026-10-01', to: '2026-10-31', by: 'meeting', metered: 'true' }
  expect(readSearch(search, '2026-11-30')).toEqual({
    period: 'days',
    from: '2026-10-01',
    to: '2026-10-31',
    by: 'meeting',
    show: 'speech',
    isMetered: true,
  })
  expect(daysOf({ from: '2026-10-01' })).toBe('2026-11-01 2026-11-30')
})

test('shows a bar for each day, or for each week of a long period', () => {
  const month = toBars([{ key: '2026-11-02', amount: 5 }], { from: '2026-11-01', to: '2026-11-03' })
  expect(month).toEqual({
    areWeeks: false,
    bars: [
      { day: '2026-11-01', amount: 0 },
      { day: '2026-11-02', amount: 5 },
      { day: '2026-11-03', amount: 0 },
    ],
  })
  const rows = [
    { key: '2026-01-07', amount: 1 },
    { key: '2026-01-08', amount: 2 },
    { key: '2026-06-30', amount: 4 },
  ]
  const half = toBars(rows, { from: '2026-01-01', to: '2026-06-30' })
  expect(half.areWeeks).toBe(true)
  expect(half.bars.slice(0, 2)).toEqual([
    { day: '2026-01-01', amount: 1 },
    { day: '2026-01-08', amount: 2 },
  ])
  expect(half.bars.reduce((sum, { amount }) => sum + amount, 0)).toBe(7)
})
