import { describe, expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import {
  sampleFixture,
  sampleManifest,
  samplePackFiles,
  sampleSchema,
} from '../testing/sample-pack.ts'
import type { LoadedPack } from '../types.ts'
import { comparePacks, requiredBump } from './compare-packs.ts'
import { KINDS } from './kinds.ts'
import { checkVersionBump } from './check-version-bump.ts'
import { words } from './difference-messages.ts'

type Json = Record<string, unknown>
type Change = Parameters<typeof samplePackFiles>[0]

const pack = (change: Change = {}): LoadedPack => loadPack(samplePackFiles(change))
const told = (from: LoadedPack, to: LoadedPack) =>
  comparePacks(from, to).map(({ kind, field }) => (field ? `${kind} ${field}` : kind))

const { task, level } = sampleSchema.$defs
const { tasks, note } = sampleSchema.properties

/** The sample with another definition of a task, and titles for the fields that it gains. */
function withTask(fields: Json, more: Json = {}): LoadedPack {
  const properties: Json = { ...task.properties, ...fields }
  for (const [name, field] of Object.entries(properties)) {
    if (field === undefined) delete properties[name]
  }
  const gained = Object.keys(fields).filter((name) => !(name in task.properties))
  const titles: Json = Object.fromEntries(gained.map((name) => [`tasks.${name}`, name]))
  for (const name of Object.keys(task.properties)) {
    if (!(name in properties)) titles[`tasks.${name}`] = undefined
  }
  if (!('level' in properties))
    Object.assign(titles, { 'enum.level.low': undefined, 'enum.level.high': undefined })
  const $defs = { ...sampleSchema.$defs, task: { ...task, properties, ...more } }
  return pack({ schema: { ...sampleSchema, $defs }, en: titles, ru: titles })
}

const withNotes = (notes: Json): LoadedPack =>
  pack({
    schema: {
      ...sampleSchema,
      properties: { tasks: { ...tasks, 'x-aam': { ...tasks['x-aam'], ...notes } }, note },
    },
  })

const withLevels = (...values: string[]): LoadedPack => {
  const titles = {
    'enum.level.low': undefined,
    'enum.level.high': undefined,
    ...Object.fromEntries(
      values.map((value) => [
        `enum.level.${value}`,
        value === 'low' ? 'Low' : value === 'high' ? 'High' : value,
      ]),
    ),
  }
  return pack({
    schema: {
      ...sampleSchema,
      $defs: { ...sampleSchema.$defs, level: { ...level, enum: values } },
    },
    en: titles,
    ru: titles,
  })
}

describe('fields', () => {
  test.each<[string, LoadedPack, LoadedPack, string[]]>([
    ['removed', pack(), withTask({ hours: undefined }), ['field-removed hours']],
    [
      'added, optional',
      pack(),
      withTask({ place: { type: 'string' } }),
      ['optional-field-added place'],
    ],
    [
      'added, required',
      pack(),
      withTask({ place: { type: 'string' } }, { required: ['task', 'place'] }),
      ['required-field-added place'],
    ],
    [
      'renamed, without a migration',
      pack(),
      withTask({ hours: undefined, effort: task.properties.hours }),
      ['field-removed hours', 'optional-field-added effort'],
    ],
    [
      'now required',
      pack(),
      withTask({}, { required: ['task', 'hours'] }),
      ['field-now-required hours'],
    ],
    [
      'now optional',
      withTask({}, { required: ['task', 'hours'] }),
      pack(),
      ['field-now-optional hours'],
    ],
    [
      'of another type',
      pack(),
      withTask({ hours: { type: 'number', minimum: 0 } }),
      ['field-retyped hours'],
    ],
    [
      'no longer null',
      pack(),
      withTask({ owner: { type: 'string', format: 'person' } }),
      ['null-no-longer-allowed owner'],
    ],
    [
      'now null',
      withTask({ owner: { type: 'string', format: 'person' } }),
      pack(),
      ['null-now-allowed owner'],
    ],
    [
      'with less room',
      pack(),
      withTask({ task: { ...task.properties.task, maxLength: 199 } }),
      ['bound-tightened task'],
    ],
    [
      'with more room',
      pack(),
      withTask({ task: { ...task.properties.task, maxLength: 201 } }),
      ['bound-loosened task'],
    ],
    ['with no bound', pack(), withTask({ hours: { type: 'integer' } }), ['bound-loosened hours']],
    [
      'with a higher lower bound',
      pack(),
      withTask({ hours: { type: 'integer', minimum: 1 } }),
      ['bound-tightened hours'],
    ],
    [
      'with a new upper bound',
      pack(),
      withTask({ hours: { type: 'integer', minimum: 0, maximum: 99 } }),
      ['bound-tightened hours'],
    ],
    [
      'with a bound that says nothing',
      pack(),
      withTask({ dueText: { type: 'string', minLength: 0 } }),
      [],
    ],
    [
      'with a format',
      pack(),
      withTask({ dueText: { type: 'string', format: 'email' } }),
      ['format-changed dueText'],
    ],
    [
      'with another format',
      pack(),
      withTask({ dueOn: { type: 'string', format: 'date-time' } }),
      ['format-changed dueOn', 'computed-changed dueOn'],
    ],
    [
      'without a format',
      pack(),
      withTask({ owner: { type: ['string', 'null'] } }),
      ['format-dropped owner'],
    ],
    [
      'with another pattern',
      pack(),
      withTask({ code: { type: 'string', pattern: '^[A-Z]+$' } }),
      ['pattern-changed code'],
    ],
    ['without a pattern', pack(), withTask({ code: { type: 'string' } }), ['pattern-dropped code']],
    [
      'with a constant',
      pack(),
      withTask({ code: { ...task.properties.code, const: 'A-1' } }),
      ['const-changed code'],
    ],
    [
      'without a constant',
      withTask({ code: { ...task.properties.code, const: 'A-1' } }),
      pack(),
      ['const-dropped code'],
    ],
    [
      'computed from elsewhere',
      pack(),
      withTask({ dueOn: { ...task.properties.dueOn, 'x-aam': { computedFrom: 'task' } } }),
      ['computed-changed dueOn'],
    ],
    [
      'no longer computed',
      pack(),
      withTask({ dueOn: { type: 'string', format: 'date' } }),
      ['computed-changed dueOn'],
    ],
    [
      'described',
      pack(),
      withTask({ hours: { ...task.properties.hours, description: 'Hours.' } }),
      ['description-changed hours'],
    ],
    [
      'in another order',
      pack(),
      pack({
        schema: {
          ...sampleSchema,
          $defs: {
            ...sampleSchema.$defs,
            task: {
              ...task,
              properties: Object.fromEntries(Object.entries(task.properties).toReversed()),
            },
          },
        },
      }),
      [],
    ],
  ])('%s', (_, from, to, kinds) => {
    expect(told(from, to)).toEqual(kinds)
  })

  test('a value less is major, one more is minor, their order is nothing', () => {
    expect(told(pack(), withLevels('low'))).toEqual(['values-removed level'])
    expect(told(pack(), withLevels('low', 'high', 'top'))).toEqual(['values-added level'])
    expect(requiredBump(comparePacks(pack(), withLevels('low', 'high', 'top')))).toBe('minor')
    expect(requiredBump(comparePacks(pack(), withLevels('low', 'top')))).toBe('major')
    expect(told(pack(), withLevels('high', 'low'))).toEqual([])
  })

  test('a definition that is written out makes no difference', () => {
    const titles = {
      'enum.level.low': undefined,
      'enum.level.high': undefined,
      'enum.tasks.level.low': 'Low',
      'enum.tasks.level.high': 'High',
    }
    const schema = {
      type: 'object',
      properties: {
        tasks: { ...tasks, items: { ...task, properties: { ...task.properties, level } } },
        note,
      },
    }
    const inlined = pack({ schema, en: titles, ru: titles })
    expect(inlined.hash).not.toBe(pack().hash)
    expect(comparePacks(pack(), inlined)).toEqual([])
  })

  test('free text that becomes a choice is tightened, and the other way loosened', () => {
    const titles = { 'enum.tasks.dueText.soon': 'Soon' }
    const chosen = (() => {
      const properties = {
        ...task.properties,
        dueText: { type: 'string', enum: ['soon'] },
        dueOn: { type: 'string', format: 'date' },
      }
      const schema = {
        ...sampleSchema,
        $defs: { ...sampleSchema.$defs, task: { ...task, properties } },
      }
      return pack({ schema, en: titles, ru: titles })
    })()
    expect(told(withTask({ dueOn: { type: 'string', format: 'date' } }), chosen)).toEqual([
      'choice-introduced dueText',
    ])
    expect(told(chosen, withTask({ dueOn: { type: 'string', format: 'date' } }))).toEqual([
      'choice-dropped dueText',
    ])
  })

  test('what lies inside lists and objects is found with its path', () => {
    const parts = (maxLength: number) => ({
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string', maxLength } } },
    })
    const [found] = comparePacks(withTask({ parts: parts(20) }), withTask({ parts: parts(10) }))
    expect(found).toMatchObject({
      kind: 'bound-tightened',
      bump: 'major',
      section: 'tasks',
      field: 'parts[].name',
      before: 'maxLength 20',
      after: 'maxLength 10',
      words: {
        ru: 'Поле «parts · Name» раздела «Tasks» – теперь строже: не больше 10 знаков (было: не больше 20 знаков).',
      },
      pointer: 'output.schema.json#/properties/tasks/items/properties/parts/items/properties/name',
    })
  })

  test('another text field is major, since items are known by their text', () => {
    const from = withTask({}, { required: ['task', 'dueText'] })
    const to = withTask({}, { required: ['dueText'] })
    expect(told(from, to)).toEqual(['text-field-changed', 'field-now-optional task'])
  })
})

describe('sections', () => {
  const only = (name: 'tasks' | 'note') => {
    const kept = name === 'note' ? { note: 'Note', 'note.text': 'Text' } : {}
    const titles = Object.fromEntries(
      Object.keys(pack().labels.en)
        .filter((key) => (name === 'note' ? !(key in kept) : key.startsWith('note')))
        .map((key) => [key, undefined]),
    )
    return pack({
      schema: { ...sampleSchema, properties: { [name]: sampleSchema.properties[name] } },
      manifest: { steps: [{ ...sampleManifest.steps[0], sections: [name] }] },
      en: titles,
      ru: titles,
    })
  }

  test('removed, in words for people', () => {
    const differences = comparePacks(pack(), only('note'))
    expect(differences.map(({ kind }) => kind)).toEqual(['section-removed'])
    expect(differences[0]).toMatchObject({
      pointer: 'output.schema.json#/properties/tasks',
      section: 'tasks',
      field: null,
      words: { en: 'Section “Tasks” was removed.', ru: 'Раздел «Tasks» удалён.' },
    })
  })

  test.each<[string, LoadedPack, LoadedPack, string[], string | null]>([
    ['added', only('note'), pack(), ['section-added'], 'minor'],
    ['with another track', pack(), withNotes({ track: 'risk' }), ['track-changed'], 'major'],
    ['without a track', pack(), withNotes({ track: null }), ['track-changed'], 'major'],
    [
      'with another evidence rule',
      pack(),
      withNotes({ evidence: 'optional' }),
      ['evidence-changed'],
      'major',
    ],
    ['that is graded', pack(), withNotes({ grade: 'hours' }), ['grade-changed'], 'major'],
    [
      'that holds nothing personal',
      pack(),
      withNotes({ withhold: 'personal' }),
      ['withhold-changed'],
      'major',
    ],
    ['shown otherwise', pack(), withNotes({ render: 'cards' }), ['render-changed'], 'minor'],
    ['with a priority', pack(), withNotes({ priority: 'level' }), ['priority-changed'], 'minor'],
    [
      'that needs a model',
      pack(),
      withNotes({ extractive: 'needs-model' }),
      ['extractive-changed'],
      'minor',
    ],
    ['with cues', pack(), withNotes({ cues: { en: [[1, 'ship']] } }), ['cues-changed'], 'minor'],
    ['in another place', pack(), withNotes({ order: 9 }), ['order-changed'], 'patch'],
    [
      'with room for fewer items',
      pack(),
      pack({ schema: { ...sampleSchema, properties: { tasks: { ...tasks, maxItems: 9 }, note } } }),
      ['bound-tightened'],
      'major',
    ],
    [
      'that becomes a list',
      pack(),
      pack({
        schema: {
          ...sampleSchema,
          properties: {
            tasks,
            note: {
              type: 'array',
              items: { type: 'object', properties: note.properties, required: ['text'] },
              'x-aam': note['x-aam'],
            },
          },
        },
      }),
      ['section-retyped'],
      'major',
    ],
  ])('%s', (_, from, to, kinds, bump) => {
    expect(told(from, to)).toEqual(kinds)
    expect(requiredBump(comparePacks(from, to))).toBe(bump as 'major')
  })
})

describe('the rest of a pack', () => {
  const prompted = (text: string) => loadPack({ ...samplePackFiles(), 'prompts/all.md': text })
  const steps = (change: object) =>
    pack({ manifest: { steps: [{ ...sampleManifest.steps[0], ...change }] } })
  test.each<[string, LoadedPack, string[], string | null]>([
    ['prompt', prompted('Fill all {{sections}}.'), ['prompt-changed'], 'minor'],
    ['end of lines', prompted('Fill {{sections}}.\r\n'), [], null],
    ['class of model', steps({ model: 'large' }), ['model-class-changed'], 'minor'],
    [
      'order of sections in a step',
      steps({ sections: ['note', 'tasks'] }),
      ['steps-changed'],
      'minor',
    ],
    [
      'limits',
      pack({ manifest: { limits: { maxTokens: 9_999, maxCostCents: 10 } } }),
      ['limits-changed'],
      'minor',
    ],
    ['meeting type', pack({ manifest: { meetingType: 'other' } }), ['settings-changed'], 'minor'],
    [
      'default language',
      pack({ manifest: { defaultLanguage: 'ru' } }),
      ['settings-changed'],
      'minor',
    ],
    ['tags', pack({ manifest: { tags: ['a'] } }), ['tags-changed'], 'patch'],
    [
      'title',
      pack({ manifest: { title: { en: 'New', ru: 'Пример' } } }),
      ['title-changed'],
      'patch',
    ],
    [
      'description',
      pack({ manifest: { description: { en: 'A sample.', ru: 'Другой.' } } }),
      ['description-changed'],
      'patch',
    ],
    ['title of a field', pack({ ru: { 'tasks.task': 'Задача' } }), ['title-changed'], 'patch'],
    ['title of a value', pack({ ru: { 'enum.level.low': 'Низкий' } }), ['title-changed'], 'patch'],
    [
      'fixtures',
      loadPack({ ...samplePackFiles(), 'fixtures/a.json': JSON.stringify(sampleFixture) }),
      [],
      null,
    ],
    ['version alone', pack({ manifest: { version: '1.2.4' } }), [], null],
  ])('%s', (_, to, kinds, bump) => {
    expect(told(pack(), to)).toEqual(kinds)
    expect(requiredBump(comparePacks(pack(), to))).toBe(bump as 'major')
  })
})

describe('what follows from a change is told with it', () => {
  const prompts = (text: string, more: Change = {}): LoadedPack =>
    loadPack({ ...samplePackFiles(more), 'prompts/all.md': text })
  const head = 'Fill {{sections}}.\n\n'
  const both = `${head}- \`tasks\`: work to do.\n- \`note\`: anything else.\n`

  test('a section that came brings its words and its place in the steps', () => {
    const kept = { note: 'Note', 'note.text': 'Text' }
    const gone = Object.fromEntries(
      Object.keys(pack().labels.en)
        .filter((key) => !(key in kept))
        .map((key) => [key, undefined]),
    )
    const before = prompts(`${head}- \`note\`: anything else.\n`, {
      schema: { ...sampleSchema, properties: { note } },
      manifest: { steps: [{ ...sampleManifest.steps[0], sections: ['note'] }] },
      en: gone,
      ru: gone,
    })
    expect(told(before, prompts(both))).toEqual(['section-added'])
    expect(told(prompts(both), before)).toEqual(['section-removed'])
    // What else was written into the prompt meanwhile is not lost among it.
    expect(told(before, prompts(`${both}\nBe brief.\n`))).toEqual([
      'section-added',
      'prompt-changed',
    ])
  })

  test('words about a section name it, and the rest of a prompt names what it is about', () => {
    const other = both.replace('work to do.', 'work to do,\n  and by whom.')
    expect(comparePacks(prompts(both), prompts(other)).map(({ words: said }) => said)).toEqual([
      {
        en: 'What to look for in section “Tasks” changed.',
        ru: 'Изменилось, что искать в разделе «Tasks».',
      },
    ])
    const [rest] = comparePacks(prompts(both), prompts(`${both}\nBe brief.\n`))
    expect(rest?.words.en).toBe('What the model is told changed: for the sections “Tasks”, “Note”.')
  })

  test('codes and names of files are said in words', () => {
    const said = (to: LoadedPack) => comparePacks(pack(), to).map(({ words: { en } }) => en)
    expect(said(withNotes({ track: null }))).toEqual([
      'Section “Tasks” is no longer followed between meetings.',
    ])
    expect(said(withNotes({ track: 'risk' }))).toEqual([
      'Section “Tasks” is followed between meetings as a risk instead of an action item.',
    ])
    expect(said(withNotes({ render: 'cards' }))[0]).toStartWith('Section “Tasks” is shown as cards')
    expect(said(withLevels('low'))).toEqual(['Field “Level” of “Tasks” lost choices: “High”.'])
    expect(said(pack({ manifest: { defaultLanguage: 'ru' } }))).toEqual([
      'A setting changed: language of results – Russian (before: English).',
    ])
  })
})

describe('a version that lies', () => {
  const claim = (version: string, change: Change = {}) =>
    checkVersionBump(pack(), pack({ ...change, manifest: { version, ...change.manifest } }))
  test.each<[string, string, Change, string | null]>([
    ['says nothing new of nothing new', '1.2.4', {}, null],
    ['stands still', '1.2.3', {}, '1.2.4'],
    ['goes back', '1.0.9', { manifest: { tags: ['a'] } }, '1.2.4'],
    ['calls a minor change a patch', '1.2.4', { manifest: { meetingType: 'other' } }, '1.3.0'],
    ['calls a minor change minor', '1.3.0', { manifest: { meetingType: 'other' } }, null],
    ['calls a minor change major', '2.0.0', { manifest: { meetingType: 'other' } }, null],
    [
      'is a release candidate of what is needed',
      '1.3.0-rc.1',
      { manifest: { meetingType: 'other' } },
      '1.3.0',
    ],
  ])('%s', (_, version, change, least) => {
    const problem = claim(version, change)
    expect(problem?.params['least'] ?? null).toBe(least)
    if (problem) {
      expect(problem.pointer).toBe('pack.json#/version')
      expect(problem.remedy.ru).toContain(String(least))
    }
  })

  test('a major change needs the next major version', () => {
    const to = { ...withTask({ hours: undefined }) }
    to.manifest = { ...to.manifest, version: '1.9.0' }
    expect(checkVersionBump(pack(), to)).toMatchObject({
      code: 'version-too-small',
      params: { least: '2.0.0', bump: 'major' },
      reason: { ru: 'Изменение после 1.2.3 крупное; 1.9.0 – слишком малый шаг.' },
      remedy: { en: 'Call this version at least 2.0.0.' },
    })
  })

  test('another id is another scenario', () => {
    expect(claim('2.0.0', { manifest: { id: 'other' } })?.code).toBe('pack-id-changed')
  })
})

test('every kind of difference has words in both languages', () => {
  const kinds = Object.keys(KINDS).toSorted()
  for (const locale of ['en', 'ru'] as const) {
    const said: Record<string, string> = words[locale] ?? {}
    expect(Object.keys(said).toSorted()).toEqual(kinds)
    for (const [kind, text] of Object.entries(said)) {
      const isOfLanguage = locale === 'ru' ? /[а-яё]{3}/i.test(text) : !/[а-яё]/i.test(text)
      expect(`${kind} ${isOfLanguage}`).toBe(`${kind} true`)
    }
  }
})

describe('rows', () => {
  const votes = (fields: Json) => ({
    votes: { type: 'array', items: { type: 'object', properties: fields } },
  })
  const vote = (...values: string[]): Json => ({ type: 'string', enum: values })
  const titles: Json = {
    'tasks.votes': 'Votes',
    'tasks.votes.vote': 'How they voted',
    'enum.tasks.votes.vote.yes': 'In favour',
    'enum.tasks.votes.vote.no': 'Against',
  }
  const of = (fields: Json, more: Json = {}): LoadedPack => {
    const { votes: rows } = votes(fields)
    const properties = { ...task.properties, votes: rows }
    const $defs = { ...sampleSchema.$defs, task: { ...task, properties } }
    const used = Object.entries({ ...titles, ...more }).filter(
      ([key]) => key === 'tasks.votes' || 'vote' in fields || !/vote$|enum/.test(key),
    )
    const words = Object.fromEntries(used)
    return pack({ schema: { ...sampleSchema, $defs }, en: words, ru: words })
  }

  test('what changes in them is told by titles, never by codes', () => {
    const before = of({ who: { type: 'string' }, vote: vote('yes', 'no') })
    const words = (after: LoadedPack) => comparePacks(before, after).map((one) => one.words.en)
    expect(words(of({ who: { type: 'string' } }))).toContain(
      'Field “Votes · How they voted” of “Tasks” was removed.',
    )
    const fewer = of(
      { who: { type: 'string' }, vote: vote('yes') },
      { 'enum.tasks.votes.vote.no': undefined },
    )
    expect(words(fewer)).toEqual([
      'Field “Votes · How they voted” of “Tasks” lost choices: “Against”.',
    ])
  })

  test('another title of a column or of a choice in it is a difference', () => {
    const before = of({ vote: vote('yes', 'no') })
    for (const key of ['tasks.votes.vote', 'enum.tasks.votes.vote.no']) {
      const after = of({ vote: vote('yes', 'no') }, { [key]: 'Otherwise' })
      expect(told(before, after)).toEqual(['title-changed', 'title-changed'])
      expect(requiredBump(comparePacks(before, after))).toBe('patch')
    }
  })
})
