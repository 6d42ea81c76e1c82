import { isObject } from '../pack/parse-json.ts'
import type { ItemFault } from '../pack/validate.ts'
import type { RunJudge } from '../run/run-judge.ts'
import { storableJson } from '../text/storable.ts'
import type { Citation, ItemValue, LoadedPack, ProposedItem, SectionSpec } from '../types.ts'
import { flatCitation, readCitations } from './citations.ts'
import { type CutAnswer, parseCut } from './cut-json.ts'
import { parseLeniently } from './lenient-json.ts'
import { asChoice, asJson, underNames, unwrapped } from './lenient-names.ts'
import { type FindPerson, withKnownPeople } from './people.ts'

/** One item of an answer and its faults. */
export interface ReadItem {
  /** Its position in the answer's list. */
  at: number
  raw: unknown
  item: ProposedItem
  errors: ItemFault[]
  /** Faults of its evidence: worth asking again, but no reason to drop the item. */
  doubts: ItemFault[]
}

/** The items of each section in an answer; null if the section is missing or not a list (or object). */
export type ReadSections = Map<string, ReadItem[] | null>

/**
 * Parses an answer without characters that the database rejects; null if it is not a JSON object. Of several objects,
 * or nested ones, it takes the one with most of the named sections.
 */
export function parseAnswer(
  text: string,
  pack?: LoadedPack,
  sections: SectionSpec[] = [],
): Record<string, unknown> | null {
  const value = storableJson(
    sections.length > 0
      ? parseLeniently(text, (one) => wrapping(one, pack, sections)?.fit ?? 0)
      : parseLeniently(text),
  )
  const [only, ...others] = sections
  if (only?.isList && others.length === 0 && Array.isArray(value) && value.some(isObject)) {
    if (wrapping(value, pack, sections)?.fit !== 1) return { [only.name]: value }
  }
  if (only) return wrapping(value, pack, sections)?.value ?? null
  return isObject(value) ? value : null
}

/** Parses the complete parts of a truncated answer; null if there are none. */
export function parseCutAnswer(
  text: string,
  pack: LoadedPack,
  sections: SectionSpec[],
): CutAnswer | null {
  const cut = parseCut(text, (one) => namedSections(one, pack, sections))
  return cut && { ...cut, value: storableJson(cut.value) as CutAnswer['value'] }
}

const wrapping = (value: unknown, pack: LoadedPack | undefined, sections: SectionSpec[]) =>
  unwrapped(
    value,
    sections.map(({ name }) => name),
    titlesOf(pack),
  )

/** Whether a name in an answer is that of a section, in any spelling. */
export const isNamed = (pack: LoadedPack, section: SectionSpec, name: string): boolean =>
  namedSections({ [name]: null }, pack, [section]) > 0

const namedSections = (value: unknown, pack: LoadedPack, sections: SectionSpec[]): number =>
  isObject(value) ? Object.keys(sectionsIn(value, pack, sections)).length : 0

/** The sections of an answer under their own names. */
const sectionsIn = (answer: Record<string, unknown>, pack: LoadedPack, sections: SectionSpec[]) =>
  underNames(
    answer,
    sections.map(({ name }) => name),
    titlesOf(pack),
  )

const titlesOf =
  (pack: LoadedPack | undefined, prefix = '') =>
  (name: string): string[] =>
    pack ? pack.manifest.locales.flatMap((locale) => pack.labels[locale][prefix + name] ?? []) : []

/** What reading an answer needs to know besides it. */
export interface Reader {
  pack: LoadedPack
  judge: Pick<RunJudge, 'findFaults'>
  findPerson: FindPerson
  /** Faults of an item's citations, if they can be checked. */
  doubtsOf?: (section: SectionSpec, item: ProposedItem) => ItemFault[]
}

/**
 * Reads the sections of an answer and judges each item by the pack's schema. An item that is too expensive to judge
 * here is not requested again: the run judges every item once more and fails the section.
 */
export async function readSections(
  reader: Reader,
  sections: SectionSpec[],
  answer: Record<string, unknown>,
): Promise<ReadSections> {
  const named = sectionsIn(answer, reader.pack, sections)
  const read: ReadSections = new Map()
  for (const section of sections) {
    const given = Object.hasOwn(named, section.name) ? named[section.name] : undefined
    const raws = membersOf(reader.pack, section, given)
    read.set(section.name, raws && (await readItems(reader, section, raws)))
  }
  return read
}

