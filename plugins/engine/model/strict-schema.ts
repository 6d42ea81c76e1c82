import { isObject, type JsonObject } from '../pack/parse-json.ts'
import type { LoadedPack, Locale, SectionSpec } from '../types.ts'
import { ModelFault, type AnswerSchema } from './port.ts'
import { findPastLimit } from './schema-limits.ts'
import { boundedTitle, titleOf } from './titles.ts'

const MAX_CACHED = 128
const compiled = new Map<string, AnswerSchema>()

const evidenceSchema = {
  type: 'array',
  description: 'Where it was said',
  items: {
    type: 'object',
    properties: {
      segment: { type: 'integer', description: 'Number of the line' },
      anchor: { type: 'string', description: '4 to 12 words copied from that line, unchanged' },
    },
    required: ['segment', 'anchor'],
    additionalProperties: false,
  },
}

/**
 * Compiles some sections of a pack to the strict form of JSON Schema that providers take: every
 * field required, nothing else allowed, optional ones nullable, `evidence` on every item, and what
 * the form does not know said in descriptions: rules, and the titles of sections, fields and choices in the language of
 * the result. Fields that no provider fills are left out. Kept by pack, names and language.
 * Throws ModelFault `model_schema_too_large` when it is past what providers accept.
 */
export function strictSchema(
  pack: LoadedPack,
  sections: SectionSpec[],
  language: Locale,
): AnswerSchema {
  const names = sections.map(({ name }) => name)
  const key = `${pack.hash}/${language}/${names.join(',')}`
  const known = compiled.get(key)
  if (known) return known
  const schema = compile({ pack, language }, sections)
  const fault = findPastLimit(schema)
  if (fault !== null) throw new ModelFault('model_schema_too_large', false, fault)
  const oldest = compiled.keys().next().value
  if (compiled.size >= MAX_CACHED && oldest !== undefined) compiled.delete(oldest)
  const answer = { name: 'meeting_sections', schema }
  compiled.set(key, answer)
  return answer
}

interface Source {
  pack: LoadedPack
  language: Locale
}

function compile(source: Source, sections: SectionSpec[]): JsonObject {
  const root = JSON.parse(source.pack.files['output.schema.json'] ?? '{}') as JsonObject
  const defs = isObject(root['$defs']) ? root['$defs'] : {}
  const nodes = isObject(root['properties']) ? root['properties'] : {}
  const properties = sections.map(
    (section) => [section.name, sectionSchema(source, section, nodes[section.name], defs)] as const,
  )
  return {
    ...strictObject(Object.fromEntries(properties)),
    $defs: { evidence: evidenceSchema },
  }
}

function sectionSchema(
  source: Source,
  spec: SectionSpec,
  node: unknown,
  defs: JsonObject,
): JsonObject {
  const section = resolve(node, defs)
  const title = titleOf(source.pack, source.language, spec.name, spec.name)
  if (section['type'] !== 'array') return orNull(itemSchema(source, spec, section, defs, title))
  const items = itemSchema(source, spec, resolve(section['items'], defs), defs, null)
  return described({ type: 'array', items }, section, [title])
}

function itemSchema(
  source: Source,
  spec: SectionSpec,
  item: JsonObject,
  defs: JsonObject,
  title: string | null,
): JsonObject {
  const wordsOf = (...path: string[]) => wordsOfField(source, spec, path)
  const strict = nodeSchema(item, defs, [title], wordsOf)
  const properties = isObject(strict['properties']) ? strict['properties'] : {}
  const { description } = strict
  return {
    ...(description === undefined ? {} : { description }),
    ...strictObject({ ...properties, evidence: { $ref: '#/$defs/evidence' } }),
  }
}

/** Title of a field, or of one inside its rows, and of its choices if their codes do not say it. */
function wordsOfField({ pack, language }: Source, spec: SectionSpec, path: string[]): Words {
  const [name = '', inner, ...deeper] = path
  const outer = spec.fields.find((one) => one.name === name)
  const field = inner === undefined ? outer : outer?.fields?.find((one) => one.name === inner)
  if (!field || deeper.length > 0) return [null]
  const title = titleOf(pack, language, [spec.name, ...path].join('.'), field.name)
  const choices = (field?.enum ?? []).flatMap((value) => {
    const own = titleOf(pack, language, `enum.${field?.enumName}.${value}`, value)
    return own === null ? [] : [`${value} = ${own}`]
  })
  return [title, choices.length > 0 ? choices.join('; ') : null]
}

