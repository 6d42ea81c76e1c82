import { isObject, type JsonObject } from '../json/read-json.ts'
import { nodeOfKind } from './field/field-kinds.ts'
import { dropExpectations } from './fixtures.ts'
import { nameFrom } from './names.ts'
import { editPack } from './pack-files.ts'
import { type Files, languagesOf, type PackParts } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'
import { readPoint, writePoint } from './prompts.ts'
import { firstWords, readForm, readSteps, type Words } from './read-pack.ts'
import { changeItem, changeSection, countRefs, refOf, sectionNode } from './schema-nodes.ts'
import { putLabel } from './settle.ts'
import { addToStep, chooseStep, dropFromSteps, moveToStep } from './steps.ts'
import {
  eachLocale,
  type EvidenceRule,
  type Locale,
  locales,
  type Renderer,
  type Track,
  translate,
  type Translated,
} from '../../../../../plugins/vocabulary.ts'

const maxItems = 100

/** Adds a section at the end, with one text field, to the first step with a large model. */
export function addSection(files: Files, title: Words): { files: Files; name: string } {
  let name = ''
  const next = editPack(files, (parts) => {
    const properties = objectIn(parts.schema, 'properties') ?? {}
    name = nameFrom(firstWords(title), Object.keys(properties), 'section')
    const orders = readForm(parts).sections.map(({ order }) => order)
    const order = Math.max(0, ...orders.filter((one) => one < Number.MAX_SAFE_INTEGER)) + 1
    const section = {
      type: 'array',
      maxItems: maxItems,
      items: {
        type: 'object',
        properties: { what: nodeOfKind(parts.schema, 'text') },
        required: ['what'],
      },
      'x-aam': { render: 'list', order, evidence: 'required' },
    }
    const what = inLanguagesOf(parts, { en: 'What', ru: 'Что' })
    const worded = word(word(parts, name, title), `${name}.what`, what)
    return addToStep(
      {
        ...worded,
        schema: withMember(parts.schema, 'properties', { ...properties, [name]: section }),
      },
      chooseStep(parts.manifest),
      name,
    )
  })
  return { files: next, name }
}

/** A generated title, in the languages of the pack. */
export function inLanguagesOf({ manifest }: PackParts, title: Translated): Words {
  const languages = languagesOf(manifest)
  return eachLocale((locale) => (languages.includes(locale) ? translate(title, locale) : ''))
}

/** Removes a section, also from its step, its prompt and the expectations of test transcripts. */
export const removeSection = (files: Files, name: string): Files =>
  editPack(files, (parts) => {
    const properties = objectIn(parts.schema, 'properties')
    if (!properties || !Object.hasOwn(properties, name)) return parts
    const schema = withMember(parts.schema, 'properties', withMember(properties, name, undefined))
    const left = dropFromSteps({ ...parts, schema }, name)
    return { ...left, files: dropExpectations(left.files, name) }
  })

/** Moves a section in the order that people see; the order in the file stays. */
export const moveSection = (files: Files, name: string, to: number): Files =>
  editPack(files, (parts) => {
    const sections = readForm(parts).sections
    const from = sections.findIndex((section) => section.name === name)
    const names = moved(
      sections.map((section) => section.name),
      from,
      to,
    )
    if (!names) return parts
    const orders = sections.map(({ order }) => order)
    const areUsable = orders.every(
      (order, at) =>
        at === 0 || (order > (orders[at - 1] ?? order) && order < Number.MAX_SAFE_INTEGER),
    )
    let { schema } = parts
    for (const [at, one] of names.entries()) {
      schema = annotate(schema, one, 'order', areUsable ? orders[at] : at + 1)
    }
    return { ...parts, schema }
  })

