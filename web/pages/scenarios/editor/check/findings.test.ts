import { expect, test } from 'bun:test'
import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { newPack } from '../../../../../server/modules/scenarios/drafts/new-pack.ts'
import { loadMessages } from '../../../../i18n/index.ts'
import { addField } from '../pack/field/edit-fields.ts'
import { readPack } from '../pack/read-pack.ts'
import { completeLanguage } from './complete-language.ts'
import { findingsOf } from './findings.ts'
import { formatPlace } from './format-finding.ts'
import type { Place } from './places.ts'
import { untranslated } from './untranslated.ts'

const words = { en: 'Wrong.', ru: 'Неверно.' }
const checkOf = (spots: [string, string][]): CheckView => ({
  valid: false,
  hash: null,
  comparedWith: null,
  differences: [],
  requiredBump: null,
  limits: [],
  problems: spots.map(([file, pointer]) => ({
    file,
    pointer,
    code: 'x',
    reason: words,
    remedy: words,
  })),
})

const files = newPack('site-visit')
const schema = `{
  "type": "object",
  "properties": {
    "decisions": { "type": "array", "items": { "$ref": "#/$defs/decision" }, "x-aam": {} }
  },
  "$defs": {
    "decision": { "type": "object", "properties": {
      "statement": { "type": "string" }, "state": { "$ref": "#/$defs/state" } } },
    "state": { "type": "string", "enum": ["open"] }
  }
}`

test('assigns each problem to the part of the form where it can be fixed', () => {
  const pack = { ...files, 'output.schema.json': schema }
  const spots: [string, string, Place, number][] = [
    [
      'output.schema.json',
      '/properties/decisions/x-aam/render',
      { section: 'decisions', field: null },
      4,
    ],
    [
      'output.schema.json',
      '/$defs/decision/properties/statement/type',
      { section: 'decisions', field: 'statement' },
      8,
    ],
    ['output.schema.json', '/$defs/state/enum', { section: 'decisions', field: 'state' }, 9],
    ['i18n/ru.json', '/decisions.statement', { section: 'decisions', field: 'statement' }, 3],
    ['i18n/en.json', '/enum.state.open', { section: 'decisions', field: 'state' }, 1],
    ['i18n/en.json', '/strange', null, 1],
    ['pack.json', '/title/en', { about: true }, 13],
    ['pack.json', '/steps', null, 20],
    ['prompts/outcomes.md', '/3', { section: 'decisions', field: null }, 3],
    ['prompts/outcomes.md', '/1', null, 1],
    ['fixtures/x.json', '', null, 1],
  ]
  const check = checkOf(spots.map(([file, pointer]) => [file, pointer]))
  const found = findingsOf(pack, readPack(pack), check)
  expect(found.map(({ file, place, line }) => [file, place, line])).toEqual(
    spots.map(([file, , place, line]) => [file, place, line]),
  )
})

test('reports invalid JSON instead of what the check says about the file', () => {
  const broken = { ...files, 'i18n/ru.json': '{\n  "decisions": "a"\n  "b": 1\n}' }
  const found = findingsOf(broken, readPack(broken), checkOf([['i18n/ru.json', '']]))
  expect(found).toMatchObject([{ file: 'i18n/ru.json', line: 3, words: { fault: 'comma' } }])
})

test('finds titles that are not translated', () => {
  const added = addField(files, 'decisions', { en: 'Кем', ru: 'Кем' }).files
  const more = addField(added, 'decisions', { en: 'Due date', ru: 'Due date' }).files
  const short = addField(more, 'decisions', { en: 'NPS', ru: 'NPS' }).files
  const [section] = readPack(short)?.sections ?? []
  expect(section && untranslated(section).map(({ en }) => en)).toEqual(['Кем', 'Due date'])
})

test('names a place by section and field, or by file and line', async () => {
  await loadMessages('authoring')
  const form = readPack(files)
  const check = checkOf([
    ['pack.json', '/meetingType'],
    ['i18n/ru.json', '/decisions'],
    ['pack.json', '/tags/0'],
  ])
  check.problems = check.problems.map((one) =>
    one.file === 'i18n/ru.json' ? { ...one, code: 'label-missing' } : one,
  )
  const said = findingsOf(files, form, check).map((one) => formatPlace(one, form?.sections ?? []))
  expect(said).toEqual([
    'About the scenario · Kind of meeting',
    'Decisions · Title in Russian',
    'pack.json#/tags/0, line 11',
  ])
})

test('offers the complete language where only the other one lacks titles', () => {
  const form = readPack(files)
  const titles = (...spots: [string, string][]) => {
    const check = checkOf(spots)
    check.problems = check.problems.map((one) =>
      one.file.startsWith('i18n/') ? { ...one, code: 'label-missing' } : one,
    )
    return completeLanguage(form, findingsOf(files, form, check))
  }
  expect(titles(['i18n/en.json', '/decisions'], ['pack.json', '/title/en'])).toBe('ru')
  expect(titles(['i18n/ru.json', '/decisions'], ['pack.json', '/steps'])).toBe('en')
  expect(titles(['i18n/ru.json', '/decisions'], ['i18n/en.json', '/decisions'])).toBeUndefined()
  expect(titles(['pack.json', '/steps'])).toBeUndefined()
})
