import { isObject } from '../pack/parse-json.ts'
import { judgeItem } from '../run/judge.ts'
import { storableJson } from '../text/storable.ts'
import type { Citation, ItemValue, LoadedPack, ProposedItem, SectionSpec } from '../types.ts'
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
  const bare = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/i.exec(text)?.[1] ?? text
  try {
    const value = storableJson(JSON.parse(bare))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** Reads the sections of an answer, and judges each item by the pack's own schema. */
export function readSections(
  pack: LoadedPack,
  sections: SectionSpec[],
  answer: Record<string, unknown>,
  findPerson: FindPerson,
): ReadSections {
  return new Map(
    sections.map((section) => {
      const given = Object.hasOwn(answer, section.name) ? answer[section.name] : undefined
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
  const { evidence, ...fields } = raw
  // An item all of whose fields are null says that nothing was said.
  if (Object.values(fields).every((value) => value === null)) return null
  const value = withKnownPeople(section, withoutUnasked(section, fields), findPerson)
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

function readEvidence(given: unknown): Citation[] {
  if (!Array.isArray(given)) return []
  return given.slice(0, MAX_CITATIONS).flatMap((entry: unknown) => {
    if (!isObject(entry)) return []
    const { segment, anchor } = entry
    return Number.isInteger(segment) && typeof anchor === 'string'
      ? [{ segment: Number(segment), anchor }]
      : []
  })
}
