import type { LoadedPack, Locale, SectionSpec } from '../types.ts'
import { canonicalJson } from '../pack/parse-json.ts'
import { compareNodes, type NamePlace } from './compare-nodes.ts'
import { type Difference, difference, type DifferenceKind } from './difference.ts'
import type { Renames } from './renames.ts'
import { readSchemaTree } from './schema-tree.ts'

const LOCALES: Locale[] = ['en', 'ru']

/** Compares the sections of two packs: what they may hold, how they are proven, tracked, shown and cut. */
export function compareSections(from: LoadedPack, to: LoadedPack, renames: Renames): Difference[] {
  const found: Difference[] = []
  const [before, after] = [readSchemaTree(from), readSchemaTree(to)]
  const arrived = new Set(to.sections.map(({ name }) => name))
  for (const old of from.sections) {
    const target = renames.sections.get(old.name) ?? old.name
    const now = to.sections.find(({ name }) => name === target)
    if (!now) {
      const at = `output.schema.json#/properties/${old.name}`
      found.push(difference('section-removed', at, namer(from, old.name)(null), old.name))
      continue
    }
    arrived.delete(target)
    const name = namer(to, target, from)
    const at = `output.schema.json#/properties/${target}`
    if (target !== old.name) {
      found.push(difference('section-renamed', at, name(null), old.name, target))
    }
    found.push(
      ...compareSpecs(from, to, old, now, (kind, ...values) =>
        difference(kind, at, name(null), ...values),
      ),
    )
    const [oldNode, node] = [before.get(old.name), after.get(target)]
    if (oldNode && node && old.isList === now.isList) {
      found.push(
        ...compareNodes(oldNode, node, null, name, renames.fields.get(target) ?? new Map()),
      )
    }
  }
  for (const section of arrived) {
    const at = `output.schema.json#/properties/${section}`
    found.push(difference('section-added', at, namer(to, section)(null), null, section))
  }
  return found
}

type Make = (kind: DifferenceKind, before?: unknown, after?: unknown) => Difference

function compareSpecs(
  from: LoadedPack,
  to: LoadedPack,
  old: SectionSpec,
  now: SectionSpec,
  make: Make,
): Difference[] {
  const rules: [DifferenceKind, unknown, unknown][] = [
    ['section-retyped', old.isList, now.isList],
    ['track-changed', old.track, now.track],
    ['evidence-changed', old.evidence, now.evidence],
    ['grade-changed', old.grade, now.grade],
    ['withhold-changed', old.withhold, now.withhold],
    ['text-field-changed', old.textField, now.textField],
    ['render-changed', old.render, now.render],
    ['priority-changed', old.priority, now.priority],
    ['extractive-changed', old.extractive, now.extractive],
    ['order-changed', old.order, now.order],
  ]
  const found = rules
    .filter(([, before, after]) => before !== after)
    .map(([kind, before, after]) => make(kind, before, after))
  const cues = (pack: LoadedPack, name: string) =>
    canonicalJson(LOCALES.map((locale) => pack.cues[locale][name] ?? []))
  if (cues(from, old.name) !== cues(to, now.name)) found.push(make('cues-changed'))
  return found
}

/** Calls sections and fields by their titles; what only the older pack has, by the older titles. */
function namer(pack: LoadedPack, section: string, older: LoadedPack = pack): NamePlace {
  const titleOf = (locale: Locale, key: string, fallback: string) =>
    pack.labels[locale][key] ?? older.labels[locale][key] ?? fallback
  const titles = (locale: Locale, field: string | null) => {
    const title = titleOf(locale, section, section)
    return {
      section: title,
      field: field === null ? '' : titleOf(locale, `${section}.${field}`, field),
    }
  }
  return (field) => ({
    section,
    field,
    titles: { en: titles('en', field), ru: titles('ru', field) },
  })
}
