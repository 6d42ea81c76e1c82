import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js'
import enumKeyword from 'ajv/dist/vocabularies/validation/enum.js'
import patternKeyword from 'ajv/dist/vocabularies/validation/pattern.js'
import type { ItemValue, LoadedPack, SectionSpec } from '../types.ts'
import type { Problems } from './pack-error.ts'
import { isDate, isDateTime, isEmail, isUri } from './dialect/formats.ts'
import { ITEM_BOUNDS, itemSizeFault } from './item-size.ts'
import { linearRegex } from './patterns.ts'

const MAX_CACHED_PACKS = 32
const validatorsByHash = new Map<string, Map<string, ValidateFunction>>()

/**
 * Linear-time patterns that skip texts longer than their field allows: `maxLength` rejects those, but Ajv, which
 * reports every fault, would still match them.
 */
function linearPattern() {
  const compiled = new Map<string, ReturnType<typeof linearRegex>>()
  return (pattern: string, field: object) => {
    const { maxLength } = field as { maxLength?: number }
    const regex = compiled.get(pattern) ?? linearRegex(pattern)
    compiled.set(pattern, regex)
    const most = Math.min(maxLength ?? ITEM_BOUNDS.textChars, ITEM_BOUNDS.textChars)
    return (text: string) => isLonger(text, most) || regex.matcher(text).find()
  }
}

/** Counts code points, like JSON Schema. */
const isLonger = (text: string, most: number): boolean =>
  text.length > most && (text.length > most * 2 || [...text].length > most)

/** The validator for provider answers: JSON Schema 2020-12 with asserted formats and linear-time patterns. */
export function createJudge(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    ownProperties: true,
    allErrors: true,
    logger: false,
    // The dialect's own check is stricter than the meta-schema, whose compilation would cost more than everything else.
    meta: false,
    validateSchema: false,
  })
  ajv.addFormat('date', isDate).addFormat('date-time', isDateTime)
  ajv.addFormat('email', isEmail).addFormat('uri', isUri).addFormat('person', true)
  ajv.removeKeyword('pattern').addKeyword({
    keyword: 'pattern',
    type: 'string',
    schemaType: 'string',
    ...(patternKeyword.error ? { error: patternKeyword.error } : {}),
    compile: linearPattern(),
  })
  // Ajv rejects an empty enum, which no value matches.
  ajv.removeKeyword('enum').addKeyword({
    ...enumKeyword,
    code: (cxt) =>
      Array.isArray(cxt.schema) && cxt.schema.length === 0 ? cxt.fail() : enumKeyword.code(cxt),
  })
  return ajv
}

/** Compiles the judging schema of each section; a schema that Ajv rejects becomes a problem of the pack. */
export function compileValidators(
  pack: Pick<LoadedPack, 'hash' | 'sections'>,
  problems?: Problems,
): void {
  const known = validatorsByHash.get(pack.hash)
  if (known) {
    // Moves it to the end: evicted last.
    validatorsByHash.delete(pack.hash)
    validatorsByHash.set(pack.hash, known)
    return
  }
  const ajv = createJudge()
  const validators = new Map<string, ValidateFunction>()
  for (const section of pack.sections) {
    try {
      validators.set(section.name, ajv.compile(section.itemSchema))
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown reason'
      if (!problems) throw error
      problems.add(`output.schema.json#/properties/${section.name}`, 'schema-uncompilable', {
        detail: detail.slice(0, 300),
      })
    }
  }
  if (validators.size < pack.sections.length) return
  const oldest = validatorsByHash.keys().next().value
  if (validatorsByHash.size >= MAX_CACHED_PACKS && oldest !== undefined) {
    validatorsByHash.delete(oldest)
  }
  validatorsByHash.set(pack.hash, validators)
}

/** A fault of an item: its place (JSON Pointer) and what is wrong. */
export interface ItemFault {
  pointer: string
  detail: string
}

/** Judges one item without `evidence`. Returns its faults; empty if it is valid. */
export function validateItem(
  pack: Pick<LoadedPack, 'hash' | 'sections'>,
  sectionName: string,
  value: unknown,
): ItemFault[] {
  const oversize = itemSizeFault(value)
  if (oversize) return [oversize]
  compileValidators(pack)
  const validate = validatorsByHash.get(pack.hash)?.get(sectionName)
  if (!validate) return [{ pointer: '', detail: `The scenario has no section ${sectionName}.` }]
  if (validate(value)) return []
  return (validate.errors ?? []).slice(0, 20).map((error) => {
    const extra = error.params['additionalProperty']
    const allowed = error.params['allowedValues']
    const more = typeof extra === 'string' ? `: ${extra.slice(0, 80)}` : ''
    const values = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''
    return {
      pointer: error.instancePath,
      detail: `${error.message ?? 'is not valid'}${more}${values}`,
    }
  })
}

/** Removes `null` from optional fields, because a provider's strict form requires every field. */
export function dropOptionalNulls(section: SectionSpec, value: unknown): unknown {
  return dropNulls(value, section.itemSchema)
}

function dropNulls(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value
  const node = schema
  if (Array.isArray(value)) return value.map((entry) => dropNulls(entry, node['items']))
  if (!isRecord(value)) return value
  const required = Array.isArray(node['required']) ? node['required'] : []
  const properties = isRecord(node['properties']) ? node['properties'] : {}
  const kept: ItemValue = {}
  for (const [key, entry] of Object.entries(value)) {
    if (entry === null && Object.hasOwn(properties, key) && !required.includes(key)) continue
    const value = dropNulls(entry, Object.hasOwn(properties, key) ? properties[key] : undefined)
    if (key !== '__proto__') kept[key] = value
    // An assignment would change the prototype instead of being rejected as a field.
    else Object.defineProperty(kept, key, { ...OWN_FIELD, value })
  }
  return kept
}

const OWN_FIELD = { enumerable: true, writable: true, configurable: true }

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
