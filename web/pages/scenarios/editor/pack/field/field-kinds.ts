import { isObject, type JsonObject } from '../../json/read-json.ts'
import { objectIn } from '../json-members.ts'
import { resolve } from '../schema-nodes.ts'
import type { Translated } from '../../../../../../plugins/vocabulary.ts'

/** The kinds of fields that the form knows; `other` can only be edited as JSON. */
export const fieldKinds = [
  'text',
  'long-text',
  'person',
  'date',
  'choice',
  'yes-no',
  'whole-number',
  'number',
  'moment',
  'email',
  'link',
  'texts',
  'people',
  'scale',
  'money',
  'checklist',
  'rows',
] as const
/** Kinds with items or fields of their own: inside rows they would nest too deep. */
export const nestedKinds: readonly FieldKind[] = ['rows', 'checklist', 'money', 'people', 'texts']

export type FieldKind = (typeof fieldKinds)[number] | 'other'

export const longestShort = 300
export const formatKinds: Record<string, FieldKind> = {
  person: 'person',
  date: 'date',
  'date-time': 'moment',
  email: 'email',
  uri: 'link',
}

/** The single type of a node, apart from null. */
export function typeOf(node: JsonObject): string | undefined {
  const declared = node['type']
  const types = (Array.isArray(declared) ? declared : [declared]).filter((type) => type !== 'null')
  const [type] = types
  return types.length === 1 && typeof type === 'string' ? type : undefined
}

export const isNullable = (node: JsonObject): boolean =>
  Array.isArray(node['type']) && node['type'].includes('null')

export function kindOf(schema: JsonObject, field: JsonObject): FieldKind {
  const node = resolve(schema, field)
  if (!node || node['const'] !== undefined || node['pattern'] !== undefined) return 'other'
  switch (typeOf(node)) {
    case 'string':
      return kindOfText(node)
    case 'boolean':
      return 'yes-no'
    case 'integer':
      return isScale(node) ? 'scale' : 'whole-number'
    case 'number':
      return 'number'
    case 'array':
      return kindOfList(schema, node['items'])
    case 'object':
      return isMoney(schema, node) ? 'money' : 'other'
    default:
      return 'other'
  }
}

function kindOfText(node: JsonObject): FieldKind {
  if (Array.isArray(node['enum'])) return 'choice'
  const { format, maxLength } = node
  if (typeof format === 'string') return formatKinds[format] ?? 'other'
  return typeof maxLength === 'number' && maxLength <= longestShort ? 'text' : 'long-text'
}

/** A scale with more grades is a plain number. */
export const maxGrades = 20

/** Whether a node is a whole number with ends close enough for a scale. */
function isScale({ minimum, maximum }: JsonObject): boolean {
  const isBound = typeof minimum === 'number' && typeof maximum === 'number'
  return isBound && maximum - minimum <= maxGrades
}

/** The types of an object's properties. */
const typesIn = (schema: JsonObject, node: JsonObject): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(objectIn(node, 'properties') ?? {}).map(([name, own]) => [
      name,
      typeOf(resolve(schema, own) ?? {}),
    ]),
  )

function isMoney(schema: JsonObject, node: JsonObject): boolean {
  const types = typesIn(schema, node)
  const isAmount = types['amount'] === 'number' && types['currency'] === 'string'
  return isAmount && Object.keys(types).length === 2
}

function kindOfRows(schema: JsonObject, row: JsonObject): FieldKind {
  const types = Object.entries(typesIn(schema, row))
  const isDone = types.some(([name, type]) => name === 'done' && type === 'boolean')
  const isChecklist = isDone && types.length === 2 && types.some(([, type]) => type === 'string')
  return isChecklist ? 'checklist' : 'rows'
}

function kindOfList(schema: JsonObject, items: unknown): FieldKind {
  const row = resolve(schema, items)
  if (row?.['type'] === 'object' && objectIn(row, 'properties')) return kindOfRows(schema, row)
  const kind = isObject(items) ? kindOf(schema, items) : 'other'
  if (kind === 'person') return 'people'
  return kind === 'text' || kind === 'long-text' ? 'texts' : 'other'
}

const text = (maxLength: number): JsonObject => ({ type: 'string', minLength: 1, maxLength })

const plain: Record<Exclude<FieldKind, 'choice' | 'other' | 'people' | 'rows'>, JsonObject> = {
  text: text(longestShort),
  'long-text': text(1_000),
  person: { ...text(200), format: 'person' },
  date: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  link: { type: 'string', format: 'uri' },
  'yes-no': { type: 'boolean' },
  'whole-number': { type: 'integer' },
  number: { type: 'number' },
  texts: { type: 'array', items: text(longestShort), maxItems: 50 },
  scale: { type: 'integer', minimum: 1, maximum: 5 },
  money: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      currency: { type: 'string', minLength: 3, maxLength: 3, description: 'ISO 4217: EUR, RUB' },
    },
    required: ['amount', 'currency'],
  },
  checklist: {
    type: 'array',
    items: {
      type: 'object',
      properties: { what: text(longestShort), done: { type: 'boolean' } },
      required: ['what', 'done'],
    },
    maxItems: 50,
  },
}

/** Kinds with fixed inner fields, whose titles are given here. */
export const innerTitles: Partial<Record<FieldKind, Record<string, Translated>>> = {
  money: {
    amount: { en: 'Amount', ru: 'Сумма' },
    currency: { en: 'Currency', ru: 'Валюта' },
  },
  checklist: {
    what: { en: 'What', ru: 'Что' },
    done: { en: 'Done', ru: 'Сделано' },
  },
}

/** The schema of rows with these text columns; the first is required. */
export const rowsOf = (columns: readonly string[]): JsonObject => ({
  type: 'array',
  items: {
    type: 'object',
    properties: Object.fromEntries(columns.map((name) => [name, text(longestShort)])),
    required: columns.slice(0, 1),
  },
  maxItems: 50,
})

/** The schema of a kind; for a person or a date the pack's own definition, where it has one. */
export function nodeOfKind(
  schema: JsonObject,
  kind: Exclude<FieldKind, 'other'>,
  choices: readonly string[] = [],
): JsonObject {
  if (kind === 'choice') return { type: 'string', enum: [...choices] }
  if (kind === 'rows') return rowsOf(choices)
  if (kind === 'people') {
    return { type: 'array', items: nodeOfKind(schema, 'person'), maxItems: 50 }
  }
  const known = kind === 'person' || kind === 'date' ? definitionOf(schema, kind) : undefined
  return known ? { $ref: `#/$defs/${known}` } : plain[kind]
}

function definitionOf(schema: JsonObject, kind: FieldKind): string | undefined {
  return Object.entries(objectIn(schema, '$defs') ?? {}).find(
    ([, node]) => isObject(node) && !isNullable(node) && kindOf(schema, node) === kind,
  )?.[0]
}
