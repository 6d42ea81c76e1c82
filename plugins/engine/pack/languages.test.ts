import { expect, test } from 'bun:test'
import { comparePacks } from '../versions/compare-packs.ts'
import { problemsOf } from '../testing/faults.ts'
import { samplePackFiles } from '../testing/sample-pack.ts'
import type { PackFiles } from '../types.ts'
import { loadPack } from './load-pack.ts'

const russian = { title: { ru: 'Пример' }, description: { ru: 'Пример.' }, locales: ['ru'] }

/** The sample pack in Russian alone, with these titles in English. */
function inRussian(en?: object, manifest: object = {}): PackFiles {
  const { 'i18n/en.json': _, ...files } = samplePackFiles({
    manifest: { ...russian, ...manifest },
    ru: { tasks: 'Поручения', 'tasks.task': 'Что сделать', 'enum.level.high': 'Высокая' },
  })
  return en ? { ...files, 'i18n/en.json': JSON.stringify(en) } : files
}

const faultsOf = (files: PackFiles): string[] =>
  problemsOf(files).map(({ pointer, code }) => `${pointer} ${code}`)

test('a pack may stand in one language, which the other one shows as well', () => {
  const { manifest, labels } = loadPack(inRussian())
  expect(manifest.title).toEqual({ en: 'Пример', ru: 'Пример' })
  expect(manifest.description.en).toBe('Пример.')
  expect(labels.en['enum.level.high']).toBe('Высокая')
  expect(labels.en).toEqual(labels.ru)
})

test('what is translated is shown, and the rest stays in the language of the pack', () => {
  const files = inRussian(
    { tasks: 'Tasks', 'tasks.task': ' ' },
    { title: { ru: 'Пример', en: '' }, description: { ru: 'Пример.', en: 'A sample.' } },
  )
  const { manifest, labels } = loadPack(files)
  expect(labels.en).toMatchObject({ tasks: 'Tasks', 'tasks.task': 'Что сделать' })
  expect(labels.ru['tasks']).toBe('Поручения')
  expect(manifest).toMatchObject({ title: { en: 'Пример' }, description: { en: 'A sample.' } })
})

test('the language of the pack is needed whole, and the other one holds nothing unknown', () => {
  const files = inRussian({ task: 'Tasks', note: 1 }, { title: { en: 'Sample' } })
  const ru = JSON.parse(files['i18n/ru.json'] ?? '')
  const broken = { ...files, 'i18n/ru.json': JSON.stringify({ ...ru, note: '' }) }
  expect(faultsOf({ ...broken, 'pack.json': inRussian()['pack.json'] ?? '' })).toEqual([
    'i18n/en.json#/note label-missing',
    'i18n/en.json#/task label-unused',
    'i18n/ru.json#/note label-missing',
  ])
  expect(faultsOf(files)).toEqual(['pack.json#/title shape-missing'])
  const blank = inRussian(undefined, { title: { ru: ' ' } })
  expect(faultsOf(blank)).toEqual(['pack.json#/title/ru shape-too-short'])
  const { 'i18n/ru.json': _, ...without } = inRussian()
  expect(faultsOf(without)).toEqual(['i18n/ru.json# file-missing'])
  expect(faultsOf(inRussian(undefined, { locales: [] }))).toEqual(['i18n/en.json# file-missing'])
})

test('another title in the one language is one difference', () => {
  const files = inRussian()
  const ru = JSON.parse(files['i18n/ru.json'] ?? '')
  const renamed = { ...files, 'i18n/ru.json': JSON.stringify({ ...ru, tasks: 'Задачи' }) }
  const retitled = {
    ...renamed,
    'pack.json': inRussian(undefined, { title: { ru: 'Другой' } })['pack.json'] ?? '',
  }
  const differences = comparePacks(loadPack(files), loadPack(retitled))
  expect(differences.map(({ pointer }) => pointer)).toEqual([
    'pack.json#/title/ru',
    'i18n/ru.json#/tasks',
  ])
})
