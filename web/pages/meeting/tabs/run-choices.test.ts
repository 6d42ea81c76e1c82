import { expect, test } from 'bun:test'
import { runChoices } from './run-choices.ts'

const listed = (id: string, origin: 'own' | 'built-in', en: string, ru: string) => ({
  id,
  origin,
  version: '1.2.0',
  title: { en, ru },
})
const scenarios = [
  listed('sales', 'built-in', 'Sales', 'Продажа'),
  listed('board', 'built-in', 'Board', 'Совет'),
  listed('site', 'own', 'Site visit', 'Выезд'),
  listed('audit', 'own', 'Audit', 'Ревизия'),
]
const pinned = { id: 'board', version: '1.0.0' }
const idsOf = (choices: readonly { id: string }[]) => choices.map(({ id }) => id)

test('own ones and built-in ones stand apart, each by title in the reader’s language', () => {
  const en = runChoices(scenarios, pinned, 'en')
  expect([idsOf(en.own), idsOf(en.builtIn)]).toEqual([
    ['audit', 'site'],
    ['board', 'sales'],
  ])
  const ru = runChoices(scenarios, pinned, 'ru')
  expect([idsOf(ru.own), idsOf(ru.builtIn)]).toEqual([
    ['site', 'audit'],
    ['sales', 'board'],
  ])
})

test('each has the version that would run', () => {
  expect(runChoices(scenarios, pinned, 'en').builtIn[0]).toEqual({
    id: 'board',
    version: '1.2.0',
    title: 'Board',
  })
})

test('a scenario that is out of use goes on with the version that the meeting has', () => {
  const gone = { id: 'bygone', version: '3.0.0' }
  expect(runChoices(scenarios, gone, 'en').own.map(({ id, version }) => [id, version])).toEqual([
    ['audit', '1.2.0'],
    ['bygone', '3.0.0'],
    ['site', '1.2.0'],
  ])
})
