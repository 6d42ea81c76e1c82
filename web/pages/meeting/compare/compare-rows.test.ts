import { describe, expect, test } from 'bun:test'
import type { ComparisonView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../../server/modules/scenarios/contract.ts'
import {
  countRows,
  fieldOfPointer,
  isAnyAccepted,
  lostAccepted,
  rowsOf,
  viewOf,
} from './compare-rows.ts'
import { unknownField } from '../../../features/results/item/format-field.ts'

const item = (id: string, reviewState: ItemView['reviewState'] = 'proposed'): ItemView => ({
  id,
  section: 'decisions',
  value: { statement: id },
  refs: {},
  evidenceState: 'verified',
  reviewState,
  locked: false,
  edited: false,
  stale: false,
  canUndo: false,
  proposal: null,
  overrideNote: null,
  decidedBy: null,
  decidedAt: null,
  rev: 1,
  evidence: [],
})
const section: ComparisonView['sections'][number] = {
  name: 'decisions',
  both: [
    { a: item('one', 'accepted'), b: item('one'), changed: [] },
    {
      a: item('two'),
      b: item('2'),
      changed: [{ pointer: '/statement', a: 'two', b: '2', locked: false }],
    },
  ],
  onlyInA: [item('gone', 'accepted'), item('dropped', 'rejected')],
  onlyInB: [item('fresh')],
}
const run = (current: boolean): ComparisonView['a'] => ({
  id: 'r',
  state: 'done',
  provider: 'extractive',
  scenario: { id: 's', version: '1.0.0', hash: 'h' },
  transcriptId: 't',
  current,
  reason: null,
  createdAt: '2026-11-25T10:00:00Z',
  finishedAt: null,
  expiredAt: null,
})
const view = (a: boolean, b: boolean): ComparisonView => ({
  a: run(a),
  b: run(b),
  sections: [section],
})

describe('two runs side by side', () => {
  const rows = rowsOf(section)

  test('keep the order of the first; what is new comes last', () => {
    expect(rows.map(({ is, a, b }) => `${is} ${a?.id ?? '–'} ${b?.id ?? '–'}`)).toEqual([
      'same one one',
      'changed two 2',
      'onlyA gone –',
      'onlyA dropped –',
      'onlyB – fresh',
    ])
  })

  test('are counted', () => {
    expect(countRows(rows)).toEqual({ same: 1, changed: 1, onlyA: 2, onlyB: 1 })
  })

  test('say what of the accepted was not found again', () => {
    expect(lostAccepted(view(true, false), rows)).toBe(1)
    expect(lostAccepted(view(false, true), rows)).toBe(0)
    expect(lostAccepted(view(false, false), rows)).toBeNull()
  })

  test('say whether anything was accepted at all', () => {
    expect(isAnyAccepted(view(true, false), rows)).toBe(true)
    expect(isAnyAccepted(view(false, true), rows)).toBe(false)
  })

  test('pointers lead to fields', () => {
    expect(fieldOfPointer('/dueOn')).toBe('dueOn')
    expect(fieldOfPointer('/a~1b~0c')).toBe('a/b~c')
  })

  test('a section has the fields of both scenarios', () => {
    const sectionOf = (...names: string[]): SectionView => ({
      name: 'decisions',
      title: { en: names.join(), ru: '' },
      order: 1,
      render: 'list',
      evidence: 'required',
      track: null,
      priority: null,
      grade: null,
      isList: true,
      textField: 'statement',
      fields: names.map(unknownField),
    })
    const both = viewOf(
      'decisions',
      [sectionOf('statement', 'old')],
      [sectionOf('statement', 'new')],
    )
    expect(both?.fields.map(({ name }) => name)).toEqual(['statement', 'new', 'old'])
    expect(viewOf('decisions', [sectionOf('old')], [])?.title.en).toBe('old')
    expect(viewOf('other', [sectionOf('old')], [])).toBeUndefined()
  })
})
