import { describe, expect, test } from 'bun:test'
import { afterUndo, afterWrite, expectedRev } from './own-writes.ts'

describe('what undo may take back', () => {
  test('own changes, one after the other', () => {
    const once = afterWrite(undefined, 3, 4)
    const twice = afterWrite(once, 4, 5)
    expect(twice).toEqual({ sinceRev: 3, rev: 5, undoable: 2 })
    if (!twice) throw new Error('two changes were made')
    const back = afterUndo(afterUndo(twice, 6), 7)
    expect(back).toEqual({ sinceRev: 3, rev: 7, undoable: 0 })
  })

  test('nothing from before somebody else changed it', () => {
    const mine = afterWrite(undefined, 3, 4)
    expect(afterWrite(mine, 6, 7)).toEqual({ sinceRev: 6, rev: 7, undoable: 1 })
  })

  test('nothing for a decision that somebody else had made already', () => {
    expect(afterWrite(undefined, 4, 4)).toBeUndefined()
  })
})

describe('the revision that a write expects', () => {
  test('expects the revision that was read', () => {
    expect(expectedRev(undefined, 3)).toBe(3)
    const later = afterWrite(undefined, 6, 7)
    expect(expectedRev(later, 3)).toBe(3)
  })

  test('follows own changes only', () => {
    const mine = afterWrite(afterWrite(undefined, 3, 4), 4, 5)
    expect([3, 4, 5].map((rev) => expectedRev(mine, rev))).toEqual([5, 5, 5])
    expect([2, 6].map((rev) => expectedRev(mine, rev))).toEqual([2, 6])
  })
})
