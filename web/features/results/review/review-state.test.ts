import { describe, expect, test } from 'bun:test'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import {
  decided,
  decidedCounts,
  isOnlyLikely,
  isUndecided,
  needsNote,
  nextUndecided,
  otherDecider,
  stepItem,
} from './review-state.ts'

const by = { id: 'u1', name: 'Anna' }
const item: ItemView = {
  id: 'i1',
  section: 'decisions',
  value: { statement: 'We start on Monday' },
  refs: {},
  evidenceState: 'verified',
  reviewState: 'proposed',
  locked: false,
  edited: false,
  stale: false,
  canUndo: false,
  proposal: null,
  overrideNote: null,
  decidedBy: null,
  decidedAt: null,
  rev: 3,
  evidence: [],
}

describe('what a decision makes of an item', () => {
  test('accepting and rejecting lock it and can be undone', () => {
    const accepted = decided(item, 'accept', by)
    expect(accepted).toMatchObject({ reviewState: 'accepted', locked: true, canUndo: true })
    expect(accepted.decidedBy).toEqual(by)
    expect(decided(item, 'reject', by).reviewState).toBe('rejected')
    expect(item.reviewState).toBe('proposed')
  })

  test('the note stays with an acceptance only', () => {
    const accepted = decided(item, 'accept', by, 'Agreed by phone')
    expect(accepted.overrideNote).toBe('Agreed by phone')
    expect(decided(accepted, 'reject', by).overrideNote).toBeNull()
  })

  test('reopening makes it undecided', () => {
    const accepted = decided(item, 'accept', by)
    expect(isUndecided(decided(accepted, 'reopen', by))).toBe(true)
  })

  test('leaves the revision to the server', () => {
    expect(decided(item, 'accept', by).rev).toBe(3)
  })
})

describe('needsNote', () => {
  const required = { evidence: 'required', grade: null } as const

  test('only without proof where proof is required, and once', () => {
    const unproven: ItemView = { ...item, evidenceState: 'unsupported' }
    expect(needsNote(unproven, required)).toBe(true)
    expect(needsNote(unproven, { ...required, evidence: 'optional' })).toBe(false)
    expect(needsNote({ ...item, evidenceState: 'weak' }, required)).toBe(false)
    expect(needsNote({ ...unproven, overrideNote: 'Agreed by phone' }, required)).toBe(false)
  })

  test('needs no evidence for a grade of 0', () => {
    const graded = { ...required, grade: 'level' }
    const rated = (level: number): ItemView => ({
      ...item,
      evidenceState: 'unsupported',
      value: { level },
    })
    expect(needsNote(rated(0), graded)).toBe(false)
    expect(needsNote(rated(1), graded)).toBe(true)
    expect(needsNote(rated(0), required)).toBe(true)
  })
})

describe('isOnlyLikely', () => {
  test('what key phrases found, however well proven, until a person decides', () => {
    expect(isOnlyLikely(item, 'extractive')).toBe(true)
    expect(isOnlyLikely({ ...item, evidenceState: 'weak' }, 'extractive')).toBe(true)
    expect(isOnlyLikely(decided(item, 'accept', by), 'extractive')).toBe(false)
    expect(isOnlyLikely(decided(item, 'reject', by), 'extractive')).toBe(false)
  })
  test('not what a model found, nor what no run did', () => {
    expect(isOnlyLikely(item, 'some-model')).toBe(false)
    expect(isOnlyLikely(item, undefined)).toBe(false)
  })
})

describe('otherDecider', () => {
  test('names somebody else, not the reader, and nobody where nobody decided', () => {
    const accepted = decided(item, 'accept', by)
    expect(otherDecider(accepted, 'u2')).toBe('Anna')
    expect(otherDecider(accepted, 'u1')).toBeUndefined()
    expect(otherDecider(item, 'u2')).toBeUndefined()
    expect(otherDecider(undefined, 'u2')).toBeUndefined()
  })
})

describe('stepItem', () => {
  const ids = ['a', 'b', 'c']
  test('walks and stays at the ends', () => {
    expect(stepItem(ids, 'a', 1)).toBe('b')
    expect(stepItem(ids, 'c', 1)).toBe('c')
    expect(stepItem(ids, 'a', -1)).toBe('a')
  })
  test('starts where the step comes from', () => {
    expect(stepItem(ids, undefined, 1)).toBe('a')
    expect(stepItem(ids, undefined, -1)).toBe('c')
    expect(stepItem(ids, 'gone', 1)).toBe('a')
    expect(stepItem([], undefined, 1)).toBeUndefined()
  })
})

describe('decidedCounts', () => {
  test('counts over all sections', () => {
    const section = (items: ItemView[]) => ({
      name: 'decisions',
      title: { en: 'Decisions', ru: 'Решения' },
      render: 'list',
      state: 'ok' as const,
      errors: [],
      items,
    })
    const artifact = {
      run: null,
      sections: [
        section([item, decided(item, 'accept', by)]),
        section([decided(item, 'reject', by)]),
      ],
    }
    expect(decidedCounts(artifact)).toEqual({ done: 2, total: 3 })
  })
})

describe('nextUndecided', () => {
  const open = (id: string): ItemView => ({ ...item, id })
  const done = (id: string): ItemView => decided(open(id), 'accept', by)
  test('skips what is decided and begins again at the top', () => {
    const items = [open('a'), done('b'), open('c'), done('d')]
    expect(nextUndecided(items, 'a')?.id).toBe('c')
    expect(nextUndecided(items, 'c')?.id).toBe('a')
    expect(nextUndecided(items, 'd')?.id).toBe('a')
    expect(nextUndecided(items, undefined)?.id).toBe('a')
  })
  test('is never the item itself, and none where all are decided', () => {
    expect(nextUndecided([done('a'), open('b')], 'b')).toBeUndefined()
    expect(nextUndecided([done('a')], 'a')).toBeUndefined()
    expect(nextUndecided([], undefined)).toBeUndefined()
  })
})
