import { expect, test } from 'bun:test'
import { loadPack, type RunOutput } from '../../../../plugins/engine/index.ts'
import { samplePack, samplePackFiles } from '../../../../plugins/engine/testing/sample-pack.ts'
import { judgeGolden } from './judge-golden.ts'

const pack = samplePack()
const cited = (ordinal: number) => [{ ordinal, startChar: 0, endChar: 10, quote: 'x' }]
const expected = [
  { section: 'tasks', key: 'a', text: 'write', evidence: cited(1) },
  { section: 'tasks', key: 'b', text: 'call', evidence: cited(2) },
  { section: 'gone', key: 'c', text: 'old', evidence: cited(3) },
]
const golden = { expected, version: '1.0.0' }

/** A run whose tasks cite these segments. */
const runOf = (...ordinals: number[]) =>
  ({
    sections: [
      {
        name: 'tasks',
        items: ordinals.map((ordinal) => ({
          key: `new-${ordinal}`,
          evidence: [{ ...cited(ordinal)[0], rev: 1, state: 'verified' }],
        })),
      },
    ],
  }) as unknown as RunOutput

const rules = { lostAt: 2, droppedSections: ['gone'] }

test('an item is lost when two of three runs miss it, not when one does', () => {
  const verdict = judgeGolden(pack, golden, [runOf(1, 2), runOf(1), runOf(1, 2)], rules)
  expect(verdict).toEqual({ lost: [], droppedCount: 1 })
  const worse = judgeGolden(pack, golden, [runOf(1), runOf(1), runOf(1, 2)], rules)
  expect(worse.lost).toEqual([
    { section: 'tasks', text: 'call', missingIn: 2, isSectionGone: false },
  ])
})

test('items of a removed section are lost unless it is dropped on purpose', () => {
  const runs = [runOf(1, 2), runOf(1, 2), runOf(1, 2)]
  const verdict = judgeGolden(pack, golden, runs, { lostAt: 2, droppedSections: ['other'] })
  expect(verdict).toEqual({
    lost: [{ section: 'gone', text: 'old', missingIn: 3, isSectionGone: true }],
    droppedCount: 0,
  })
})

test('gives the reason when items are lost because their section could not be filled', () => {
  const needsModel = { sections: [{ name: 'tasks', state: 'needs-model', items: [] }] }
  const { lost } = judgeGolden(pack, golden, [needsModel as unknown as RunOutput], {
    ...rules,
    lostAt: 1,
  })
  expect(lost.map(({ because }) => because)).toEqual(['needs-model', 'needs-model'])
  const failed = { sections: [{ name: 'tasks', state: 'failed', items: [] }] }
  const once = judgeGolden(
    pack,
    golden,
    [failed as unknown as RunOutput, runOf(1), runOf(1)],
    rules,
  )
  expect(once.lost.map(({ text, because }) => [text, because])).toEqual([['call', undefined]])
})

test('a run without the section misses its items', () => {
  const empty = { sections: [] } as unknown as RunOutput
  const { lost } = judgeGolden(pack, golden, [empty], { ...rules, lostAt: 1 })
  expect(lost.map(({ text }) => text)).toEqual(['write', 'call'])
})

test('looks for items of a renamed section under its new name', () => {
  const files = {
    ...samplePackFiles({ manifest: { version: '2.0.0' } }),
    'migrations/1-2.json': JSON.stringify({
      operations: [{ op: 'rename', path: 'todos', to: 'tasks' }],
    }),
  }
  const old = {
    expected: expected.slice(0, 1).map((item) => ({ ...item, section: 'todos' })),
    version: '1.2.0',
  }
  expect(judgeGolden(loadPack(files), old, [runOf(2)], { ...rules, lostAt: 1 }).lost).toEqual([
    { section: 'tasks', text: 'write', missingIn: 1, isSectionGone: false },
  ])
  expect(judgeGolden(loadPack(files), old, [runOf(1)], { ...rules, lostAt: 1 })).toEqual({
    lost: [],
    droppedCount: 0,
  })
})
