import { expect, test } from 'bun:test'
import { daysOf, hrefOfLine, secondsTogether } from './lines-of-invoice.ts'

const line = (changes: Partial<Parameters<typeof daysOf>[0]>): Parameters<typeof daysOf>[0] => ({
  part: 'minutes',
  description: '',
  amount: { minor: 0, currency: 'usd' },
  quantity: 60,
  isProration: false,
  startsAt: '2026-10-01T00:00:00.000Z',
  endsAt: '2026-11-01T00:00:00.000Z',
  ...changes,
})

test('links a line of minutes to the meetings of its days', () => {
  expect(hrefOfLine(line({}))).toBe(
    '/organisation/usage?from=2026-10-01&to=2026-10-31&by=meeting&metered=true',
  )
  expect(hrefOfLine(line({ startsAt: '2026-10-12T09:30:00.000Z' }))).toContain('from=2026-10-12&to')
  expect(hrefOfLine(line({ endsAt: '2026-10-20T09:30:00.000Z' }))).toContain('to=2026-10-20&')
})

test('treats an empty period as one day', () => {
  const at = '2026-10-12T00:00:00.000Z'
  expect(daysOf(line({ startsAt: at, endsAt: at }))).toEqual({
    from: '2026-10-12',
    to: '2026-10-12',
  })
})

test('links other lines to what they count, if anything', () => {
  expect(hrefOfLine(line({ part: 'seats' }))).toBe('/organisation/members')
  expect(hrefOfLine(line({ part: 'other' }))).toBeUndefined()
})

test('counts included and further minutes together', () => {
  const lines = [
    line({ quantity: 900_000 }),
    line({ quantity: 75, amount: { minor: 5, currency: 'usd' } }),
    line({
      quantity: 10,
      startsAt: '2026-09-01T00:00:00.000Z',
      endsAt: '2026-10-01T00:00:00.000Z',
    }),
    line({ part: 'seats', quantity: 4 }),
  ]
  expect(lines.slice(0, 2).map((one) => secondsTogether(one, lines))).toEqual([900_075, 900_075])
})
