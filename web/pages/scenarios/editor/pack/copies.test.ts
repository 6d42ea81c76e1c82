import { expect, test } from 'bun:test'
import { loadPack } from '../../../../../plugins/engine/index.ts'
import { newPack } from '../../../../../server/modules/scenarios/drafts/new-pack.ts'
import { copyField, copySection, moveFieldTo, splitFrom, splitOff } from './copies.ts'
import * as fields from './field/edit-fields.ts'
import * as settings from './field/field-settings.ts'
import { addSection, setLookFor, setPriority } from './edit-sections.ts'
import type { Files } from './pack-parts.ts'
import { readPack } from './read-pack.ts'

const ru = (text: string) => ({ en: '', ru: text })

/** Decisions with votes and an outcome, and a second section. */
function start(): Files {
  let files = newPack('sovet', { ru: 'Совет' }, 'ru')
  files = addSection(files, ru('Риски')).files
  const votes = fields.addField(files, 'decisions', ru('Голоса'))
  files = settings.setKind(votes.files, 'decisions', 'golosa', 'rows', [ru('Кто'), ru('Голос')])
  files = settings.setKind(files, 'decisions', 'golosa.golos', 'choice', [ru('За'), ru('Против')])
  files = fields.addField(files, 'decisions', ru('Исход'), 'text').files
  files = settings.setKind(files, 'decisions', 'iskhod', 'choice', [ru('Принято'), ru('Нет')])
  return setPriority(files, 'decisions', 'iskhod')
}
const sectionsOf = (files: Files) => {
  loadPack(files)
  return readPack(files)?.sections ?? []
}
const outline = (files: Files): string[] =>
  sectionsOf(files).map(
    ({ title, fields: all }) => `${title.ru}: ${all.map((field) => field.title.ru).join(', ')}`,
  )

test('copies a section with its fields, choices and labels, below the first', () => {
  const said = setLookFor(start(), 'decisions', 'Что решили.')
  const { files, name } = copySection(said, 'decisions')
  expect(outline(files)).toEqual([
    'Решения: Решение, Голоса, Исход',
    'Решения (копия): Решение, Голоса, Исход',
    'Риски: Что',
  ])
  const [first, copy] = sectionsOf(files)
  expect(copy).toMatchObject({
    name,
    lookFor: 'Что решили.',
    step: first?.step,
    priority: 'iskhod',
  })
  expect(copy?.fields[1]?.fields[1]?.choices.map(({ title }) => title.ru)).toEqual(['За', 'Против'])
  // What is done to one is not done to the other.
  const changed = fields.removeField(files, name, 'golosa.golos')
  expect(sectionsOf(changed)[0]?.fields[1]?.fields).toHaveLength(2)
  expect(copySection(files, 'decisions').name).not.toBe(name)
})

test('copies a field below the first, also inside rows', () => {
  const { files, name } = copyField(start(), 'decisions', 'golosa')
  expect(outline(files)[0]).toBe('Решения: Решение, Голоса, Голоса (копия), Исход')
  const inner = copyField(files, 'decisions', `${name}.golos`)
  const rows = sectionsOf(inner.files)[0]?.fields.map((field) =>
    field.fields.map(({ title }) => title.ru),
  )
  expect(rows).toEqual([[], ['Кто', 'Голос'], ['Кто', 'Голос', 'Голос (копия)'], []])
})

test('moves a field to another section with all its labels, and leaves none behind', () => {
  const { files, name } = moveFieldTo(start(), 'decisions', 'golosa', 'riski')
  expect(outline(files)).toEqual(['Решения: Решение, Исход', 'Риски: Что, Голоса'])
  expect(files['i18n/ru.json']).not.toContain('decisions.golosa')
  expect(sectionsOf(files)[1]?.fields[1]).toMatchObject({ name, kind: 'rows' })
  const outcome = moveFieldTo(files, 'decisions', 'iskhod', 'riski')
  const [decisions, risks] = sectionsOf(outcome.files)
  expect([decisions?.priority, risks?.fields[2]?.choices.length]).toEqual([null, 2])
  // The last one stays.
  const last = moveFieldTo(outcome.files, 'decisions', 'statement', 'riski')
  expect(last).toEqual({ files: outcome.files, name: '' })
})

test('turns a computed date into a plain date in another section', () => {
  let { files } = fields.addField(start(), 'decisions', ru('Срок'))
  files = settings.setKind(files, 'decisions', 'srok', 'date')
  files = settings.setComputedFrom(files, 'decisions', 'srok', 'statement')
  const { files: moved, name } = moveFieldTo(files, 'decisions', 'srok', 'riski')
  expect(sectionsOf(moved)[1]?.fields.find((one) => one.name === name)?.computedFrom).toBeNull()
})

test('moves a field into a section of its own', () => {
  const votes = splitOff(start(), 'decisions', 'golosa')
  expect(outline(votes.files)).toEqual([
    'Решения: Решение, Исход',
    'Голоса: Что, Голоса',
    'Риски: Что',
  ])
  const { files } = fields.addField(start(), 'decisions', ru('Замечания'))
  const remarks = splitOff(files, 'decisions', 'zamechaniya')
  expect(outline(remarks.files)[1]).toBe('Замечания: Замечания')
  expect(sectionsOf(remarks.files)[1]?.fields[0]?.required).toBe(true)
})

test('splits a section and keeps the order of the fields', () => {
  let { files } = fields.addField(start(), 'decisions', ru('Срок'))
  files = settings.setKind(files, 'decisions', 'srok', 'date')
  const split = splitFrom(files, 'decisions', 'iskhod')
  expect(outline(split.files)).toEqual([
    'Решения: Решение, Голоса',
    'Исход: Что, Исход, Срок',
    'Риски: Что',
  ])
  expect(sectionsOf(split.files)[1]?.fields.map(({ kind }) => kind)).toEqual([
    'text',
    'choice',
    'date',
  ])
  // The text of an entry stays, wherever it stands.
  const last = fields.moveField(files, 'decisions', 'statement', 3)
  expect(outline(splitFrom(last, 'decisions', 'golosa').files).slice(0, 2)).toEqual([
    'Решения: Решение',
    'Голоса: Что, Голоса, Исход, Срок',
  ])
})
