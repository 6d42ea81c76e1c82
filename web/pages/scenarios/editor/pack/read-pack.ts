import { isObject, type JsonObject } from '../json/read-json.ts'
import { type FieldKind, isNullable, kindOf, typeOf } from './field/field-kinds.ts'
import { type Files, languagesOf, type PackParts } from './pack-parts.ts'
import { objectIn, textIn } from './json-members.ts'
import { readParts } from './pack-files.ts'
import { readPoint } from './prompts.ts'
import {
  choicesName,
  choiceValues,
  fieldNodes,
  fieldsWithin,
  itemNode,
  refOf,
  resolve,
  rowNode,
  sectionNodes,
} from './schema-nodes.ts'
import {
  eachLocale,
  type EvidenceRule,
  type Locale,
  locales,
  type Renderer,
  renderers,
  type Track,
  tracks,
} from '../../../../../plugins/vocabulary.ts'

export type Words = Record<Locale, string>

/** The first language that says something: the given one, then the others in their order. */
export const firstWords = (words: Words, locale?: Locale): string =>
  [...(locale ? [locale] : []), ...locales].map((one) => words[one].trim()).find(Boolean) ?? ''

export interface ChoiceForm {
  value: string
  title: Words
}

export interface FieldForm {
  name: string
  title: Words
  kind: FieldKind
  required: boolean
  nullable: boolean
  /** Tells the model what to write into it. */
  hint: string
  maxLength: number | null
  choices: ChoiceForm[]
  /** Other fields with the same list of choices. */
  sharedWith: { section: string; field: string }[]
  /** The text field that the engine computes this date from. */
  computedFrom: string | null
  byPerson: boolean
  minimum: number | null
  maximum: number | null
  /** The columns of its rows, named by path: `votes.who`. */
  fields: FieldForm[]
}

export interface SectionForm {
  name: string
  title: Words
  order: number
  render: Renderer
  evidence: EvidenceRule
  track: Track | null
  priority: string | null
  grade: string | null
  isList: boolean
  /** The field that is the text of an item. */
  textField: string | null
  /** Defines the section in one sentence. */
  definition: string
  /** Tells the model what to look for. */
  lookFor: string
  step: string | null
  fields: FieldForm[]
  /** The section can only be edited as JSON; the form shows its title. */
  isByHand: boolean
}

export interface StepForm {
  id: string
  sections: string[]
  model: string
}

export interface PackForm {
  id: string
  version: string
  title: Words
  description: Words
  meetingType: string
  defaultLanguage: Locale
  /** The languages in which everything must have a title. */
  languages: readonly Locale[]
  steps: StepForm[]
  /** In the order in which people see them. */
  sections: SectionForm[]
}

/** A pack as the form edits it; undefined where a required file cannot be parsed. */
export function readPack(files: Files): PackForm | undefined {
  const parts = readParts(files)
  return parts && readForm(parts)
}

export function readForm(parts: PackParts): PackForm {
  const { manifest, schema } = parts
  const steps = readSteps(manifest)
  const sharing = readSharing(schema)
  const sections = sectionNodes(schema)
    .map(([name, node]) => readSection(parts, name, node, steps, sharing))
    .toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))
  return {
    id: textIn(manifest, 'id'),
    version: textIn(manifest, 'version'),
    title: wordsIn(manifest, 'title'),
    description: wordsIn(manifest, 'description'),
    meetingType: textIn(manifest, 'meetingType'),
    defaultLanguage: oneOf(locales, manifest['defaultLanguage']) ?? 'en',
    languages: languagesOf(manifest),
    steps,
    sections,
  }
}

const wordsIn = (object: JsonObject, key: string): Words => {
  const words = objectIn(object, key)
  return eachLocale((locale) => textIn(words, locale))
}

export function readSteps(manifest: JsonObject): StepForm[] {
  const listed = Array.isArray(manifest['steps']) ? manifest['steps'] : []
  return listed.filter(isObject).map((step) => ({
    id: textIn(step, 'id'),
    sections: (Array.isArray(step['sections']) ? step['sections'] : []).map(String),
    model: textIn(step, 'model'),
  }))
}

type Sharing = Map<string, { section: string; field: string }[]>

