import { describe, expect, test } from 'bun:test'
import { problemsOf, withField, withSection } from '../testing/faults.ts'
import {
  sampleFixture,
  samplePackFiles,
  sampleManifest,
  sampleSchema,
} from '../testing/sample-pack.ts'
import type { PackFiles } from '../types.ts'
import { loadPack } from './load-pack.ts'

const pointersOf = (files: PackFiles) => problemsOf(files).map((problem) => problem.pointer)

describe('a valid pack', () => {
  test('gives sections in order with their fields and labels', () => {
    const pack = loadPack(samplePackFiles())
    expect(
      pack.sections.map(({ name, isList, textField }) => ({ name, isList, textField })),
    ).toEqual([
      { name: 'tasks', isList: true, textField: 'task' },
      { name: 'note', isList: false, textField: 'text' },
    ])
    const [tasks] = pack.sections
    expect(tasks?.maxItems).toBe(50)
    expect(tasks?.extractive).toBe('cut')
    expect(tasks?.fields.find(({ name }) => name === 'level')).toMatchObject({
      enum: ['low', 'high'],
      enumName: 'level',
    })
    expect(tasks?.fields.find(({ name }) => name === 'dueOn')?.computedFrom).toBe('dueText')
    expect(tasks?.fields.find(({ name }) => name === 'owner')).toMatchObject({
      nullable: true,
      format: 'person',
    })
    expect(pack.labels.ru['enum.level.high']).toBe('High')
  })

  test('has a hash that ignores layout and fixtures, and notices content', () => {
    const files = samplePackFiles()
    const fixture = JSON.stringify(sampleFixture)
    const { hash } = loadPack(files)
    const spaced = {
      ...files,
      'pack.json': JSON.stringify(
        Object.fromEntries(Object.entries(sampleManifest).reverse()),
        null,
        4,
      ),
    }
    expect(loadPack(spaced).hash).toBe(hash)
    expect(loadPack({ ...files, 'prompts/all.md': 'Fill {{sections}}.\r\n' }).hash).toBe(hash)
    expect(loadPack({ ...files, 'fixtures/one.json': fixture }).hash).toBe(hash)
    expect(loadPack({ ...files, 'prompts/all.md': 'Fill all {{sections}}.' }).hash).not.toBe(hash)
    expect(loadPack(samplePackFiles({ ru: { note: 'Заметка' } })).hash).not.toBe(hash)
  })
})

