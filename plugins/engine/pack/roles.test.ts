import { expect, test } from 'bun:test'
import { samplePack } from '../testing/sample-pack.ts'
import type { FieldSpec, Track } from '../types.ts'
import { rolesOf } from './roles.ts'

const [plain] = samplePack().sections.flatMap(({ fields }) => fields)
const field = (name: string, format: string | null): FieldSpec => {
  if (!plain) throw new Error('the sample has no field')
  return { ...plain, name, format }
}

function rolesIn(fields: [string, string | null][], track: Track | null = 'action-item') {
  const specs = fields.map(([name, format]) => field(name, format))
  const { owner, due } = rolesOf({ fields: specs, track })
  return [owner?.name ?? null, due?.name ?? null]
}

test('fields by the names of the shipped scenarios come first', () => {
  expect(
    rolesIn([
      ['askedBy', 'person'],
      ['owner', 'person'],
      ['saidOn', 'date'],
      ['dueOn', 'date'],
    ]),
  ).toEqual(['owner', 'dueOn'])
  expect(rolesIn([['promisedBy', 'person']], null)).toEqual(['promisedBy', null])
})

test('in sections of work the only person and the only day say it, whatever they are called', () => {
  const fields: [string, string][] = [
    ['srok', 'date'],
    ['kto', 'person'],
  ]
  expect(rolesIn(fields)).toEqual(['kto', 'srok'])
  expect(rolesIn(fields, 'commitment')).toEqual(['kto', 'srok'])
})

test('of two people, or two days, none is taken for it', () => {
  expect(
    rolesIn([
      ['askedBy', 'person'],
      ['kto', 'person'],
      ['raisedOn', 'date'],
    ]),
  ).toEqual([null, 'raisedOn'])
  expect(
    rolesIn([
      ['kto', 'person'],
      ['raisedOn', 'date'],
      ['srok', 'date'],
    ]),
  ).toEqual(['kto', null])
})

test('elsewhere a person and a day say something else', () => {
  const fields: [string, string][] = [
    ['kto', 'person'],
    ['srok', 'date'],
  ]
  expect(rolesIn(fields, 'decision')).toEqual([null, null])
  expect(rolesIn(fields, null)).toEqual([null, null])
})

test('a name alone does not make a role', () => {
  expect(
    rolesIn([
      ['owner', null],
      ['dueOn', null],
      ['kto', 'person'],
    ]),
  ).toEqual(['kto', null])
})
