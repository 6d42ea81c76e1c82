import { isObject, type JsonObject } from '../json/read-json.ts'
import { objectIn } from './pack-files.ts'
import { resolve } from './schema-nodes.ts'

/** What a field holds, in the words of people; `other` is what only the JSON can say. */
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
] as const
export type FieldKind = (typeof fieldKinds)[number] | 'other'

export const longestShort = 300
export const formatKinds: Record<string, FieldKind> = {
  person: 'person',
  date: 'date',
  'date-time': 'moment',
  email: 'email',
  uri: 'link',
}

/** The one type of a node beside null. */
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
      return 'whole-number'
    case 'number':
      return 'number'
    case 'array':
      return kindOfList(schema, node['items'])
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

function kindOfList(schema: JsonObject, items: unknown): FieldKind {
  const kind = isObject(items) ? kindOf(schema, items) : 'other'
  if (kind === 'person') return 'people'
  return kind === 'text' || kind === 'long-text' ? 'texts' : 'other'
}

const text = (maxLength: number): JsonObject => ({ type: 'string', minLength: 1, maxLength })

const plain: Record<Exclude<FieldKind, 'choice' | 'other' | 'people'>, JsonObject> = {
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
}

/** The schema of a field of a kind; a person or a day is the pack's own definition, where it has one. */
export function nodeOfKind(
  schema: JsonObject,
  kind: Exclude<FieldKind, 'other'>,
  choices: readonly string[] = [],
): JsonObject {
  if (kind === 'choice') return { type: 'string', enum: [...choices] }
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