/** The list with one entry moved; undefined when it is there already. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] | undefined {
  const entry = list[from]
  if (entry === undefined || to < 0 || to >= list.length || from === to) return undefined
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, entry)
}

function annotate(schema: JsonObject, name: string, key: string, value: unknown): JsonObject {
  return changeSection(schema, name, (node) => {
    const notes = objectIn(node, 'x-aam')
    return notes ? withMember(node, 'x-aam', withMember(notes, key, value)) : node
  })
}

const editNote = (files: Files, name: string, key: string, value: unknown): Files =>
  editPack(files, (parts) => ({ ...parts, schema: annotate(parts.schema, name, key, value) }))

export const setRender = (files: Files, name: string, render: Renderer): Files =>
  editNote(files, name, 'render', render)

export const setEvidence = (files: Files, name: string, evidence: EvidenceRule): Files =>
  editNote(files, name, 'evidence', evidence)

export const setTrack = (files: Files, name: string, track: Track | null): Files =>
  editNote(files, name, 'track', track ?? undefined)

export const setPriority = (files: Files, name: string, field: string | null): Files =>
  editNote(files, name, 'priority', field ?? undefined)

/** Makes a section a list or a single entry; the entry's fields stay. */
export const setIsList = (files: Files, name: string, isList: boolean): Files =>
  editPack(files, (parts) => {
    const schema = changeSection(parts.schema, name, (node) => {
      const { 'x-aam': notes, ...own } = node
      if (isList === (own['type'] === 'array')) return node
      if (isList) return { type: 'array', maxItems: maxItems, items: own, 'x-aam': notes }
      return isObject(own['items']) ? { ...own['items'], 'x-aam': notes } : node
    })
    return schema === parts.schema ? parts : { ...parts, schema }
  })

/** Sets a label; an empty one stays where the language requires it, and the check reports it. */
export function word(parts: PackParts, key: string, words: Words): PackParts {
  return locales.reduce((next, locale) => putLabel(next, locale, key, words[locale]), parts)
}

/** Sets a title in one language; the name in the schema stays. */
export const setLabel = (files: Files, key: string, locale: Locale, text: string): Files =>
  editPack(files, (parts) => putLabel(parts, locale, key, text))

/** Sets a section's definition; beside a shared schema, so that other sections keep theirs. */
export const setDefinition = (files: Files, name: string, text: string): Files =>
  editPack(files, (parts) => {
    const said = text.trim() === '' ? undefined : text
    const node = sectionNode(parts.schema, name)
    const ref = refOf(node) ?? refOf(node?.['items'])
    const isShared = ref !== undefined && countRefs(parts.schema).get(ref) !== 1
    const describe = (schema: JsonObject): JsonObject => withMember(schema, 'description', said)
    // Without a description beside the reference, the shared one would apply again.
    const schema =
      isShared && said !== undefined
        ? changeSection(parts.schema, name, (own) =>
            isObject(own['items'])
              ? withMember(own, 'items', describe(own['items']))
              : describe(own),
          )
        : changeItem(parts.schema, name, describe)
    return { ...parts, schema }
  })

/** The step that a section belongs to. */
const stepOf = ({ manifest }: PackParts, name: string) =>
  readSteps(manifest).find(({ sections }) => sections.includes(name))

/** Sets what the model is told to look for in a section. */
export const setLookFor = (files: Files, name: string, text: string): Files =>
  editPack(files, (parts) => {
    const step = stepOf(parts, name)
    return step ? { ...parts, files: writePoint(parts.files, step, name, text) } : parts
  })

/** Moves a section to another step, with its prompt text; `null` gives it a step of its own. */
export const setStep = (files: Files, name: string, step: string | null): Files =>
  editPack(files, (parts) => {
    const now = stepOf(parts, name)
    if (step !== null && now?.id === step) return parts
    const said = now ? readPoint(parts.files, now, name) : ''
    const next = moveToStep(parts, name, step)
    const asked = stepOf(next, name)
    return asked ? { ...next, files: writePoint(next.files, asked, name, said) } : next
  })
