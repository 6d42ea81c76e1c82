import type { FieldSpec, SectionSpec } from '../types.ts'
import { readAnnotations, readFieldAnnotations, refuseInside } from './dialect/annotations.ts'
import { isObject, type JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'
import { fieldTypes } from '../../vocabulary.ts'

const FILE = 'output.schema.json#'

/** Converts a schema that passed the dialect's checks to sections: references resolved, annotations read. */
export function readSections(root: JsonObject, problems: Problems): SectionSpec[] {
  const defs = isObject(root['$defs']) ? root['$defs'] : {}
  const properties = isObject(root['properties']) ? root['properties'] : {}
  if (root['x-aam'] !== undefined) problems.add(`${FILE}/x-aam`, 'annotation-misplaced')
  const sections: SectionSpec[] = []
  for (const [name, node] of Object.entries(properties)) {
    const section = isObject(node) ? readSection(name, node, defs, problems) : null
    if (section) sections.push(section)
  }
  return sections.toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))
}

function readSection(
  name: string,
  node: JsonObject,
  defs: JsonObject,
  problems: Problems,
): SectionSpec | null {
  const at = `${FILE}/properties/${pointerToken(name)}`
  const section = resolve(node, at, defs)
  const isList = section.node['type'] === 'array'
  const item = isList ? resolve(section.node['items'], `${section.at}/items`, defs) : section
  if (item.node['type'] !== 'object') {
    problems.add(at, 'section-shape')
    return null
  }
  if (isList && Number(section.node['minItems'] ?? 0) > 0) {
    problems.add(`${section.at}/minItems`, 'section-min-items')
  }
  if (item.node['x-aam'] !== undefined && item.node !== node) {
    problems.add(`${item.at}/x-aam`, 'annotation-misplaced')
  }
  const fields = readFields(name, item, defs, problems)
  const texts = fields.filter((field) => field.type === 'string' && !field.enum)
  const textField = (texts.find((field) => field.required) ?? texts[0])?.name
  if (textField === undefined) {
    problems.add(at, 'section-without-text')
    return null
  }
  const notes = readAnnotations(node, at, fields, problems)
  if (!notes) return null
  const { maxItems } = section.node
  return {
    name,
    ...notes,
    isList,
    maxItems: isList && typeof maxItems === 'number' ? maxItems : null,
    textField,
    fields,
    itemSchema: plainSchema(item.node, defs),
  }
}

function readFields(
  section: string,
  item: Place,
  defs: JsonObject,
  problems: Problems,
): FieldSpec[] {
  const fields = namedNodes(item.node).map(([name, node, required]) => {
    const at = `${item.at}/properties/${pointerToken(name)}`
    const { node: field, at: fieldAt } = resolve(node, at, defs)
    const own = isObject(node) ? node : {}
    if (own !== field && field['x-aam'] !== undefined) {
      problems.add(`${fieldAt}/x-aam`, 'annotation-misplaced')
    }
    refuseInside(field, fieldAt, problems)
    return {
      ...readField(`${section}.${name}`, node, defs),
      name,
      required,
      fields: readRowFields(`${section}.${name}`, field, defs),
      ...readFieldAnnotations(own, at, problems),
    }
  })
  for (const field of fields) checkComputed(field, fields, item.at, problems)
  return fields
}

function namedNodes(item: JsonObject): [name: string, node: unknown, isRequired: boolean][] {
  const properties = isObject(item['properties']) ? item['properties'] : {}
  const required = Array.isArray(item['required']) ? item['required'] : []
  return Object.entries(properties).map(([name, node]) => [name, node, required.includes(name)])
}

type PlainField = Omit<
  FieldSpec,
  'name' | 'required' | 'fields' | 'computedFrom' | 'byPerson' | 'isAdvice'
>

/** Reads a field whose title is at `key`. */
function readField(key: string, node: unknown, defs: JsonObject): PlainField {
  const { node: field } = resolve(node, '', defs)
  const ref = isObject(node) && typeof node['$ref'] === 'string' ? node['$ref'] : null
  const declared = Array.isArray(field['type']) ? field['type'] : [field['type']]
  const values = Array.isArray(field['enum']) ? (field['enum'] as (string | null)[]) : null
  const entry = declared.includes('array') ? resolve(field['items'], '', defs).node : field
  const numberAt = (keyword: string): number | null => {
    const bound = field[keyword]
    return typeof bound === 'number' ? bound : null
  }
  return {
    type: fieldTypes.find((type) => declared.includes(type)) ?? 'string',
    nullable: declared.includes('null'),
    format: typeof entry['format'] === 'string' ? entry['format'] : null,
    enum: values && values.filter((value) => value !== null),
    enumName: values && (ref ? ref.slice('#/$defs/'.length) : key),
    maxLength: numberAt('maxLength'),
    minimum: numberAt('minimum'),
    maximum: numberAt('maximum'),
  }
}

/** The fields of a row, if the field is a list of rows or one object. */
function readRowFields(key: string, field: JsonObject, defs: JsonObject): FieldSpec[] | null {
  const row = isObject(field['items']) ? resolve(field['items'], '', defs).node : field
  if (!isObject(row['properties'])) return null
  return namedNodes(row).map(([name, node, required]) => ({
    ...readField(`${key}.${name}`, node, defs),
    name,
    required,
    fields: null,
    computedFrom: null,
    byPerson: false,
    isAdvice: false,
  }))
}

function checkComputed(
  field: FieldSpec,
  fields: FieldSpec[],
  itemAt: string,
  problems: Problems,
): void {
  if (field.computedFrom === null) return
  const source = fields.find(({ name }) => name === field.computedFrom)
  const isGood =
    field.format === 'date' && source?.type === 'string' && !source.enum && source !== field
  if (isGood) return
  const at = `${itemAt}/properties/${pointerToken(field.name)}/x-aam/computedFrom`
  problems.add(at, 'computed-invalid', { field: field.name })
}

interface Place {
  node: JsonObject
  /** The pointer of the node, with references followed. */
  at: string
}

function resolve(given: unknown, at: string, defs: JsonObject): Place {
  let place: Place = { node: isObject(given) ? given : {}, at }
  while (typeof place.node['$ref'] === 'string') {
    const name = place.node['$ref'].slice('#/$defs/'.length)
    const target = defs[name]
    place = { node: isObject(target) ? target : {}, at: `${FILE}/$defs/${name}` }
  }
  return place
}

/** The schema for judging: references resolved, annotations removed, unlisted fields rejected. */
function plainSchema(node: unknown, defs: JsonObject): JsonObject {
  const plain: JsonObject = {}
  for (const [key, value] of Object.entries(resolve(node, '', defs).node)) {
    if (key === 'x-aam' || key === 'title' || key === 'description') continue
    if (key === 'items') plain[key] = plainSchema(value, defs)
    else if (key === 'properties' && isObject(value)) {
      plain[key] = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, plainSchema(child, defs)]),
      )
    } else plain[key] = value
  }
  if (plain['type'] === 'object') plain['additionalProperties'] = false
  return plain
}