/** The beginning of a description: a title, then the titles of choices. */
type Words = [title: string | null, choices?: string | null]

const strictObject = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

function nodeSchema(
  given: unknown,
  defs: JsonObject,
  words: Words,
  wordsOf: (...path: string[]) => Words,
): JsonObject {
  const node = resolve(given, defs)
  const type = typeOf(node)
  if (type === 'object') {
    const fields = isObject(node['properties']) ? node['properties'] : {}
    const required = Array.isArray(node['required']) ? node['required'] : []
    const strict = Object.entries(fields)
      .filter(([, field]) => isAsked(field))
      .map(([name, field]) => {
        const within = (...path: string[]) => wordsOf(name, ...path)
        const schema = nodeSchema(field, defs, wordsOf(name), within)
        return [name, required.includes(name) ? schema : orNull(schema)] as const
      })
    return withNull(described(strictObject(Object.fromEntries(strict)), node, words), node)
  }
  if (type === 'array') {
    const items = nodeSchema(node['items'], defs, [null], wordsOf)
    return withNull(described({ type, items }, node, words), node)
  }
  const values = Array.isArray(node['enum'])
    ? node['enum'].filter((value) => value !== null)
    : node['const'] === undefined
      ? null
      : [node['const']]
  return withNull(described({ type, ...(values ? { enum: values } : {}) }, node, words), node)
}

const typeOf = (node: JsonObject): unknown =>
  Array.isArray(node['type']) ? node['type'].find((type) => type !== 'null') : node['type']

function isAsked(field: unknown): boolean {
  const notes = isObject(field) && isObject(field['x-aam']) ? field['x-aam'] : {}
  return notes['computedFrom'] === undefined && notes['filledBy'] !== 'person'
}

const withNull = (strict: JsonObject, node: JsonObject): JsonObject =>
  Array.isArray(node['type']) && node['type'].includes('null') ? orNull(strict) : strict

/** Scalars get a second type; objects and lists an alternative. */
function orNull(schema: JsonObject): JsonObject {
  if (Array.isArray(schema['type']) || schema['anyOf'] !== undefined) return schema
  if (schema['type'] === 'object' || schema['type'] === 'array') {
    return { anyOf: [schema, { type: 'null' }] }
  }
  const values = schema['enum']
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
  }
}

/** The title, the author's description, titles of choices, and rules that the strict form cannot express. */
function described(strict: JsonObject, node: JsonObject, [title, choices]: Words): JsonObject {
  const own = typeof node['description'] === 'string' ? node['description'] : ''
  // Fields below rows have no labels; only the schema names them.
  const called = title ?? (typeof node['title'] === 'string' ? boundedTitle(node['title']) : null)
  const parts = [called, own, choices, rulesOf(node).join(', ')].filter((part) => part)
  const text = parts.reduce<string>(
    (before, part) =>
      before === '' ? `${part}` : `${before}${/[.!?…]$/.test(before) ? '' : '.'} ${part}`,
    '',
  )
  return text === '' ? strict : { ...strict, description: text }
}

function rulesOf(node: JsonObject): string[] {
  const rules: string[] = []
  const rule = (keyword: string, words: (value: unknown) => string) => {
    if (node[keyword] !== undefined) rules.push(words(node[keyword]))
  }
  rule('format', (format) => FORMATS[String(format)] ?? String(format))
  rule('pattern', (pattern) => `matches ${String(pattern)}`)
  rule('minLength', (count) => (Number(count) > 1 ? `at least ${String(count)} characters` : ''))
  rule('maxLength', (count) => `≤${String(count)} characters`)
  rule('minItems', (count) => `at least ${String(count)} entries`)
  rule('maxItems', (count) => `≤${String(count)} entries`)
  rule('minimum', (bound) => `≥${String(bound)}`)
  rule('maximum', (bound) => `≤${String(bound)}`)
  return rules.filter((words) => words !== '')
}

const FORMATS: Record<string, string> = {
  person: 'name of one person',
  date: 'YYYY-MM-DD',
  'date-time': 'RFC 3339 date and time',
  email: 'e-mail address',
  uri: 'full address (URI)',
}

/** Follows references; keywords beside one (a description) override the definition's. */
function resolve(given: unknown, defs: JsonObject): JsonObject {
  let node = isObject(given) ? given : {}
  while (typeof node['$ref'] === 'string') {
    const { $ref, ...beside } = node
    const target = defs[String($ref).slice('#/$defs/'.length)]
    node = { ...(isObject(target) ? target : {}), ...beside }
  }
  return node
}