/** The items in a section's answer, also if a list and a single item were swapped; null if there are none. */
function membersOf(pack: LoadedPack, section: SectionSpec, written: unknown): unknown[] | null {
  const given = asJson(written)
  if (given === null) return []
  if (Array.isArray(given)) return section.isList || given.every(isObject) ? given : null
  if (!isObject(given)) return null
  if (!section.isList) return [given]
  if (Object.hasOwn(fieldsIn(pack, section, given), section.textField)) return [given]
  const members = Object.values(given)
  const lists = members.filter((one) => Array.isArray(one))
  // `{"items": […]}`, perhaps with a count beside it.
  if (lists.length === 1 && members.filter(isObject).length === 0) return lists[0] ?? null
  return members.length > 0 && members.every(isObject) ? members : null
}

const fieldsIn = (pack: LoadedPack, section: SectionSpec, raw: Record<string, unknown>) =>
  underNames(
    raw,
    [...section.fields.map(({ name }) => name), 'evidence'],
    titlesOf(pack, `${section.name}.`),
  )

async function readItems(
  reader: Reader,
  section: SectionSpec,
  raws: unknown[],
): Promise<ReadItem[]> {
  const items = raws.flatMap((raw, at) => readItem(reader, section, raw, at) ?? [])
  const whole = items.filter(({ errors }) => errors.length === 0)
  const faults = await reader.judge.findFaults(
    section,
    whole.map(({ item }) => item.value),
  )
  for (const [at, item] of whole.entries()) {
    item.errors = faults?.[at] ?? []
    item.doubts = reader.doubtsOf?.(section, item.item) ?? []
  }
  return items
}

function readItem(
  { pack, findPerson }: Reader,
  section: SectionSpec,
  written: unknown,
  at: number,
): ReadItem | null {
  const given = asJson(written)
  // A bare text is the item's main text; missing fields are requested.
  const isText = typeof given === 'string' && given.trim() !== ''
  const raw: unknown = isText ? { [section.textField]: given } : given
  if (!isObject(raw)) {
    const item: ProposedItem = { value: {}, evidence: [] }
    const errors = [{ pointer: '', detail: 'must be object' }]
    return { at, raw, item, errors, doubts: [] }
  }
  const { evidence, ...fields } = fieldsIn(pack, section, raw)
  // An item whose fields are all null says nothing.
  if (Object.values(fields).every((value) => value === null)) return null
  const asked = withChoices(pack, section, withoutUnasked(section, fields))
  const value = withKnownPeople(section, asked, findPerson)
  const own = value[section.textField]
  const cited = citationsIn(raw, evidence, Object.keys(fields)).map((citation) =>
    // Only a line number: the item's own text may be a literal quote.
    citation.anchor === '' && typeof own === 'string' ? { ...citation, anchor: own } : citation,
  )
  return { at, raw, item: { value, evidence: cited }, errors: [], doubts: [] }
}

/** An item's evidence, or another field that looks like evidence. */
function citationsIn(raw: Record<string, unknown>, evidence: unknown, asked: string[]): Citation[] {
  const unasked = Object.entries(raw).filter(([name]) => !asked.includes(name))
  if (evidence !== undefined && evidence !== null) return readCitations(evidence)
  const other = unasked
    .filter(([, value]) => typeof value === 'object')
    .map(([, value]) => readCitations(value))
    .find((citations) => citations.some(({ anchor }) => anchor !== ''))
  return other ?? flatCitation(Object.fromEntries(unasked))
}

/** Drops fields that only the engine computes or only a person fills, before they are judged. */
function withoutUnasked(section: SectionSpec, value: ItemValue): ItemValue {
  const kept = { ...value }
  for (const { name, computedFrom, byPerson } of section.fields) {
    if (computedFrom !== null || byPerson) delete kept[name]
  }
  return kept
}

const withChoices = (
  pack: LoadedPack,
  { fields }: Pick<SectionSpec, 'fields'>,
  value: ItemValue,
): ItemValue => {
  const meant = { ...value }
  for (const field of fields) {
    if (!Object.hasOwn(meant, field.name)) continue
    const given = meant[field.name]
    if (field.enum) meant[field.name] = asChoice(pack, field, given)
    if (!field.fields) continue
    const inner = { fields: field.fields }
    const inRow = (row: unknown): unknown => (isObject(row) ? withChoices(pack, inner, row) : row)
    meant[field.name] = Array.isArray(given) ? given.map(inRow) : inRow(given)
  }
  return meant
}
