import type { LoadedPack, Locale, SectionSpec } from '../types.ts'
import { canonicalJson, isObject } from '../pack/parse-json.ts'
import { compareNodes, type NamePlace } from './compare-nodes.ts'
import { type Difference, difference, type ChangeText } from './difference.ts'
import type { DifferenceKind } from './kinds.ts'
import type { Renames } from './renames.ts'
import { readSchemaTree } from './schema-tree.ts'
import { type CodeName, describeCodes, describeTitles } from './describe-values.ts'
import { eachLocale, locales } from '../../vocabulary.ts'

/** Compares the sections of two packs: allowed values, evidence, tracking, display and cues. */
export function compareSections(from: LoadedPack, to: LoadedPack, renames: Renames): Difference[] {
  const found: Difference[] = []
  const [before, after] = [readSchemaTree(from), readSchemaTree(to)]
  const placeChange = placer(from, to, renames)
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
    const specs = compareSpecs(from, to, old, now, (kind, ...values) =>
      difference(kind, at, name(null), ...values, saidOf(kind, values, name)),
    )
    const [oldNode, node] = [before.get(old.name), after.get(target)]
    const nodes =
      oldNode && node && old.isList === now.isList
        ? compareNodes(oldNode, node, null, name, renames.fields.get(target) ?? new Map())
        : []
    const place = placeChange(old.name, target)
    if (place && old.order !== now.order) {
      specs.push(difference('order-changed', at, name(null), ...place))
    }
    found.push(...withoutConsequences(specs, nodes, from, to, old.name, target), ...nodes)
  }
  for (const section of arrived) {
    const at = `output.schema.json#/properties/${section}`
    found.push(difference('section-added', at, namer(to, section)(null), null, section))
  }
  return found
}

const codeNameOf: Partial<Record<DifferenceKind, CodeName>> = {
  'track-changed': 'track',
  'evidence-changed': 'evidence',
  'render-changed': 'render',
  'extractive-changed': 'extractive',
}
const namingFields = new Set<DifferenceKind>([
  'text-field-changed',
  'priority-changed',
  'grade-changed',
])

function saidOf(
  kind: DifferenceKind,
  [before, after]: [unknown?, unknown?],
  name: NamePlace,
): ChangeText | undefined {
  const code = codeNameOf[kind]
  if (code) return describeCodes(code, before, after)
  const { titleOfField } = name(null)
  return titleOfField && namingFields.has(kind)
    ? describeTitles(titleOfField, before, after)
    : undefined
}

/** What works without a model follows from the rest of a section, unless the pack states it. */
function withoutConsequences(
  specs: Difference[],
  nodes: Difference[],
  from: LoadedPack,
  to: LoadedPack,
  old: string,
  now: string,
): Difference[] {
  const isCause = ({ kind, bump }: Difference) => kind !== 'extractive-changed' && bump !== 'patch'
  if (![...specs, ...nodes].some(isCause)) return specs
  if (ownExtractive(from, old) !== ownExtractive(to, now)) return specs
  return specs.filter(({ kind }) => kind !== 'extractive-changed')
}

function ownExtractive({ files }: LoadedPack, section: string): unknown {
  let value: unknown = JSON.parse(files['output.schema.json'] ?? '{}')
  for (const key of ['properties', section, 'x-aam', 'extractive']) {
    value = isObject(value) ? value[key] : undefined
  }
  return value
}

/** The position of a section among those that both packs have, before and after; null if it is the same. */
function placer(from: LoadedPack, to: LoadedPack, renames: Renames) {
  const placed = (pack: LoadedPack): string[] =>
    pack.sections.toSorted((a, b) => a.order - b.order).map(({ name }) => name)
  const now = new Set(to.sections.map(({ name }) => name))
  const before = placed(from).filter((name) => now.has(renames.sections.get(name) ?? name))
  const kept = new Set(before.map((name) => renames.sections.get(name) ?? name))
  const after = placed(to).filter((name) => kept.has(name))
  return (old: string, target: string): [number, number] | null => {
    const places: [number, number] = [before.indexOf(old) + 1, after.indexOf(target) + 1]
    return places[0] === places[1] ? null : places
  }
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
  ]
  const found = rules
    .filter(([, before, after]) => before !== after)
    .map(([kind, before, after]) => make(kind, before, after))
  const cues = (pack: LoadedPack, name: string) =>
    canonicalJson(locales.map((locale) => pack.cues[locale][name] ?? []))
  if (cues(from, old.name) !== cues(to, now.name)) found.push(make('cues-changed'))
  return found
}

/** The names in a path such as `votes[].who`. */
const namesIn = (path: string | null): string[] => path?.replaceAll('[]', '').split('.') ?? []

/** Names sections and fields by their titles; the older titles for what only the older pack has. */
function namer(pack: LoadedPack, section: string, older: LoadedPack = pack): NamePlace {
  const titleOf = (locale: Locale, key: string, fallback: string) =>
    pack.labels[locale][key] ?? older.labels[locale][key] ?? fallback
  const titles = (locale: Locale, field: string | null) => {
    const names = namesIn(field)
    const parts = names.map((name, at) =>
      titleOf(locale, [section, ...names.slice(0, at + 1)].join('.'), name),
    )
    return { section: titleOf(locale, section, section), field: parts.join(' · ') }
  }
  const keyed = (key: string, fallback: unknown): Record<Locale, string> =>
    eachLocale((locale) => titleOf(locale, key, String(fallback)))
  const enumName = (field: string | null): string => {
    const [outer, inner] = namesIn(field)
    const fields = [pack, older]
      .flatMap(({ sections }) => sections.find(({ name }) => name === section)?.fields ?? [])
      .filter(({ name }) => name === outer)
    const asked = inner === undefined ? fields : fields.flatMap((one) => one.fields ?? [])
    return asked.find(({ name }) => inner === undefined || name === inner)?.enumName ?? ''
  }
  return (field) => ({
    section,
    field,
    titles: eachLocale((locale) => titles(locale, field)),
    titleOfField: (name) => keyed(`${section}.${String(name)}`, name),
    titleOfValue: (value) => keyed(`enum.${enumName(field)}.${String(value)}`, value),
  })
}
