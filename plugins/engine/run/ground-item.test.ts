import { expect, test } from 'bun:test'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { ItemValue } from '../types.ts'
import { validateItem } from '../pack/validate.ts'
import { groundItem } from './ground-item.ts'

const pack = samplePack()
const segments = segmentsOf('I will send the draft to legal by Friday.', 'Okay.')
const citations = [{ segment: 1, anchor: 'send the draft to legal' }]
const state = (value: ItemValue) => groundItem(pack, 'tasks', value, citations, segments).state

test('an edit that the quotes still carry stays verified', () => {
  expect(state({ task: 'Send draft to legal department' })).toBe('verified')
  expect(state({ task: 'Send the draft', dueText: 'by Friday', dueOn: '2026-11-27' })).toBe(
    'verified',
  )
})

test('an edit with new facts, or about something else, loses it; its quotes stay', () => {
  expect(state({ task: 'Send 3 drafts to legal' })).toBe('weak')
  expect(state({ task: 'Order chairs for the kitchen' })).toBe('weak')
  expect(
    groundItem(pack, 'tasks', { task: 'Order chairs' }, citations, segments).evidence,
  ).toHaveLength(1)
})

test('without quotes an item is unsupported, and an unknown section is an error', () => {
  expect(groundItem(pack, 'tasks', { task: 'Send the draft' }, [], segments)).toEqual({
    state: 'unsupported',
    evidence: [],
  })
  expect(() => groundItem(pack, 'wishes', {}, [], segments)).toThrow(RangeError)
})

test('an item is judged by its section’s schema', () => {
  expect(
    validateItem(pack, 'tasks', { task: 'Send', level: 'low', dueOn: '2026-11-27', code: 'AB-1' }),
  ).toEqual([])
  expect(
    validateItem(pack, 'tasks', {
      task: '',
      level: 'big',
      dueOn: '2026-02-30',
      code: 'ab',
      hours: 1.5,
      x: 1,
    })
      .map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['', '/code', '/dueOn', '/hours', '/level', '/task'])
  expect(validateItem(pack, 'wishes', {})).toEqual([
    { pointer: '', detail: 'The scenario has no section wishes.' },
  ])
})
