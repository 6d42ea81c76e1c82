import { expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import { strictSchema } from '../model/strict-schema.ts'
import { samplePackFiles, sampleSchema, segmentsOf } from '../testing/sample-pack.ts'
import type { ItemValue, LoadedPack } from '../types.ts'
import { renderDocument } from './markdown.ts'

const votes = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      who: { type: 'string', format: 'person' },
      vote: { type: 'string', enum: ['in-favour', 'against'] },
      shareHeld: { type: 'number' },
      heldOn: { type: 'string', format: 'date' },
    },
    required: ['who'],
  },
}
const words = {
  'tasks.votes': 'Votes',
  'tasks.votes.who': 'Shareholder',
  'enum.tasks.votes.vote.in-favour': 'For | yes',
}

function packOf(field: object = votes, en: object = words, ru: object = en): LoadedPack {
  const { properties, $defs } = sampleSchema
  const task = { ...$defs.task, properties: { ...$defs.task.properties, votes: field } }
  const schema = { properties, type: 'object', $defs: { ...$defs, task } }
  return loadPack(samplePackFiles({ schema, en, ru }))
}

function documentOf(pack: LoadedPack, value: ItemValue, locale: 'en' | 'ru' = 'en'): string {
  const evidence = [
    { ordinal: 1, rev: 1, startChar: 0, endChar: 4, quote: 'Agreed', state: 'verified' as const },
  ]
  return renderDocument({
    pack,
    head: { title: 'Board', date: null, client: null, participants: [], accepted: null },
    sections: [
      {
        name: 'tasks',
        items: [{ key: 'k', ord: 0, value, state: 'verified', isDecided: true, evidence }],
      },
    ],
    segments: segmentsOf('Agreed.'),
    locale,
  })
}

test('rows inside an item are a table below it, with titles, choices and days in words', () => {
  const value = {
    task: 'Approve the budget',
    level: 'high',
    votes: [
      { who: 'Ada *Lee*', vote: 'in-favour', heldOn: '2026-11-02' },
      { who: 'Ben', vote: 'against' },
    ],
  }
  expect(documentOf(packOf(), value)).toContain(
    [
      '- Approve the budget · Level: High',
      '',
      '  Votes:',
      '',
      '  | Shareholder | Vote | Held on |',
      '  | --- | --- | --- |',
      '  | Ada \\*Lee\\* | For \\| yes | 2 November 2026 |',
      '  | Ben | Against | – |',
      '',
      '  - > 0:00 Ada: «Agreed»',
      '',
    ].join('\n'),
  )
})

test('one object is a table of one row, and an empty list is nothing', () => {
  const one = packOf(votes.items)
  expect(documentOf(one, { task: 'Ask', votes: { who: 'Ada', shareHeld: 12.5 } })).toContain(
    '  | Shareholder | Share held |\n  | --- | --- |\n  | Ada | 12.5 |\n',
  )
  expect(documentOf(packOf(), { task: 'Ask', votes: [] })).toContain('- Ask\n  - > ')
})

test('titles of rows are taken from either language, then from their names', () => {
  const pack = packOf(votes, { 'tasks.votes': 'Votes' }, { ...words, 'tasks.votes.vote': 'Голос' })
  expect(pack.labels.en).toMatchObject({
    'tasks.votes.vote': 'Голос',
    'tasks.votes.shareHeld': 'Share held',
    'enum.tasks.votes.vote.against': 'Against',
  })
  const { schema } = strictSchema(packOf(), packOf().sections.slice(0, 1), 'en')
  expect(JSON.stringify(schema)).toContain('"description":"Shareholder. name of one person"')
})
