import { describe, expect, test } from 'bun:test'
import { faultsOf, problemsOf, withField, withSection } from '../../testing/faults.ts'
import { samplePackFiles, sampleSchema } from '../../testing/sample-pack.ts'
import { loadPack } from '../load-pack.ts'

const CODE = 'output.schema.json#/$defs/task/properties/code'

describe('a field is refused with pointer and code', () => {
  test.each([
    ['a format in a list', { type: 'string', format: ['date'] }, '/format format-unknown'],
    ['a pattern that is no text', { type: 'string', pattern: 7 }, '/pattern pattern-not-text'],
    ['a back-reference', { type: 'string', pattern: '(a)\\1' }, '/pattern pattern-invalid'],
    [
      'repeats that add up',
      { type: 'string', pattern: 'a{600}b{600}' },
      '/pattern pattern-too-costly',
    ],
    ['a long pattern', { type: 'string', pattern: 'a'.repeat(301) }, '/pattern pattern-too-long'],
    ['a count without end', { type: 'string', maxLength: 1e300 }, '/maxLength count-invalid'],
    ['a negative count', { type: 'string', minLength: -1 }, '/minLength count-invalid'],
    [
      'lengths in reverse',
      { type: 'string', minLength: 9, maxLength: 2 },
      '/minLength range-reversed',
    ],
    ['numbers in reverse', { type: 'integer', minimum: 5, maximum: 4 }, '/minimum range-reversed'],
    ['a bound that is a text', { type: 'integer', minimum: '0' }, '/minimum number-invalid'],
    ['a const of another type', { type: 'integer', const: 'x' }, '/const const-invalid'],
    ['a const that is an object', { type: 'string', const: {} }, '/const const-invalid'],
    ['an enum without values', { type: 'string', enum: [] }, '/enum enum-invalid'],
    [
      'null in an enum that is never null',
      { type: 'string', enum: ['a', null] },
      '/enum enum-values',
    ],
    ['a value twice', { type: 'string', enum: ['a', 'a'] }, '/enum enum-values'],
    ['a title that is a number', { type: 'string', title: 1 }, '/title text-invalid'],
    [
      'an unknown annotation',
      { type: 'string', 'x-aam': { colour: 1 } },
      '/x-aam/colour annotation-unknown',
    ],
    [
      'a computed text',
      { type: 'string', 'x-aam': { computedFrom: 'task' } },
      '/x-aam/computedFrom computed-invalid',
    ],
    [
      'computed from itself',
      { type: 'string', format: 'date', 'x-aam': { computedFrom: 'code' } },
      '/x-aam/computedFrom computed-invalid',
    ],
    [
      'an annotation below a field',
      { type: 'array', items: { type: 'string', 'x-aam': {} } },
      '/items/x-aam annotation-misplaced',
    ],
    [
      'a prefix of items',
      { type: 'array', prefixItems: [], items: { type: 'string' } },
      '/prefixItems keyword-refused',
    ],
    ['anyOf', { type: 'string', anyOf: [{ minLength: 1 }] }, '/anyOf keyword-refused'],
    [
      'dependentRequired',
      { type: 'object', properties: {}, dependentRequired: {} },
      '/dependentRequired keyword-refused',
    ],
    [
      'required that names a list',
      { type: 'object', properties: { a: { type: 'string' } }, required: [['a']] },
      '/required required-invalid',
    ],
    [
      'required twice',
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a', 'a'] },
      '/required required-invalid',
    ],
    ['a default', { type: 'string', default: 'x' }, '/default keyword-refused'],
    ['a recursive anchor', { type: 'string', $dynamicRef: '#x' }, '/$dynamicRef keyword-refused'],
    ['true', true, ' not-a-schema'],
    ['more beside a reference', { $ref: '#/$defs/level', maxLength: 3 }, '/maxLength ref-sibling'],
    ['a reference into a definition', { $ref: '#/$defs/level/enum' }, '/$ref ref-refused'],
    ['a reference to nothing', { $ref: '#/$defs/nothing' }, '/$ref ref-unknown'],
    ['a reference to a prototype', { $ref: '#/$defs/constructor' }, '/$ref ref-unknown'],
  ])('%s', (_, field, fault) => {
    expect(faultsOf(withField(field))).toContain(`${CODE}${fault}`)
  })
})

test('what the dialect allows is taken', () => {
  for (const field of [
    { type: 'string', const: 'fixed' },
    { type: 'boolean', const: true },
    { type: 'string', pattern: '^[{2000}]+\\{3000\\}$' },
    { type: ['number', 'null'], minimum: 0.5, maximum: 0.5 },
    { type: 'array', items: { type: 'string', format: 'uri' }, minItems: 1, maxItems: 3 },
    { type: 'string', pattern: '^\\p{Letter}+\\d$', title: 'Code', description: 'A code.' },
  ])
    expect(problemsOf(withField(field))).toEqual([])
})

