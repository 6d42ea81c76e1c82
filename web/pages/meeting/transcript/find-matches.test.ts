import { describe, expect, test } from 'bun:test'
import { findMatches, firstMatchFrom, foldText, maxMatches } from './find-matches.ts'

describe('finding in the transcript', () => {
  const segments = ['Отчёт готов. ОТЧЕТ отправлен.', 'Ничего', 'İstanbul office: an отчет']
  const folded = segments.map(foldText)

  test('folding keeps every place', () => {
    for (const [index, text] of segments.entries()) expect(folded[index]?.length).toBe(text.length)
  })

  test('finds whatever the case and the ё', () => {
    const matches = findMatches(folded, ' отчёт ')
    expect(matches.map((match) => segments[match.index]?.slice(match.start, match.end))).toEqual([
      'Отчёт',
      'ОТЧЕТ',
      'отчет',
    ])
  })

  test('takes signs as they are', () => {
    expect(findMatches(['a.b', 'axb'].map(foldText), 'a.b')).toHaveLength(1)
    expect(findMatches(folded, '')).toEqual([])
  })

  test('stops at a bound', () => {
    expect(findMatches(['а'.repeat(5_000)], 'а')).toHaveLength(maxMatches)
  })

  test('starts from where the reader is', () => {
    const matches = findMatches(folded, 'отчет')
    expect(firstMatchFrom(matches, 1)).toBe(2)
    expect(firstMatchFrom(matches, 9)).toBe(0)
    expect(firstMatchFrom([], 0)).toBe(0)
  })
})
