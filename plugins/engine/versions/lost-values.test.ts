import { expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import { samplePackFiles, sampleSchema } from '../testing/sample-pack.ts'
import type { ItemValue, LoadedPack } from '../types.ts'
import { keyOfLoss, lostValues } from './lost-values.ts'

/** The sample pack with other fields of tasks; `undefined` takes one away. */
function packWith(change: Record<string, object | undefined>): LoadedPack {
  const { task, level } = sampleSchema.$defs
  const properties = Object.fromEntries(
    Object.entries({ ...task.properties, ...change }).filter(([, node]) => node !== undefined),
  )
  const schema = { ...sampleSchema, $defs: { task: { ...task, properties }, level } }
  const titles = Object.fromEntries(
    Object.keys(change).map((name) => [`tasks.${name}`, properties[name] && name]),
  )
  const unused = change['level']
    ? { 'enum.level.low': undefined, 'enum.level.high': undefined }
    : {}
  const choices = { ...unused, ...(change['level'] ? { 'enum.tasks.level.low': 'Low' } : {}) }
  return loadPack(
    samplePackFiles({ schema, en: { ...titles, ...choices }, ru: { ...titles, ...choices } }),
  )
}
const lost = (pack: LoadedPack, value: ItemValue, section = 'tasks'): string[] =>
  lostValues(pack, { section, value }, []).map((loss) => `${loss.is} ${keyOfLoss(loss)}`)

test('nothing is lost under the same fields, and what says nothing cannot be', () => {
  const value = { task: 'Write', owner: 'Ada', dueOn: '2026-11-27', level: 'low', hours: 2 }
  expect(lost(packWith({}), value)).toEqual([])
  expect(lost(packWith({ code: undefined }), { task: 'x', code: '', owner: null })).toEqual([])
})

test('a field that is gone, a choice that is gone and a value of another type are lost', () => {
  const pack = packWith({
    code: undefined,
    level: { type: 'string', enum: ['low'] },
    hours: { type: 'boolean' },
    owner: { type: 'array', items: { type: 'string' } },
  })
  const value = { task: 'Write', code: 'A-1', level: 'high', hours: 2, owner: 'Ada' }
  expect(lost(pack, value)).toEqual([
    'field tasks.code',
    'choice tasks.level=high',
    'type tasks.hours',
    'type tasks.owner',
  ])
  expect(lost(pack, { task: 'Write', level: 'low', hours: true, owner: ['Ada'] })).toEqual([])
})

test('words in a field that holds days now are lost, and a day is not', () => {
  const pack = packWith({ dueText: { type: 'string', format: 'date' }, dueOn: undefined })
  expect(lost(pack, { dueText: 'by Friday' })).toEqual(['type tasks.dueText'])
  expect(lost(pack, { dueText: '2026-11-27' })).toEqual([])
})

test('columns and choices inside rows are looked into, each loss once', () => {
  const vote = { type: 'string', enum: ['for'] }
  const row = { type: 'object', properties: { who: { type: 'string' }, vote } }
  const pack = packWith({ votes: { type: 'array', items: row } })
  const votes = [
    { who: 'Ada', vote: 'for', share: 1 },
    { who: 'Ben', vote: 'against', share: 2 },
  ]
  expect(lost(pack, { votes })).toEqual([
    'field tasks.votes.share',
    'choice tasks.votes.vote=against',
  ])
  expect(lost(pack, { votes: ['Ada for'] })).toEqual(['type tasks.votes'])
})

test('a migration that renames loses nothing, one that drops does', () => {
  const pack = packWith({ code: undefined, ticket: { type: 'string' } })
  const item = { section: 'tasks', value: { task: 'x', code: 'A-1' } }
  const rename = [{ op: 'rename' as const, path: 'tasks.code', to: 'ticket' }]
  expect(lostValues(pack, item, rename)).toEqual([])
  const drop = [{ op: 'drop' as const, path: 'tasks.code' }]
  expect(lostValues(pack, item, drop)).toHaveLength(1)
  expect(lost(pack, { a: 'x' }, 'gone')).toEqual([])
})
