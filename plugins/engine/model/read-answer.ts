import { isObject } from '../pack/parse-json.ts'
import type { ItemFault } from '../pack/validate.ts'
import type { RunJudge } from '../run/run-judge.ts'
import { storableJson } from '../text/storable.ts'
import type { Citation, ItemValue, LoadedPack, ProposedItem, SectionSpec } from '../types.ts'
import { parseLeniently } from './lenient-json.ts'
import { asChoice, readCitation, underNames } from './lenient-names.ts'
import { type FindPerson, withKnownPeople } from './people.ts'

const MAX_CITATIONS = 20

/** One item of an answer and what is wrong with it. */
export interface ReadItem {
  /** Its place in the answer's list. */
  at: number
  raw: unknown
  item: ProposedItem
  errors: ItemFault[]
}

/** What an answer holds of one section; null when it is missing or no list (or object) at all. */
export type ReadSections = Map<string, ReadItem[] | null>

/** Reads an answer's text, without what no database takes; null when it is no JSON object. */
export function parseAnswer(text: string): Record<string, unknown> | null {
  const value = storableJson(parseLeniently(text))
  return isObject(value) ? value : null
}

/** What reading an answer needs to know besides it. */
export interface Reader {
  pack: LoadedPack
  judge: Pick<RunJudge, 'findFaults'>
  findPerson: FindPerson
}

/**
 * Reads the sections of an answer, and judges each item by the pack's own schema. What costs too much to be judged here
 * is not asked for again: the run itself judges every item once more, and fails the section.
 */
export async function readSections(
  reader: Reader,
  sections: SectionSpec[],
  answer: Record<string, unknown>,
): Promise<ReadSections> {
  const named = underNames(
    answer,
    sections.map(({ name }) => name),
  )
  const read: ReadSections = new Map()
  for (const section of sections) {
    const given = Object.hasOwn(named, section.name) ? named[section.name] : undefined
    const isAsAsked = section.isList ? Array.isArray(given) : given === null || isObject(given)
    read.set(section.name, isAsAsked ? await readItems(reader, section, given) : null)
  }
  return read
}

async function readItems(
  reader: Reader,
  section: SectionSpec,
  given: unknown,
): Promise<ReadItem[]> {
  const raws: unknown[] = Array.isArray(given) ? given : given === null ? [] : [given]
  const items = raws.flatMap((raw, at) => readItem(reader, section, raw, at) ?? [])
  const whole = items.filter(({ errors }) => errors.length === 0)
  const faults = await reader.judge.findFaults(
    section,
    whole.map(({ item }) => item.value),
  )
  for (const [at, item] of whole.entries()) item.errors = faults?.[at] ?? []
  return items
}

function readItem(
  { pack, findPerson }: Reader,
  section: SectionSpec,
  raw: unknown,
  at: number,
): ReadItem | null {
  if (!isObject(raw)) {
    const item: ProposedItem = { value: {}, evidence: [] }
    return { at, raw, item, errors: [{ pointer: '', detail: 'must be object' }] }
  }
  const { evidence, ...fields } = underNames(raw, [
    ...section.fields.map(({ name }) => name),
    'evidence',
  ])
  // An item all of whose fields are null says that nothing was said.
  if (Object.values(fields).every((value) => value === null)) return null
  const asked = withChoices(pack, section, withoutUnasked(section, fields))
  const value = withKnownPeople(section, asked, findPerson)
  const item: ProposedItem = { value, evidence: readEvidence(evidence) }
  return { at, raw, item, errors: [] }
}

/** A model may offer what only the engine computes, or only a person fills; it is not even judged. */
function withoutUnasked(section: SectionSpec, value: ItemValue): ItemValue {
  const kept = { ...value }
  for (const { name, computedFrom, byPerson } of section.fields) {
    if (computedFrom !== null || byPerson) delete kept[name]
  }
  return kept
}

const withChoices = (pack: LoadedPack, section: SectionSpec, value: ItemValue): ItemValue => {
  const meant = { ...value }
  for (const field of section.fields) {
    if (field.enum && Object.hasOwn(meant, field.name)) {
      meant[field.name] = asChoice(pack, field, meant[field.name])
    }
  }
  return meant
}

function readEvidence(given: unknown): Citation[] {
  const list: unknown[] = Array.isArray(given) ? given : [given]
  return list.slice(0, MAX_CITATIONS).flatMap((entry) => readCitation(entry) ?? [])
}