test('null may be listed among the values of a nullable choice, and has no title', () => {
  const files = withField({ type: ['string', 'null'], enum: ['a', null] })
  for (const locale of ['en', 'ru']) {
    const labels = JSON.parse(files[`i18n/${locale}.json`] ?? '')
    files[`i18n/${locale}.json`] = JSON.stringify({ ...labels, 'enum.tasks.code.a': 'A' })
  }
  const field = loadPack(files).sections[0]?.fields.find(({ name }) => name === 'code')
  expect(field).toMatchObject({ enum: ['a'], nullable: true })
})

test('a choice whose titles differ between the languages is refused in the one that lacks it', () => {
  const files = samplePackFiles({
    ru: { 'enum.level.high': undefined, 'enum.level.hihg': 'Высокий' },
  })
  expect(faultsOf(files)).toEqual([
    'i18n/ru.json#/enum.level.high label-missing',
    'i18n/ru.json#/enum.level.hihg label-unused',
  ])
})

describe('the root', () => {
  test.each([
    [
      'another version of JSON Schema',
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      '/$schema schema-uri-unknown',
    ],
    ['an id', { $id: 'http://127.0.0.1/x' }, '/$id keyword-refused'],
    ['allOf', { allOf: [{}] }, '/allOf keyword-refused'],
    ['no section', { properties: {} }, '/properties no-sections'],
    ['definitions in a list', { $defs: [] }, '/$defs defs-not-object'],
    ['annotations', { 'x-aam': {} }, '/x-aam annotation-misplaced'],
    [
      'a definition named like a method',
      { $defs: { ...sampleSchema.$defs, valueOf: { type: 'string' } } },
      '/$defs/valueOf name-refused',
    ],
    [
      'annotations of a definition',
      { $defs: { ...sampleSchema.$defs, level: { ...sampleSchema.$defs.level, 'x-aam': {} } } },
      '/$defs/level/x-aam annotation-misplaced',
    ],
  ])('with %s is refused', (_, change, fault) => {
    const files = samplePackFiles({ schema: { ...sampleSchema, ...change } })
    expect(faultsOf(files)).toContain(`output.schema.json#${fault}`)
  })
})

test('sections named like what every object has are refused', () => {
  for (const name of ['valueOf', 'isPrototypeOf', 'toLocaleString', 'propertyIsEnumerable']) {
    const schema = { type: 'object', properties: { [name]: sampleSchema.properties.note } }
    expect(faultsOf(samplePackFiles({ schema }))).toContain(
      `output.schema.json#/properties/${name} name-refused`,
    )
  }
})

test('more than a hundred different patterns end the walk', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [
      `f${at}`,
      { type: 'string', pattern: `^a{1,${at + 1}}$` },
    ]),
  )
  const section = { ...sampleSchema.properties.note, properties }
  expect(faultsOf(withSection(section)).at(-1)).toBe(
    'output.schema.json#/properties/tasks/properties/f100/pattern too-many-patterns',
  )
})

describe('text of files', () => {
  const labels = samplePackFiles()['i18n/en.json'] ?? ''
  test.each([
    [
      'a key twice',
      labels.replace('"tasks":', '"tasks":"Jobs","t\\u0061sks":'),
      'i18n/en.json#/tasks json-duplicate-key',
    ],
    [
      'half of a pair',
      labels.replace('"Task"', '"\\ud83d"'),
      'i18n/en.json#/tasks.task text-unreadable',
    ],
    ['a NUL', labels.replace('"Task"', '"a\\u0000"'), 'i18n/en.json#/tasks.task text-unreadable'],
    ['a raw half of a pair', labels.replace('Task', '\ud83d'), 'i18n/en.json# text-unreadable'],
  ])('%s is refused', (_, text, fault) => {
    expect(faultsOf({ ...samplePackFiles(), 'i18n/en.json': text })).toEqual([fault])
  })

  test('a key twice deep inside is pointed at', () => {
    const text = JSON.stringify(sampleSchema).replace(
      '"minLength":1',
      '"minLength":1,"minLength":2',
    )
    expect(faultsOf({ ...samplePackFiles(), 'output.schema.json': text })).toEqual([
      'output.schema.json#/$defs/task/properties/task/minLength json-duplicate-key',
    ])
    const steps = '{"id":"all","id":"other","sections":["tasks","note"],"after":[],"model":"small"}'
    const manifest = (samplePackFiles()['pack.json'] ?? '').replace(
      /"steps":\[.*\],"limits"/,
      `"steps":[${steps}],"limits"`,
    )
    expect(faultsOf({ ...samplePackFiles(), 'pack.json': manifest })).toEqual([
      'pack.json#/steps/0/id json-duplicate-key',
    ])
  })

  test('more than a megabyte is refused before anything is read', () => {
    const files = { ...samplePackFiles(), 'prompts/all.md': 'x'.repeat(1_000_000) }
    expect(faultsOf(files)).toEqual(['# pack-too-large'])
  })
})