/** Finds the fields that share a list of choices. */
function readSharing(schema: JsonObject): Sharing {
  const sharing: Sharing = new Map()
  for (const [section, node] of sectionNodes(schema)) {
    const item = itemNode(schema, node)
    for (const [field, own] of item ? fieldsWithin(schema, item) : []) {
      const name = choicesName(schema, section, field, own)
      if (name === undefined || refOf(own) === undefined) continue
      sharing.set(name, [...(sharing.get(name) ?? []), { section, field }])
    }
  }
  return sharing
}

const oneOf = <V extends string>(values: readonly V[], value: unknown): V | undefined =>
  values.find((known) => known === value)

function readSection(
  parts: PackParts,
  name: string,
  node: JsonObject,
  steps: readonly StepForm[],
  sharing: Sharing,
): SectionForm {
  const { schema, files } = parts
  const notes = objectIn(node, 'x-aam')
  const item = itemNode(schema, node)
  const fields = item ? readFields(parts, name, item, sharing) : []
  const texts = item
    ? fields.filter(({ name }) => isTextual(resolve(schema, objectIn(item['properties'], name))))
    : []
  const step = steps.find(({ sections }) => sections.includes(name))
  const order = notes?.['order']
  return {
    name,
    title: titleOf(parts, name),
    order: typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER,
    render: oneOf(renderers, notes?.['render']) ?? 'list',
    evidence: notes?.['evidence'] === 'optional' ? 'optional' : 'required',
    track: oneOf(tracks, notes?.['track']) ?? null,
    priority: textIn(notes, 'priority') || null,
    grade: textIn(notes, 'grade') || null,
    isList: resolve(schema, node)?.['type'] === 'array',
    textField: (texts.find(({ required }) => required) ?? texts[0])?.name ?? null,
    definition: definitionOf(schema, node),
    lookFor: step ? readPoint(files, step, name) : '',
    step: step?.id ?? null,
    fields,
    isByHand: !item || !notes,
  }
}

/** Any string that is not a choice can be the text of an item; the engine uses the same rule. */
const isTextual = (node: JsonObject | undefined): boolean =>
  node !== undefined && typeOf(node) === 'string' && !Array.isArray(node['enum'])

export const titleOf = (parts: PackParts, key: string): Words =>
  eachLocale((locale) => textIn(parts[locale], key))

/** The description closest to the section. */
function definitionOf(schema: JsonObject, node: JsonObject): string {
  const found = resolve(schema, node)
  const items = found?.['type'] === 'array' ? found['items'] : undefined
  const places = [items, resolve(schema, items), node, found]
  return places.map((place) => textIn(place, 'description')).find(Boolean) ?? ''
}

function readFields(
  parts: PackParts,
  section: string,
  item: JsonObject,
  sharing: Sharing,
  parent?: string,
): FieldForm[] {
  const { schema } = parts
  const required = Array.isArray(item['required']) ? item['required'] : []
  return fieldNodes(item).map(([leaf, own]) => {
    const name = parent === undefined ? leaf : `${parent}.${leaf}`
    const row = parent === undefined ? rowNode(schema, own) : undefined
    const node = resolve(schema, own) ?? {}
    const notes = objectIn(own, 'x-aam')
    const choices = choicesName(schema, section, name, own)
    return {
      name,
      title: titleOf(parts, `${section}.${name}`),
      kind: kindOf(schema, own),
      required: required.includes(leaf),
      nullable: isNullable(node),
      hint: textIn(own, 'description') || textIn(node, 'description'),
      maxLength: numberIn(node, 'maxLength'),
      choices:
        choices === undefined
          ? []
          : choiceValues(node).map((value) => ({
              value,
              title: titleOf(parts, `enum.${choices}.${value}`),
            })),
      sharedWith: (sharing.get(choices ?? '') ?? []).filter(
        (other) => other.section !== section || other.field !== name,
      ),
      computedFrom: textIn(notes, 'computedFrom') || null,
      byPerson: notes?.['filledBy'] === 'person',
      minimum: numberIn(node, 'minimum'),
      maximum: numberIn(node, 'maximum'),
      fields: row ? readFields(parts, section, row, sharing, name) : [],
    }
  })
}

function numberIn(node: JsonObject, key: string): number | null {
  const value = node[key]
  return typeof value === 'number' ? value : null
}
