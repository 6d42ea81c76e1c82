import type { FieldSpec, Render, SectionSpec, Track } from '../types.ts'
import { isObject, type JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'

const RENDERS = ['list', 'table', 'cards', 'timeline', 'key-value', 'prose', 'score']
const TRACKS = ['action-item', 'decision', 'risk', 'question', 'commitment']
const ANNOTATIONS = [
  'render',
  'order',
  'evidence',
  'priority',
  'grade',
  'withhold',
  'track',
  'cues',
  'extractive',
]
const FIELD_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const

/** Turns a schema that passed the dialect's checks into sections: references written out, annotations read. */
export function readSections(root: JsonObject, problems: Problems): SectionSpec[] {
  const defs = isObject(root['$defs']) ? root['$defs'] : {}
  const properties = isObject(root['properties']) ? root['properties'] : {}
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
  const at = `output.schema.json#/properties/${pointerToken(name)}`
  const resolved = resolve(node, defs)
  const isList = resolved['type'] === 'array'
  const item = isList ? resolve(resolved['items'], defs) : resolved
  if (item['type'] !== 'object') {
    problems.add(at, 'A section is an object or a list of objects.', 'Wrap the text in an object.')
    return null
  }
  if (isList && Number(resolved['minItems'] ?? 0) > 0) {
    problems.add(`${at}/minItems`, 'A section may always be empty.', 'Remove minItems.')
  }
  const fields = readFields(name, item, defs)
  const texts = fields.filter((field) => field.type === 'string' && !field.enum)
  const textField = (texts.find((field) => field.required) ?? texts[0])?.name
  if (textField === undefined) {
    problems.add(at, 'A section needs a field with text.', 'Add a field of type string.')
    return null
  }
  const notes = readAnnotations(node, at, fields, problems)
  if (!notes) return null
  return {
    name,
    ...notes,
    isList,
    maxItems: typeof resolved['maxItems'] === 'number' ? resolved['maxItems'] : null,
    textField,
    fields,
    itemSchema: plainSchema(item, defs),
  }
}

type Annotations = Pick<
  SectionSpec,
  'order' | 'render' | 'evidence' | 'track' | 'priority' | 'grade' | 'withhold' | 'extractive'
>

function readAnnotations(
  node: JsonObject,
  at: string,
  fields: FieldSpec[],
  problems: Problems,
): Annotations | null {
  const notes = node['x-aam']
  if (!isObject(notes)) {
    problems.add(`${at}/x-aam`, 'The annotations are missing.', 'State render, order and evidence.')
    return null
  }
  const before = problems.list.length
  const bad = (key: string, remedy: string) =>
    problems.add(`${at}/x-aam/${pointerToken(key)}`, `${key.slice(0, 80)} is not usable.`, remedy)
  for (const key of Object.keys(notes)) {
    if (!ANNOTATIONS.includes(key)) bad(key, `Known annotations: ${ANNOTATIONS.join(', ')}.`)
  }
  const {
    render,
    order,
    evidence,
    track = null,
    priority = null,
    grade = null,
    withhold = null,
    extractive,
  } = notes
  if (!RENDERS.includes(String(render))) bad('render', `Use one of ${RENDERS.join(', ')}.`)
  if (!Number.isInteger(order)) bad('order', 'Write a whole number.')
  if (evidence !== 'required' && evidence !== 'optional') bad('evidence', 'required or optional.')
  if (track !== null && !TRACKS.includes(String(track)))
    bad('track', `One of ${TRACKS.join(', ')}.`)
  if (priority !== null && !fields.some((field) => field.name === priority)) {
    bad('priority', 'Name a field of the item.')
  }
  if (grade !== null && !fields.some(({ name, type }) => name === grade && type === 'integer')) {
    bad('grade', 'Name a field of the item that is a whole number.')
  }
  if (withhold !== null && withhold !== 'personal') bad('withhold', 'personal, or leave it out.')
  if (extractive !== undefined && extractive !== 'cut' && extractive !== 'needs-model') {
    bad('extractive', 'cut or needs-model.')
  }
  if (problems.list.length > before) return null
  return {
    order: Number(order),
    render: render as Render,
    evidence: evidence === 'required' ? 'required' : 'optional',
    track: track as Track | null,
    priority: typeof priority === 'string' ? priority : null,
    grade: typeof grade === 'string' ? grade : null,
    withhold: withhold as 'personal' | null,
    extractive:
      extractive === undefined
        ? defaultExtractive(fields, track, notes['cues'])
        : (extractive as 'cut'),
  }
}

/** One required text can be cut from a sentence when cues say which sentences matter. */
function defaultExtractive(fields: FieldSpec[], track: unknown, cues: unknown) {
  const required = fields.filter((field) => field.required)
  const only = required.length === 1 ? required[0] : undefined
  const cuttable = only?.type === 'string' && !only.enum && only.format === null
  return cuttable && (track !== null || cues !== undefined) ? 'cut' : 'needs-model'
}

function readFields(section: string, item: JsonObject, defs: JsonObject): FieldSpec[] {
  const properties = isObject(item['properties']) ? item['properties'] : {}
  const required = Array.isArray(item['required']) ? item['required'] : []
  return Object.entries(properties).map(([name, node]) => {
    const field = resolve(node, defs)
    const declared = Array.isArray(field['type']) ? field['type'] : [field['type']]
    const ref = isObject(node) && typeof node['$ref'] === 'string' ? node['$ref'] : null
    const notes = isObject(node) && isObject(node['x-aam']) ? node['x-aam'] : {}
    const isEnum = Array.isArray(field['enum'])
    const entry = declared.includes('array') ? resolve(field['items'], defs) : field
    return {
      name,
      type: FIELD_TYPES.find((type) => declared.includes(type)) ?? 'string',
      nullable: declared.includes('null'),
      required: required.includes(name),
      format: typeof entry['format'] === 'string' ? entry['format'] : null,
      enum: isEnum ? (field['enum'] as string[]) : null,
      enumName: isEnum ? (ref ? ref.slice('#/$defs/'.length) : `${section}.${name}`) : null,
      maxLength: typeof field['maxLength'] === 'number' ? field['maxLength'] : null,
      computedFrom: typeof notes['computedFrom'] === 'string' ? notes['computedFrom'] : null,
      byPerson: notes['filledBy'] === 'person',
      isAdvice: notes['advice'] === true,
    }
  })
}

function resolve(node: unknown, defs: JsonObject): JsonObject {
  let current = isObject(node) ? node : {}
  while (typeof current['$ref'] === 'string') {
    const target = defs[current['$ref'].slice('#/$defs/'.length)]
    current = isObject(target) ? target : {}
  }
  return current
}

/** The judging schema: references written out, annotations removed, unlisted fields refused. */
function plainSchema(node: unknown, defs: JsonObject): JsonObject {
  const plain: JsonObject = {}
  for (const [key, value] of Object.entries(resolve(node, defs))) {
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
