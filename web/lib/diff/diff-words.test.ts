import { describe, expect, test } from 'bun:test'
import { diffWords, type Piece } from './diff-words.ts'

const marked = (pieces: Piece[]): string =>
  pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('')

describe('two texts word by word', () => {
  test.each([
    ['Send it by Friday', 'Send it by Monday', 'Send it by [Friday]', 'Send it by [Monday]'],
    ['Пилот с 1 декабря', 'Пилот с 8 декабря', 'Пилот с [1] декабря', 'Пилот с [8] декабря'],
    ['встречи', 'встреча', '[встречи]', '[встреча]'],
    ['a, b', 'a; b', 'a[,] b', 'a[;] b'],
    ['same', 'same', 'same', 'same'],
    ['', 'new', '', '[new]'],
    ['gone', '', '[gone]', ''],
  ])('%s and %s', (before, after, markedBefore, markedAfter) => {
    const found = diffWords(before, after)
    expect([marked(found.before), marked(found.after)]).toEqual([markedBefore, markedAfter])
  })

  test('loses nothing of either text, however long they are', () => {
    const before = Array.from({ length: 3_000 }, (_, at) => `a${at}`).join(' ')
    const after = Array.from({ length: 3_000 }, (_, at) => `b${at}`).join(' ')
    const found = diffWords(before, after)
    expect(found.before.map(({ text }) => text).join('')).toBe(before)
    expect(found.after.map(({ text }) => text).join('')).toBe(after)
  })
})
