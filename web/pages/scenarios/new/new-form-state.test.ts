import { expect, test } from 'bun:test'
import type { CreateScenario } from '../../../../server/modules/scenarios/contract.ts'
import {
  canBecomeDraft,
  draftTarget,
  faultsOf,
  fileRejected,
  idTyped,
  type NewFormContext,
  type NewFormState,
  packPicked,
  requestOf,
  sourceChosen,
  startChosen,
  startedForm,
  titleTyped,
} from './new-form-state.ts'

const minutes = {
  id: 'minutes',
  version: '1.0.0',
  title: { en: 'Minutes', ru: 'Протокол' },
}
const sales = { id: 'sales', version: '2.0.0', title: { en: 'Sales', ru: 'Sales' } }

const context: NewFormContext = {
  source: undefined,
  sources: [minutes, sales],
  taken: new Set(['minutes', 'sales', 'minutes-copy', 'own']),
  own: new Map([['own', { title: { en: 'Own', ru: 'Своё' }, hasDraft: true }]]),
  locale: 'en',
}
const inRussian: NewFormContext = { ...context, locale: 'ru' }

const pack = (id: string, title: object = { en: 'A pack', ru: 'Пакет' }) => ({
  'pack.json': JSON.stringify({ id, version: '1.2.0', title }),
})
const pick = (state: NewFormState, id: string, title?: object): NewFormState =>
  packPicked(state, 'pack.aam.json', pack(id, title), undefined, context)

const empty = startedForm('empty', context)
const copy = startedForm('copy', context)
const file = startedForm('file', context)

/** What stands in the fields. */
const fields = ({ titles, id }: NewFormState) => [titles.en, titles.ru, id]

const transitions: [what: string, state: NewFormState, fields: [string, string, string]][] = [
  ['starts empty', empty, ['', '', '']],
  [
    'starts a copy of the first source, with a free id',
    copy,
    ['Minutes (copy)', 'Протокол (копия)', 'minutes-copy-2'],
  ],
  [
    'starts a copy of the scenario that it was opened for',
    startedForm('copy', { ...context, source: { ...sales, version: '1.0.0' } }),
    ['Sales (copy)', '', 'sales-copy'],
  ],
  [
    'suggests only the title of the reader’s language when both are the same',
    sourceChosen(copy, 'sales', inRussian),
    ['', 'Sales (копия)', 'sales-copy'],
  ],
  [
    'keeps the fields when the source is unknown',
    sourceChosen(copy, 'none', context),
    fields(copy) as [string, string, string],
  ],
  [
    'derives the id from the English title',
    titleTyped(empty, 'en', 'Weekly call', context),
    ['Weekly call', '', 'weekly-call'],
  ],
  [
    'derives the id from the Russian title when there is no English one',
    titleTyped(empty, 'ru', 'Планёрка', context),
    ['', 'Планёрка', 'planerka'],
  ],
  [
    'keeps an id that the author wrote',
    titleTyped(idTyped(empty, 'mine'), 'en', 'Weekly call', context),
    ['Weekly call', '', 'mine'],
  ],
  [
    'clears the fields when another start is chosen',
    startChosen(idTyped(copy, 'mine'), 'empty', context),
    ['', '', ''],
  ],
  [
    'suggests an id again after another start',
    startChosen(idTyped(empty, 'mine'), 'copy', context),
    ['Minutes (copy)', 'Протокол (копия)', 'minutes-copy-2'],
  ],
  ['takes title and id from a pack', pick(file, 'new-pack'), ['A pack', 'Пакет', 'new-pack']],
  ['gives a pack a free id', pick(file, 'sales'), ['A pack', 'Пакет', 'sales-2']],
  [
    'derives the id of a pack without a valid one from its title',
    pick(file, 'Not Valid'),
    ['A pack', 'Пакет', 'a-pack'],
  ],
  ['derives the id of an untitled pack from its file name', pick(file, '', {}), ['', '', 'pack']],
  [
    'keeps the id of a pack when its title is changed',
    titleTyped(pick(file, 'new-pack'), 'en', 'Other', context),
    ['Other', 'Пакет', 'new-pack'],
  ],
  [
    'keeps the fields when a file cannot be read',
    fileRejected(pick(file, 'new-pack'), 'b.json', { is: 'not_json' }),
    ['A pack', 'Пакет', 'new-pack'],
  ],
]

for (const [what, state, seen] of transitions) {
  test(what, () => {
    expect(fields(state)).toEqual(seen)
  })
}

test('a pack of an own scenario becomes its next draft unless another scenario is wanted', () => {
  const state = pick(file, 'own')
  expect([draftTarget(state), canBecomeDraft(state, context)]).toEqual(['own', true])
  expect(draftTarget({ ...state, target: 'scenario' })).toBeUndefined()
  expect(draftTarget(startChosen(state, 'empty', context))).toBeUndefined()
  expect(draftTarget(fileRejected(state, 'b.json', { is: 'not_json' }))).toBeUndefined()
  const foreign = pick(state, 'new-pack')
  expect([draftTarget(foreign), canBecomeDraft(foreign, context)]).toEqual([undefined, false])
})

const titled = titleTyped(empty, 'en', 'Weekly call', context)
const faults: [what: string, state: NewFormState, context: NewFormContext, found: object][] = [
  ['nothing is missing', titled, context, {}],
  [
    'asks for a title in the reader’s language',
    idTyped(empty, 'mine'),
    inRussian,
    { ru: 'needTitle' },
  ],
  ['takes a title in the other language', titled, inRussian, {}],
  ['asks for a valid id', idTyped(titled, 'Not valid'), context, { id: 'needId' }],
  ['rejects an id that is in use', idTyped(titled, 'sales'), context, { id: 'idTaken' }],
  ['asks for a file', idTyped(file, 'mine'), context, { file: 'needFile' }],
  ['asks nothing of a pack that becomes a draft', pick(file, 'own'), context, {}],
]

for (const [what, state, given, found] of faults) {
  test(what, () => {
    expect(faultsOf(state, given)).toEqual(found)
  })
}

const requests: [what: string, state: NewFormState, body: CreateScenario][] = [
  [
    'an empty scenario is created in the reader’s language, with trimmed titles',
    titleTyped(empty, 'en', ' Weekly call ', context),
    { id: 'weekly-call', language: 'en', title: { en: 'Weekly call' } },
  ],
  [
    'a copy names its source and version',
    copy,
    {
      id: 'minutes-copy-2',
      title: { en: 'Minutes (copy)', ru: 'Протокол (копия)' },
      from: { id: 'minutes', version: '1.0.0' },
    },
  ],
  [
    'a pack is sent with its files',
    pick(file, 'new-pack'),
    { id: 'new-pack', title: { en: 'A pack', ru: 'Пакет' }, files: pack('new-pack') },
  ],
  [
    'a pack without titles is sent without',
    pick(file, 'new-pack', {}),
    { id: 'new-pack', files: pack('new-pack', {}) },
  ],
]

for (const [what, state, body] of requests) {
  test(what, () => {
    expect(requestOf(state, context)).toEqual(body)
  })
}
