import { describe, expect, test } from 'bun:test'
import { findQuote, markParts, type MarkRange } from './mark-parts.ts'

const text = 'Хорошо, давайте так: отчёт каждый день.'
const joined = (ranges: MarkRange[]): string =>
  markParts(text, ranges)
    .map((part) => part.text)
    .join('')

describe('markParts', () => {
  test('never loses or doubles a letter', () => {
    const kinds = ['evidence', 'find', 'find-current'] as const
    for (let start = -2; start < text.length + 2; start += 3) {
      for (let end = start; end < text.length + 4; end += 5) {
        expect(
          joined(
            kinds.map((kind, shift) => ({ start: start + shift, end: end + shift * 2, kind })),
          ),
        ).toBe(text)
      }
    }
  })

  test('marks exactly the quote', () => {
    const quote = 'давайте так: отчёт каждый день'
    const start = text.indexOf(quote)
    const marked = markParts(text, [{ start, end: start + quote.length, kind: 'evidence' }])
    expect(marked.map((part) => part.kinds.length)).toEqual([0, 1, 0])
    expect(marked[1]?.text).toBe(quote)
  })

  test('keeps both kinds where marks overlap', () => {
    const parts = markParts('abcdef', [
      { start: 0, end: 4, kind: 'evidence' },
      { start: 2, end: 6, kind: 'find' },
    ])
    expect(parts).toEqual([
      { text: 'ab', kinds: ['evidence'] },
      { text: 'cd', kinds: ['evidence', 'find'] },
      { text: 'ef', kinds: ['find'] },
    ])
  })

  test('without marks there is one plain part, and none of nothing', () => {
    expect(markParts('abc', [])).toEqual([{ text: 'abc', kinds: [] }])
    expect(markParts('', [])).toEqual([])
  })
})

describe('findQuote', () => {
  test('takes the stored offsets, in UTF-16 as the server counts', () => {
    const spoken = '😀 We start on Monday. We start on Monday.'
    const quote = 'We start on Monday'
    const second = spoken.lastIndexOf(quote)
    expect(findQuote(spoken, { startChar: second, endChar: second + quote.length, quote })).toEqual(
      {
        start: second,
        end: second + quote.length,
      },
    )
  })

  test('finds words that moved, and says when they are gone', () => {
    expect(findQuote('Well, we start', { startChar: 0, endChar: 8, quote: 'we start' })).toEqual({
      start: 6,
      end: 14,
    })
    expect(findQuote('We begin', { startChar: 0, endChar: 8, quote: 'we start' })).toBeUndefined()
    expect(findQuote('We begin', { startChar: 9, endChar: 9, quote: 'x' })).toBeUndefined()
  })
})
