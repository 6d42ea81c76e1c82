import { expect, test } from 'bun:test'
import { isTimestamp } from './timestamps.ts'

test.each([
  '2026-11-18T10:00:00Z',
  '2024-02-29T23:59:59.123456789+05:30',
  '1000-01-01T00:00:00-23:59',
  '9998-12-31T23:59:59Z',
])('%s is a moment', (text) => {
  expect(isTimestamp(text)).toBe(true)
  expect(Number.isNaN(new Date(text).getTime())).toBe(false)
})

test.each([
  '2026-02-29T10:00:00Z',
  '2026-04-31T10:00:00Z',
  '2026-00-10T10:00:00Z',
  '2026-10-00T10:00:00Z',
  '0999-10-10T10:00:00Z',
  '9999-10-10T10:00:00Z',
  '2026-10-10T10:00:60Z',
  '2026-10-10T10:00:00',
  '2026-10-10T10:00:00+24:00',
  '+02026-10-10T10:00:00Z',
  '2026-10-10T10:00:00Z\n',
])('%s is none', (text) => {
  expect(isTimestamp(text)).toBe(false)
})
