import { FORMATS, keywordsOf, TYPES } from '../../../../plugins/engine/pack/dialect/bounds.ts'

const KEYWORDS = new Set([...TYPES.flatMap(keywordsOf), '$defs', '$ref', '$schema'])
KEYWORDS.delete('x-aam')

/** Whether a schema of the suite uses only keywords, references and formats of our dialect. */
export function usesDialectOnly(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true
  if (typeof schema !== 'object' || schema === null) return false
  return Object.entries(schema).every(([keyword, value]: [string, unknown]) => {
    if (!KEYWORDS.has(keyword)) return false
    if (keyword === '$ref') return typeof value === 'string' && value.startsWith('#')
    if (keyword === 'format') return FORMATS.includes(String(value))
    if (keyword === 'items' || keyword === 'additionalProperties') return usesDialectOnly(value)
    if (keyword === 'properties' || keyword === '$defs') {
      // A pack with this is rejected; Ajv ignores it.
      if (Object.hasOwn(value as object, '__proto__')) return false
      return Object.values(value as object).every(usesDialectOnly)
    }
    return true
  })
}
