import { expect, test } from 'bun:test'
import { newPack } from '../../../../../server/modules/scenarios/drafts/new-pack.ts'
import { readParts } from './pack-files.ts'
import { withMember } from './json-members.ts'
import { insertLabel, settleLabels } from './settle.ts'

test('treats names of built-in properties like any other name', () => {
  const before = readParts(newPack('site-visit'))
  if (!before) throw new Error('A new pack can be read.')
  const properties = { toString: { type: 'array', items: { type: 'object' } } }
  const { en, ru } = settleLabels(before, { ...before, schema: { ...before.schema, properties } })
  expect([en, ru].map((words) => Object.entries(words))).toEqual([
    [['toString', 'toString']],
    [['toString', 'toString']],
  ])
  const words = { first: 'First', 'enum.a.b': 'B' }
  expect(Object.keys(insertLabel(words, 'valueOf', 'Value'))).toEqual([
    'first',
    'valueOf',
    'enum.a.b',
  ])
  expect(withMember(words, 'toString', undefined)).toBe(words)
  expect(withMember(words, 'first', undefined)).toEqual({ 'enum.a.b': 'B' })
})
