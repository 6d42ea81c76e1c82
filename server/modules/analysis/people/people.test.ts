import { expect, test } from 'bun:test'
import type { SectionSpec } from '../../../../plugins/engine/index.ts'
import { createNameResolver, findReferences } from './find-people.ts'
import { applyCurrentNames } from './current-names.ts'
import { valueAt } from './pointers.ts'
import type { ReadReference } from './repo/references.ts'

const person = { type: ['string', 'null'], format: 'person' }
const section = {
  name: 'tasks',
  track: 'action-item',
  textField: 'what',
  fields: [
    { name: 'what', type: 'string', format: null },
    { name: 'owner', type: 'string', format: 'person' },
  ],
  itemSchema: {
    type: 'object',
    properties: {
      what: { type: 'string' },
      owner: person,
      'seen/by': { type: 'array', items: person },
      votes: { type: 'array', items: { type: 'object', properties: { who: person, for: {} } } },
    },
  },
} as unknown as SectionSpec

const resolveName = createNameResolver({
  speakers: [
    { id: 1, name: 'Anna Kern' },
    { id: 2, name: 'Семён Ёлкин' },
    { id: 3, name: 'Twin' },
    { id: 4, name: 'twin' },
  ],
  participants: [
    { name: 'Clara Diaz', personId: 'p1' },
    { name: 'Anna Kern', personId: 'p2' },
  ],
  people: [
    { id: 'p3', name: 'Clara Diaz' },
    { id: 'p4', name: 'Nora' },
    { id: 'p5', name: 'Same' },
    { id: 'p6', name: 'same' },
  ],
})

test('resolves names in fields, lists and objects to speakers, participants and people, in that order', () => {
  const value = {
    what: 'Anna Kern',
    owner: ' anna  KERN ',
    'seen/by': ['Семен Елкин', 'Twin', 'Somebody', 'Clara Diaz'],
    votes: [{ who: 'Nora', for: 'Nora' }, { who: 'Same' }, { who: null }],
  }
  expect(
    findReferences(section, value, resolveName).map((one) => [
      one.pointer,
      one.speaker_id ?? one.person_id,
      one.is_owner,
    ]),
  ).toEqual([
    ['/owner', 1, true],
    ['/seen~1by/0', 2, false],
    ['/seen~1by/3', 'p1', false],
    ['/votes/0/who', 'p4', false],
  ])
})

const reference = (pointer: string, id: number, name: string): ReadReference => ({
  place: 'value',
  pointer,
  speaker_id: id,
  person_id: null,
  name: null,
  chosen: false,
  is_owner: false,
  accepted_as: null,
  now_speaker_id: id,
  now_person_id: null,
  now_name: name,
  heard_speaker_id: id,
})

test('merges list entries that now refer to one person, and moves later references up', () => {
  const stored = { who: ['Speaker 1', 'Guest', 'Speaker 3', 'Speaker 2', 'Guest'] }
  const { value, references } = applyCurrentNames(stored, [
    reference('/who/0', 1, 'Maya'),
    reference('/who/2', 1, 'Maya'),
    reference('/who/3', 2, 'Peter'),
  ])
  expect(value).toEqual({ who: ['Maya', 'Guest', 'Peter', 'Guest'] })
  expect(references.map(({ pointer }) => pointer).toSorted()).toEqual(['/who/0', '/who/2'])
  expect(stored.who[0]).toBe('Speaker 1')
})

test('ignores a reference that does not point to a name', () => {
  const stored = { owner: null, who: ['Anna'] }
  const lost = ['/owner', '/who/4', '/who', '/none/1', '/__proto__/x', '']
  expect(
    applyCurrentNames(
      stored,
      lost.map((pointer) => reference(pointer, 1, 'Maya')),
    ).value,
  ).toEqual(stored)
  expect(valueAt(stored, '/__proto__')).toBeUndefined()
})
