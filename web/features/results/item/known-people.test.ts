import { expect, test } from 'bun:test'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { holdsPeople, knownPeople, refsOf } from './known-people.ts'

const field = (name: string, more: Partial<FieldView> = {}): FieldView =>
  ({ name, type: 'string', format: 'person', ...more }) as FieldView
const speakers = [
  { id: 1, name: 'Anna Kern', personId: 'p1' },
  { id: 2, name: 'Speaker 2', personId: null },
]

test('speakers come before the directory, and nobody twice', () => {
  const others = [
    { name: 'Anna Kern', personId: 'p1' },
    { name: 'Typed', personId: null },
    { name: 'Nora Reid', personId: 'p2' },
    { name: 'Nora Reid', personId: 'p2' },
  ]
  expect(knownPeople(speakers, others)).toEqual([
    { name: 'Anna Kern', ref: { speakerId: 1 } },
    { name: 'Speaker 2', ref: { speakerId: 2 } },
    { name: 'Nora Reid', ref: { personId: 'p2' } },
  ])
})

test('a name refers to the only one who is called so; anything else is text', () => {
  const known = knownPeople(speakers, [
    { name: 'Nora', personId: 'p2' },
    { name: 'Nora', personId: 'p3' },
  ])
  const fields = [field('owner'), field('by'), field('task', { format: null })]
  const refs = (changes: Record<string, unknown>) => refsOf(fields, {}, changes, known)
  expect(refs({ owner: 'Anna Kern', task: 'Anna Kern' })).toEqual({ '/owner': { speakerId: 1 } })
  expect(refs({ owner: 'Anna', by: 'Nora' })).toEqual({})
})

test('in a list only what is new refers to somebody', () => {
  const known = knownPeople(speakers, [])
  const fields = [field('a/b', { type: 'array' })]
  const changes = { 'a/b': ['Speaker 2', 'Guest', 'Anna Kern'] }
  expect(refsOf(fields, { 'a/b': ['Speaker 2'] }, changes, known)).toEqual({
    '/a~1b/2': { speakerId: 1 },
  })
})

test('in rows each cell that names somebody new refers to them', () => {
  const known = knownPeople(speakers, [{ name: 'Nora Reid', personId: 'p2' }])
  const rows = {
    type: 'array',
    format: null,
    fields: [field('who'), field('with', { type: 'array' }), field('vote', { format: null })],
  } as Partial<FieldView>
  const fields = [field('votes', rows), field('lead', { ...rows, type: 'object' })]
  const before = { votes: [{ who: 'Speaker 2', vote: 'yes' }] }
  const changes = {
    votes: [
      { who: 'Anna Kern', with: ['Guest', 'Nora Reid'], vote: 'Nora Reid' },
      { who: 'Speaker 2' },
      { vote: 'no' },
    ],
    lead: { who: 'Nora Reid' },
  }
  expect(fields.every(holdsPeople)).toBe(true)
  expect(refsOf(fields, before, changes, known)).toEqual({
    '/votes/0/who': { speakerId: 1 },
    '/votes/0/with/1': { personId: 'p2' },
    '/lead/who': { personId: 'p2' },
  })
})
