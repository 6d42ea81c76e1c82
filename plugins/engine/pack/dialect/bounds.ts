import { fieldTypes } from '../../../vocabulary.ts'

/** Bounds of the dialect; a fault names the bound and the place. */
export const BOUNDS = {
  levels: 5,
  sections: 40,
  properties: 500,
  schemaBytes: 60_000,
  enumValues: 200,
  refChain: 3,
  patterns: 100,
  costlyPatterns: 2,
  /** Cost of matching all patterns of one item: program size × characters, summed over the schema. */
  patternSteps: 20_000_000,
  count: 1_000_000,
} as const

/** The version of JSON Schema that the dialect is a part of. */
export const SCHEMA_URI = 'https://json-schema.org/draft/2020-12/schema'

export const TYPES: readonly string[] = fieldTypes
export const FORMATS = ['date', 'date-time', 'email', 'uri', 'person']

/** Keywords by type, beside those that are allowed everywhere. */
const KEYWORDS: Record<string, string[]> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'format', 'pattern'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
}
const EVERYWHERE = ['type', 'title', 'description', 'enum', 'const', 'x-aam']

export const keywordsOf = (type: string): string[] => [...EVERYWHERE, ...(KEYWORDS[type] ?? [])]

const NAME = /^[a-z][A-Za-z0-9]{0,63}$/

/** Whether a section, field or definition may have this name: camelCase, and not a property of every object. */
export const isUsableName = (name: string): boolean =>
  NAME.test(name) && name !== 'evidence' && name !== 'prototype' && !(name in Object.prototype)
