import { isObject } from '../pack/parse-json.ts'
import { judgeItem } from '../run/judge.ts'
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
  errors: { pointer: string; detail: string }[]
}

/** What an answer holds of one section; null when it is missing or no list (or object) at all. */
export type ReadSections = Map<string, ReadItem[] | null>

/** Reads an answer's text, without what no database takes; null when it is no JSON object. */
export function parseAnswer(text: string): Record<string, unknown> | null {
  const value = storableJson(parseLeniently(text))
  return isObject(value) ? value : null
}

/** Reads the sections of an answer, and judges each item by the pack's own schema. */
export function readSections(
  pack: LoadedPack,
  sections: SectionSpec[],
  answer: Record<string, unknown>,
  findPerson: FindPerson,
): ReadSections {
  const named = underNames(
    answer,
    sections.map(({ name }) => name),
  )
  return new Map(
    sections.map((section) => {
      const given = Object.hasOwn(named, section.name) ? named[section.name] : undefined
      if (section.isList && !Array.isArray(given)) return [section.name, null]
      if (!section.isList && given !== null && !isObject(given)) return [section.name, null]
      const raws: unknown[] = section.isList ? (given as unknown[]) : given === null ? [] : [given]
      const items = raws.flatMap((raw, at) => readItem(pack, section, raw, at, findPerson) ?? [])
      return [section.name, items]
    }),
  )
}

function readItem(
  pack: LoadedPack,
  section: SectionSpec,
  raw: unknown,
  at: number,
  findPerson: FindPerson,
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
  const judged = judgeItem(pack, section, item)
  return { at, raw, item, errors: 'errors' in judged ? judged.errors : [] }
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
