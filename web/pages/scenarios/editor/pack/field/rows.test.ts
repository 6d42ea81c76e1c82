import { expect, test } from 'bun:test'
import { loadPack, type LoadedPack } from '../../../../../../plugins/engine/index.ts'
import { newPack } from '../../../../../../server/modules/scenarios/drafts/new-pack.ts'
import * as choices from '../edit-choices.ts'
import * as fields from './edit-fields.ts'
import * as settings from './field-settings.ts'
import { removeSection, setLabel } from '../edit-sections.ts'
import type { Files } from '../pack-parts.ts'
import { type FieldForm, readPack } from '../read-pack.ts'

const load = (files: Files): LoadedPack => loadPack(files)
const ru = (text: string) => ({ en: '', ru: text })

/** Resolutions with their votes, in Russian only. */
function withVotes(): Files {
  const start = newPack('sovet', { ru: 'Совет' }, 'ru')
  const { files, name } = fields.addField(start, 'decisions', ru('Голоса'))
  expect(name).toBe('golosa')
  return settings.setKind(files, 'decisions', name, 'rows', [ru('Кто'), ru('Голос')])
}

const fieldIn = (files: Files, name: string): FieldForm | undefined =>
  readPack(files)?.sections[0]?.fields.find((field) => field.name === name)
const columnsOf = (files: Files): string[] =>
  fieldIn(files, 'golosa')?.fields.map(({ name, title, kind }) => `${name} ${title.ru} ${kind}`) ??
  []

test('builds rows from columns and changes the kind of each column', () => {
  let files = withVotes()
  expect(columnsOf(files)).toEqual(['golosa.kto Кто text', 'golosa.golos Голос text'])
  files = settings.setKind(files, 'decisions', 'golosa.kto', 'person')
  files = settings.setKind(files, 'decisions', 'golosa.golos', 'choice', [ru('За'), ru('Против')])
  files = choices.addChoice(files, 'decisions', 'golosa.golos', ru('Воздержался'))
  const { labels, sections } = load(files)
  expect(sections[0]?.fields.at(-1)).toMatchObject({
    name: 'golosa',
    type: 'array',
    fields: [
      { name: 'kto', format: 'person', required: true },
      { name: 'golos', enum: ['za', 'protiv', 'vozderzhalsya'], required: false },
    ],
  })
  expect(labels.ru).toMatchObject({
    'decisions.golosa.golos': 'Голос',
    'enum.decisions.golosa.golos.vozderzhalsya': 'Воздержался',
  })
  files = choices.removeChoice(files, 'decisions', 'golosa.golos', 'protiv')
  expect(Object.keys(load(files).labels.ru)).not.toContain('enum.decisions.golosa.golos.protiv')
})

test('adds, titles, moves, requires and removes columns like fields', () => {
  const added = fields.addField(withVotes(), 'decisions', ru('Доля'), 'number', 'golosa')
  expect(added.name).toBe('golosa.dolya')
  let files = fields.moveField(added.files, 'decisions', added.name, 0)
  files = fields.setRequired(files, 'decisions', 'golosa.golos', true)
  files = settings.setHint(files, 'decisions', 'golosa.golos', 'За или против')
  files = setLabel(files, 'decisions.golosa.kto', 'ru', 'Член совета')
  expect(columnsOf(files)).toEqual([
    'golosa.dolya Доля number',
    'golosa.kto Член совета text',
    'golosa.golos Голос text',
  ])
  const inner = load(files).sections[0]?.fields.at(-1)?.fields
  expect(inner?.map(({ required }) => required)).toEqual([false, true, true])
  files = fields.removeField(files, 'decisions', 'golosa.kto')
  expect(columnsOf(files)).toHaveLength(2)
  expect(files['i18n/ru.json']).not.toContain('golosa.kto')
  files = settings.setKind(files, 'decisions', 'golosa', 'text')
  expect(files['i18n/ru.json']).not.toContain('golosa.')
  load(files)
})

test('titles the parts of money and checklists, and keeps the ends of a scale', () => {
  let { files } = fields.addField(withVotes(), 'decisions', ru('Цена'), 'text')
  files = settings.setKind(files, 'decisions', 'tsena', 'money')
  expect(fieldIn(files, 'tsena')?.kind).toBe('money')
  expect(load(files).labels.ru['decisions.tsena.amount']).toBe('Сумма')
  files = settings.setKind(files, 'decisions', 'tsena', 'checklist')
  expect(fieldIn(files, 'tsena')?.fields.map(({ title }) => title.ru)).toEqual(['Что', 'Сделано'])
  files = settings.setKind(files, 'decisions', 'tsena', 'scale')
  files = settings.setScale(files, 'decisions', 'tsena', [0, 10])
  expect(fieldIn(files, 'tsena')).toMatchObject({ kind: 'scale', minimum: 0, maximum: 10 })
  expect(load(files).sections[0]?.fields.at(-1)).toMatchObject({ minimum: 0, maximum: 10 })
})

test('copies a shared definition before a column changes', () => {
  const files = withVotes()
  const schema = JSON.parse(files['output.schema.json'] ?? '')
  const { properties } = schema.properties.decisions.items
  schema.$defs = { votes: properties.golosa }
  properties.golosa = { $ref: '#/$defs/votes' }
  properties.more = { $ref: '#/$defs/votes' }
  const labels = { ...JSON.parse(files['i18n/ru.json'] ?? ''), 'decisions.more': 'Ещё' }
  const shared = {
    ...files,
    'output.schema.json': JSON.stringify(schema),
    'i18n/ru.json': JSON.stringify(labels),
  }
  const changed = fields.removeField(shared, 'decisions', 'golosa.golos')
  expect(columnsOf(changed)).toHaveLength(1)
  expect(fieldIn(changed, 'more')?.fields).toHaveLength(2)
  load(changed)
  expect(removeSection(changed, 'decisions')['i18n/ru.json']?.trim()).toBe('{}')
})
