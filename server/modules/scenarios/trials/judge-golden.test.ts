import { expect, test } from 'bun:test'
import type { RunOutput } from '../../../../plugins/engine/index.ts'
import { samplePack } from '../../../../plugins/engine/testing/sample-pack.ts'
import { judgeGolden } from './judge-golden.ts'

const pack = samplePack()
const cited = (ordinal: number) => [{ ordinal, startChar: 0, endChar: 10, quote: 'x' }]
const expected = [
  { section: 'tasks', key: 'a', text: 'write', evidence: cited(1) },
  { section: 'tasks', key: 'b', text: 'call', evidence: cited(2) },
  { section: 'gone', key: 'c', text: 'old', evidence: cited(3) },
]

/** A run that cites these segments in its tasks. */
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

test('an item is lost when two of three runs miss it, not when one does', () => {
  const verdict = judgeGolden(pack, expected, [runOf(1, 2), runOf(1), runOf(1, 2)], 2)
  expect(verdict).toEqual({ lost: [], droppedCount: 1 })
  const worse = judgeGolden(pack, expected, [runOf(1), runOf(1), runOf(1, 2)], 2)
  expect(worse.lost).toEqual([{ section: 'tasks', text: 'call', missingIn: 2 }])
})

test('a run without the section at all misses its items', () => {
  const empty = { sections: [] } as unknown as RunOutput
  expect(judgeGolden(pack, expected, [empty], 1).lost).toHaveLength(2)
})
