import { describe, expect, test } from 'bun:test'
import { readCitations } from './citations.ts'

const cited = (...pairs: [number, string][]) =>
  pairs.map(([segment, anchor]) => ({ segment, anchor }))
const words = 'send the draft today'

describe('evidence is read', () => {
  test.each([
    ['12', 12],
    ['"12"', '12'],
    ['s12', 's12'],
    ['[12]', '[12]'],
    ['#12', '#12'],
    ['line 12', 'line 12'],
    ['строка №12', 'строка №12'],
    ['L12:', 'L12:'],
    ['12.0', '12.0'],
    ['segment_0012', 'segment_0012'],
    ['wide digits', '１２'],
    ['an object', { id: 12 }],
    ['a list of one', [12]],
  ])('with its line as %s', (_name, segment) => {
    expect(readCitations([{ segment, anchor: words }])).toEqual(cited([12, words]))
  })

  test.each([
    ['12-14', [12, 13, 14]],
    ['s12–s14', [12, 13, 14]],
    ['lines 12 to 14', [12, 13, 14]],
    ['12…13', [12, 13]],
    ['с 12 по 14', [12, 13, 14]],
    ['12, 15', [12, 15]],
    ['[12], [15]', [12, 15]],
    ['12-9000', [12, 9000]],
  ])('with each line of %s', (segment, lines) => {
    expect(readCitations({ segment, anchor: words }).map((one) => one.segment)).toEqual(lines)
  })

  test.each([
    ['a text with its line before', [`[12] ${words}`]],
    ['a text with its line and a colon', `12: ${words}`],
    ['a text with its line behind', `${words} [12]`],
    ['words by line', { '12': words }],
    ['a pair', [[12, words]]],
    ['a pair alone', [12, words]],
    ['names of its own', [{ lineNumber: 12, quoted_text: words }]],
    ['lists side by side', { segments: [12], quotes: [words] }],
    ['a list inside an object', { items: [{ segment: 12, anchor: words }] }],
    ['JSON inside a string', JSON.stringify([{ segment: 12, anchor: words }])],
    ['its number copied along', [{ segment: 12, anchor: `12 ${words}` }]],
    ['its speaker and number copied along', [{ segment: 12, anchor: `A> 12 ${words}` }]],
  ])('as %s', (_name, given) => {
    expect(readCitations(given)).toEqual(cited([12, words]))
  })

  test('with words as a web page has them', () => {
    const given = [{ segment: 12, anchor: 'don&#39;t say &quot;R&amp;D&quot;' }]
    expect(readCitations(given)).toEqual(cited([12, `don't say "R&D"`]))
  })

  test('as bare lines, without words', () => {
    expect(readCitations([12, '14'])).toEqual(cited([12, ''], [14, '']))
  })

  test('as nothing, where it names no line', () => {
    for (const given of [
      null,
      undefined,
      'the first',
      '00:12:30',
      { segment: '0:12' },
      1.5,
      {},
      '',
    ]) {
      expect(readCitations(given)).toEqual([])
    }
  })
})
