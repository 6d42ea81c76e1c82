import { describe, expect, test } from 'bun:test'
import { diffLines, type LineDiff } from './diff-lines.ts'

const numbers = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
const asText = ({ rows }: LineDiff): string[] =>
  rows.map((row) => {
    if (row.is === 'skipped') return `… ${row.count}`
    const sign = { same: ' ', added: '+', removed: '-' }[row.is]
    const text = row.pieces
      .map((piece) => (piece.differs ? `[${piece.text}]` : piece.text))
      .join('')
    return `${row.before ?? ''}|${row.after ?? ''}|${sign}${text}`
  })

function found(before: string | null, after: string | null): LineDiff {
  const diff = diffLines(before, after)
  if (!diff) throw new Error('not comparable')
  return diff
}

describe('two files line by line', () => {
  test('shows a changed line between its neighbours with its words marked', () => {
    const diff = found(numbers.join('\n'), numbers.with(9, 'line ten').join('\n'))
    expect(asText(diff)).toEqual([
      '… 6',
      '7|7| line 7',
      '8|8| line 8',
      '9|9| line 9',
      '10||-line [10]',
      '|10|+line [ten]',
      '11|11| line 11',
      '12|12| line 12',
      '13|13| line 13',
      '… 7',
    ])
    expect([diff.added, diff.removed]).toEqual([1, 1])
  })

  test('marks a new file as added and a deleted one as removed', () => {
    expect(asText(found(null, 'a\nb\n'))).toEqual(['|1|+a', '|2|+b'])
    expect(asText(found('a\r\nb', null))).toEqual(['1||-a', '2||-b'])
  })

  test('does not mark lines that have nothing in common', () => {
    expect(asText(found('yes', 'no'))).toEqual(['1||-yes', '|1|+no'])
  })

  test('skips all of two equal files', () => {
    expect(asText(found('a\nb\nc', 'a\nb\nc'))).toEqual(['… 3'])
  })

  test('shows a new file however long it is', () => {
    expect(found(null, 'x\n'.repeat(5_000)).added).toBe(5_000)
  })

  test('reports files that differ too much to compare', () => {
    const many = (letter: string): string =>
      Array.from({ length: 600 }, (_, at) => `${letter}${at}`).join('\n')
    expect(diffLines(many('a'), many('b'))).toBeNull()
  })
})
