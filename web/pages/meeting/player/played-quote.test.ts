import { describe, expect, test } from 'bun:test'
import { isQuoteOf, quoteAt } from './played-quote.ts'

const quote = { itemId: 'item', index: 1, startMs: 20_000, endMs: 25_000 }

describe('quoteAt', () => {
  test('keeps the quote while it is heard, and one step before it', () => {
    for (const ms of [15_000, 20_000, 24_999]) expect(quoteAt(quote, ms)).toBe(quote)
  })

  test('leaves the quote behind its end and well before it', () => {
    for (const ms of [14_999, 25_000, 90_000]) expect(quoteAt(quote, ms)).toBeUndefined()
  })
})

test('isQuoteOf tells the evidence of an item apart', () => {
  expect(isQuoteOf(quote, 'item', 1)).toBe(true)
  expect(isQuoteOf(quote, 'item', 0)).toBe(false)
  expect(isQuoteOf(quote, 'other', 1)).toBe(false)
  expect(isQuoteOf(undefined, 'item', 1)).toBe(false)
})
