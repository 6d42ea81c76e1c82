import { describe, expect, test } from 'bun:test'
import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import type {
  RegressionReport,
  TrialView,
} from '../../../../../server/modules/scenarios/trials/contract.ts'
import { type CheckedDraft, checklistOf, currentReport } from './checklist.ts'

const limits: CheckView['limits'] = [
  { name: 'properties', used: 84, most: 500 },
  { name: 'levels', used: 3, most: 5 },
]
const check: CheckView = {
  valid: true,
  hash: 'x',
  problems: [],
  comparedWith: '1.3.0',
  differences: [],
  requiredBump: 'minor',
  limits,
}
const report: RegressionReport = {
  green: false,
  provider: 'extractive',
  runsPerGolden: 1,
  spent: { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  fixtures: [
    { path: 'fixtures/a.json', faults: [] },
    {
      path: 'fixtures/b.json',
      faults: [
        {
          code: 'too-few',
          section: 's',
          pointer: '',
          words: { en: 'maxOpenFindings', ru: 'мало' },
        },
      ],
    },
  ],
  goldens: [
    { goldenId: '1', meetingId: '1', itemCount: 2, droppedCount: 0, losses: [], lost: [] },
    {
      goldenId: '2',
      meetingId: '2',
      itemCount: 2,
      droppedCount: 0,
      losses: [],
      lost: [{ section: 's', text: 'x', missingIn: 1, isSectionGone: false }],
    },
  ],
}
const regression = {
  createdAt: '2026-11-25T10:00:00Z',
  state: 'done',
  regression: report,
} as TrialView
const draft: CheckedDraft = {
  files: {
    'pack.json': '{"version":"1.4.0"}',
    'fixtures/a.json': '{}',
    'fixtures/b.json': '{}',
    'fixtures/notes.md': '',
  },
  check,
  regression,
  goldens: [{ createdAt: '2026-11-24T10:00:00Z' }, { createdAt: '2026-11-24T11:00:00Z' }],
}

describe('what stands before publishing', () => {
  test('describes each line', () => {
    expect(checklistOf(draft)).toEqual({
      schema: { is: 'ok', limits, over: [] },
      faults: { is: 'ok', count: 0 },
      fixtures: { is: 'not', count: 2, passed: 1 },
      goldens: { is: 'not', count: 2, kept: 1, lost: 1 },
      version: { is: 'ok', version: '1.4.0', least: '1.4.0', isFirst: false },
    })
  })

  test('is unknown before the check and the tests', () => {
    const list = checklistOf({ ...draft, check: undefined, regression: undefined })
    expect(Object.values(list).map(({ is }) => is)).toEqual(Array(5).fill('unknown'))
    expect(list.fixtures.count).toBe(2)
    expect(list.goldens.count).toBe(2)
  })

  test('needs no tests when there is nothing to run', () => {
    const list = checklistOf({
      ...draft,
      files: { 'pack.json': '{"version":"1.4.0"}' },
      regression: undefined,
      goldens: [],
    })
    expect([list.fixtures.is, list.goldens.is]).toEqual(['none', 'none'])
  })

  test('reports an exceeded limit and a version that is too low', () => {
    const over = { name: 'levels', used: 6, most: 5 } as const
    const list = checklistOf({
      ...draft,
      files: { 'pack.json': '{"version":"1.3.1"}' },
      check: { ...check, limits: [over] },
    })
    expect(list.schema).toEqual({ is: 'not', limits: [over], over: [over] })
    expect(list.version).toEqual({
      is: 'not',
      version: '1.3.1',
      least: '1.4.0',
      isFirst: false,
    })
  })

  test('accepts any first version, and judges none while the draft has faults', () => {
    const first = { ...check, comparedWith: null, requiredBump: null }
    const files = { 'pack.json': '{"version":"0.1.0"}' }
    const { version } = checklistOf({ ...draft, files, check: first })
    expect(version).toMatchObject({ is: 'ok', version: '0.1.0', isFirst: true })
    const faulty = checklistOf({ ...draft, check: { ...first, valid: false } })
    expect([faulty.faults.is, faulty.version.is]).toEqual(['not', 'unknown'])
  })
})

test('ignores a report once a golden was added', () => {
  expect(currentReport(draft)).toBe(report)
  const goldens = [...draft.goldens, { createdAt: '2026-11-25T10:00:01Z' }]
  expect(currentReport({ regression, goldens })).toBeUndefined()
  expect(checklistOf({ ...draft, goldens }).goldens).toMatchObject({ is: 'unknown', count: 3 })
})