describe('faults', () => {
  test('are all named at once, with file, pointer and remedy', () => {
    const files = samplePackFiles({ manifest: { version: '1', engine: '^9.0.0' } })
    files['prompts/all.md'] = 'Say {{password}}'
    delete files['prompts/system.md']
    const problems = problemsOf(files)
    expect(problems.map(({ pointer }) => pointer).sort()).toEqual([
      'pack.json#/engine',
      'pack.json#/version',
      'prompts/all.md#/1',
      'prompts/system.md#',
    ])
    for (const { reason, remedy } of problems) {
      expect(`${reason.en} ${remedy.en}`).toMatch(/^[^а-яё]{20,}$/i)
      expect(`${reason.ru} ${remedy.ru}`).toMatch(/[а-яё]{3}/i)
    }
  })

  test('a limit says of what there is too much', () => {
    const title = { en: 'x'.repeat(81), ru: 'x' }
    const files = samplePackFiles({ manifest: { title, tags: Array(30).fill('tag') } })
    const said = problemsOf(files).map(({ pointer, code, reason }) => [pointer, code, reason.ru])
    expect(said).toContainEqual([
      'pack.json#/title/en',
      'shape-too-long',
      'Слишком длинно: можно не больше 80 знаков.',
    ])
    expect(said.map(([pointer, code]) => `${pointer} ${code}`)).toContain(
      'pack.json#/tags shape-too-many',
    )
  })

  test.each([
    ['missing title of a field', { ru: { 'tasks.task': undefined } }, 'i18n/ru.json#/tasks.task'],
    [
      'missing title of an enum value',
      { en: { 'enum.level.low': '' } },
      'i18n/en.json#/enum.level.low',
    ],
    ['title that nothing uses', { en: { 'tasks.tsak': 'Task' } }, 'i18n/en.json#/tasks.tsak'],
    [
      'section that no step asks for',
      { manifest: { steps: [{ ...sampleManifest.steps[0], sections: ['tasks'] }] } },
      'pack.json#/steps',
    ],
    [
      'step that follows a later one',
      { manifest: { steps: [{ ...sampleManifest.steps[0], after: ['all'] }] } },
      'pack.json#/steps/0/after/0',
    ],
    ['unknown field of the manifest', { manifest: { licence: 'MIT' } }, 'pack.json#/licence'],
    ['id with capital letters', { manifest: { id: 'My Pack' } }, 'pack.json#/id'],
  ])('%s', (_, change, pointer) => {
    expect(pointersOf(samplePackFiles(change))).toContain(pointer)
  })

  test.each([
    ['oneOf', { oneOf: [{ type: 'string' }] }, '/type'],
    ['an unknown type', { type: 'objekt' }, '/type'],
    ['two types', { type: ['string', 'integer'] }, '/type'],
    ['not beside a type', { type: 'string', not: {} }, '/not'],
    ['$data', { type: 'string', maxLength: { $data: '1/x' } }, '/maxLength'],
    ['minLength that is no number', { type: 'string', minLength: 'x' }, '/minLength'],
    ['an unknown format', { type: 'string', format: 'regex' }, '/format'],
    ['a pattern with lookbehind', { type: 'string', pattern: '(?<=a)b' }, '/pattern'],
    ['an enum of numbers', { type: 'string', enum: [1] }, '/enum'],
    ['a list without items', { type: 'array' }, '/items'],
  ])('%s in a field', (_, field, place) => {
    expect(pointersOf(withField(field))).toContain(
      `output.schema.json#/$defs/task/properties/code${place}`,
    )
  })

  test('annotations of a section are checked', () => {
    const bad = {
      ...sampleSchema.properties.tasks,
      'x-aam': { render: 'pie', order: 1, evidence: 'required', track: 'wish', colour: 'red' },
    }
    expect(pointersOf(withSection(bad))).toEqual([
      'output.schema.json#/properties/tasks/x-aam/colour',
      'output.schema.json#/properties/tasks/x-aam/render',
      'output.schema.json#/properties/tasks/x-aam/track',
    ])
  })

  test('cues of a section are checked, and kept when they are fine', () => {
    const at = 'output.schema.json#/properties/tasks/x-aam/cues'
    const section = (cues: unknown) => ({
      ...sampleSchema.properties.tasks,
      'x-aam': { ...sampleSchema.properties.tasks['x-aam'], cues },
    })
    expect(
      pointersOf(
        withSection(
          section({
            en: [
              [2, 'a{1,9}'],
              [9, 'fine'],
              [1, '(open'],
            ],
          }),
        ),
      ),
    ).toEqual([`${at}/en/0/1`, `${at}/en/1`, `${at}/en/2/1`])
    expect(pointersOf(withSection(section({ de: [] })))).toEqual([at])
    const pack = loadPack(withSection(section({ en: [[2, 'ship* (it|this)']] })))
    expect(pack.cues.en['tasks']).toEqual([[2, 'ship* (it|this)']])
  })

  test('evidence and the names of object members cannot be fields', () => {
    for (const name of ['evidence', 'constructor', 'Task', '__proto__', 'a b']) {
      const text = JSON.stringify(sampleSchema).replace('"hours":', `${JSON.stringify(name)}:`)
      const files = { ...samplePackFiles(), 'output.schema.json': text }
      expect(pointersOf(files)).toContain(`output.schema.json#/$defs/task/properties/${name}`)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('files that a pack does not have are refused', () => {
    const files = { ...samplePackFiles(), '../../etc/passwd': 'x', 'run.ts': 'x' }
    expect(pointersOf(files)).toEqual(['../../etc/passwd#', 'run.ts#'])
  })
})

describe('hostile schemas are refused with a pointer', () => {
  const nested = (depth: number) => {
    let text = '{"type":"string"}'
    for (let level = 0; level < depth; level++)
      text = `{"type":"object","properties":{"a":${text}}}`
    return text
  }
  const fan = (levels: number, width: number) => {
    const defs: Record<string, unknown> = {
      d0: { type: 'object', properties: { x: { type: 'string' } } },
    }
    for (let level = 1; level <= levels; level++) {
      const names = Array.from({ length: width }, (_, at) => [
        `f${at}`,
        { $ref: `#/$defs/d${level - 1}` },
      ])
      defs[`d${level}`] = { type: 'object', properties: Object.fromEntries(names) }
    }
    return { type: 'object', properties: { tasks: { $ref: `#/$defs/d${levels}` } }, $defs: defs }
  }
  const load = (schema: string) =>
    problemsOf({ ...samplePackFiles(), 'output.schema.json': schema })

  test.each([
    ['500 levels', nested(500), 'output.schema.json#'],
    [
      '8 levels',
      nested(8),
      'output.schema.json#/properties/a/properties/a/properties/a/properties/a/properties/a',
    ],
    ['brackets without end', '['.repeat(50_000), 'output.schema.json#'],
    [
      'a reference to the root',
      '{"type":"object","properties":{"tasks":{"$ref":"#"}}}',
      'output.schema.json#/properties/tasks/$ref',
    ],
    ['a root that is a reference', '{"$ref":"#"}', 'output.schema.json#'],
    [
      'a remote reference',
      '{"type":"object","properties":{"tasks":{"$ref":"http://127.0.0.1:9/evil.json"}}}',
      'output.schema.json#/properties/tasks/$ref',
    ],
    [
      'a file reference',
      '{"type":"object","properties":{"tasks":{"$ref":"file:///etc/passwd"}}}',
      'output.schema.json#/properties/tasks/$ref',
    ],
    [
      'definitions that refer to each other',
      '{"type":"object","properties":{"tasks":{"$ref":"#/$defs/a"}},"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}',
      'output.schema.json#/$defs/b/$ref',
    ],
    [
      'a fan of references',
      JSON.stringify(fan(2, 60)),
      'output.schema.json#/$defs/d1/properties/f7',
    ],
    [
      'references four deep',
      JSON.stringify(fan(4, 1)),
      'output.schema.json#/$defs/d2/properties/f0/$ref',
    ],
    [
      'a huge enum',
      JSON.stringify({
        type: 'object',
        properties: {
          tasks: {
            type: 'object',
            properties: {
              a: { type: 'string', enum: Array.from({ length: 4_000 }, (_, at) => `v${at}`) },
            },
          },
        },
      }),
      'output.schema.json#/properties/tasks/properties/a/enum',
    ],
    [
      'more than 60 KB',
      JSON.stringify({ type: 'object', description: 'x'.repeat(60_000), properties: {} }),
      'output.schema.json#',
    ],
    [
      '600 fields',
      JSON.stringify({
        type: 'object',
        properties: {
          tasks: {
            type: 'object',
            properties: Object.fromEntries(
              Array.from({ length: 600 }, (_, at) => [`f${at}`, { type: 'string' }]),
            ),
          },
        },
      }),
      'output.schema.json#/properties/tasks/properties/f499',
    ],
    [
      '41 sections',
      JSON.stringify({
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: 41 }, (_, at) => [
            `s${at}`,
            { type: 'object', properties: { t: { type: 'string' } } },
          ]),
        ),
      }),
      'output.schema.json#/properties',
    ],
    [
      'a pattern that explodes',
      JSON.stringify({
        type: 'object',
        properties: {
          tasks: {
            type: 'object',
            properties: { a: { type: 'string', pattern: '((a{50}){20}){9}' } },
          },
        },
      }),
      'output.schema.json#/properties/tasks/properties/a/pattern',
    ],
    [
      'a property called __proto__',
      '{"type":"object","properties":{"__proto__":{"type":"object","default":{"polluted":true}}}}',
      'output.schema.json#/properties/__proto__',
    ],
    [
      'properties as a list',
      '{"type":"object","properties":[],"required":"x"}',
      'output.schema.json#/properties',
    ],
    ['no JSON', '{"type":', 'output.schema.json#'],
    ['null', 'null', 'output.schema.json#'],
  ])('%s', (_, schema, pointer) => {
    const problems = load(schema)
    expect(problems.map((problem) => problem.pointer)).toContain(pointer)
    expect(problems.length).toBeLessThanOrEqual(100)
  })

  test('patterns that make other engines backtrack are matched in linear time', () => {
    for (const pattern of ['^(a+)+$', '^(a|aa)+$', '^([a-zA-Z0-9._-]+)*@x$', '(.*a){25}']) {
      expect(problemsOf(withField({ type: 'string', pattern }))).toEqual([])
    }
  })
})
