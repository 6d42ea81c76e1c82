import type { FieldSpec, LoadedPack, Locale } from '../types.ts'
import { canonicalJson } from '../pack/parse-json.ts'
import { comparePrompts } from './compare-prompts.ts'
import { type Difference, difference, type ChangeText, noSubject } from './difference.ts'
import type { DifferenceKind } from './kinds.ts'
import type { Renames } from './renames.ts'
import { describeCodes, describeLimits, describeSetting } from './describe-values.ts'
import { locales } from '../../vocabulary.ts'

/** A text in one language, before and after. */
type Pair = readonly [before: string | undefined, after: string | undefined]

/** Whether a language that the pack need not have shows the words of a language that it has, which are compared anyway. */
const isBorrowed = (to: LoadedPack, locale: Locale, pairOf: (locale: Locale) => Pair): boolean => {
  const [before, after] = pairOf(locale)
  const demanded = to.manifest.locales
  return (
    !demanded.includes(locale) &&
    demanded.map(pairOf).some(([old, now]) => old === before && now === after)
  )
}

/** Compares what two packs are called, how they ask and what they may cost. */
export function compareManifests(from: LoadedPack, to: LoadedPack, renames: Renames): Difference[] {
  const [before, after] = [from.manifest, to.manifest]
  const found: Difference[] = []
  const compare = (kind: DifferenceKind, key: keyof typeof before, said?: ChangeText): void => {
    if (canonicalJson(before[key]) === canonicalJson(after[key])) return
    found.push(difference(kind, `pack.json#/${key}`, noSubject, before[key], after[key], said))
  }
  compare('limits-changed', 'limits', describeLimits(before.limits, after.limits))
  for (const key of ['engine', 'meetingType', 'defaultLanguage'] as const) {
    compare('settings-changed', key, describeSetting(key, before[key], after[key]))
  }
  compare('tags-changed', 'tags')
  for (const locale of locales) {
    for (const [key, kind] of [
      ['title', 'title-changed'],
      ['description', 'description-changed'],
    ] as const) {
      const pairOf = (one: Locale): Pair => [before[key][one], after[key][one]]
      const [old, now] = pairOf(locale)
      if (old !== now && !isBorrowed(to, locale, pairOf))
        found.push(difference(kind, `pack.json#/${key}/${locale}`, noSubject, old, now))
    }
  }
  const { stepsBefore, stepsAfter } = keptSteps(from, to, renames)
  if (canonicalJson(stepsBefore) !== canonicalJson(stepsAfter)) {
    found.push(difference('steps-changed', 'pack.json#/steps', noSubject))
  }
  for (const [index, { id, model }] of after.steps.entries()) {
    const old = before.steps.find((step) => step.id === id)
    if (!old || old.model === model) continue
    found.push(
      difference(
        'model-class-changed',
        `pack.json#/steps/${index}/model`,
        noSubject,
        old.model,
        model,
        describeCodes('model', old.model, model),
      ),
    )
  }
  return found
}

/** The steps without what came or went with its section, which is told of the section. */
function keptSteps(from: LoadedPack, to: LoadedPack, renames: Renames) {
  const renamed = (name: string): string => renames.sections.get(name) ?? name
  const of = ({ sections }: LoadedPack) => new Set(sections.map(({ name }) => name))
  const [now, then] = [of(to), new Set([...of(from)].map(renamed))]
  const isKept = (name: string): boolean => now.has(name) && then.has(name)
  const reduced = ({ manifest: { steps } }: LoadedPack, rename: (name: string) => string) => {
    const left = steps
      .map(({ id, sections, after }) => ({
        id,
        after,
        sections: sections.map(rename).filter(isKept),
      }))
      .filter(({ sections }) => sections.length > 0)
    const ids = new Set(left.map(({ id }) => id))
    return left.map((step) => ({ ...step, after: step.after.filter((id) => ids.has(id)) }))
  }
  return { stepsBefore: reduced(from, renamed), stepsAfter: reduced(to, (name) => name) }
}

/** Compares prompts and migrations file by file, ignoring line endings. */
export function compareTexts(from: LoadedPack, to: LoadedPack, renames: Renames): Difference[] {
  const paths = new Set([...Object.keys(from.files), ...Object.keys(to.files)])
  const found: Difference[] = []
  for (const path of [...paths].sort()) {
    const kind = path.startsWith('prompts/')
      ? 'prompt-changed'
      : path.startsWith('migrations/')
        ? 'migrations-changed'
        : null
    if (kind === null || content(from, path) === content(to, path)) continue
    if (kind === 'prompt-changed') found.push(...comparePrompts(from, to, path, renames))
    else found.push(difference(kind, `${path}#`, noSubject, path, path))
  }
  return found
}

function content(pack: LoadedPack, path: string): string {
  const text = pack.files[path] ?? ''
  if (path.endsWith('.json') && text !== '') return canonicalJson(JSON.parse(text))
  return text.replaceAll('\r\n', '\n').trimEnd()
}

/** Label keys of a field's choices, before and after. */
const choiceKeys = (before: FieldSpec, after: FieldSpec): [string, string][] =>
  (after.enum ?? []).map((value) => [
    `enum.${before.enumName}.${value}`,
    `enum.${after.enumName}.${value}`,
  ])

/** Compares the titles of what both packs have; the titles of new and removed things are no difference of their own. */
export function compareTitles(from: LoadedPack, to: LoadedPack, renames: Renames): Difference[] {
  const found: Difference[] = []
  for (const section of to.sections) {
    const old = from.sections.find(
      ({ name }) => (renames.sections.get(name) ?? name) === section.name,
    )
    if (!old) continue
    const keys: [string, string][] = [[old.name, section.name]]
    for (const field of section.fields) {
      const renamed = renames.fields.get(section.name) ?? new Map<string, string>()
      const before = old.fields.find(({ name }) => (renamed.get(name) ?? name) === field.name)
      if (!before) continue
      keys.push([`${old.name}.${before.name}`, `${section.name}.${field.name}`])
      keys.push(...choiceKeys(before, field))
      for (const inner of field.fields ?? []) {
        const part = before.fields?.find(({ name }) => name === inner.name)
        if (!part) continue
        keys.push([
          `${old.name}.${before.name}.${part.name}`,
          `${section.name}.${field.name}.${inner.name}`,
        ])
        keys.push(...choiceKeys(part, inner))
      }
    }
    for (const locale of locales) {
      for (const [oldKey, key] of keys) {
        const pairOf = (one: Locale): Pair => [from.labels[one][oldKey], to.labels[one][key]]
        const [title, now] = pairOf(locale)
        if (title === undefined || title === now || isBorrowed(to, locale, pairOf)) continue
        found.push(
          difference('title-changed', `i18n/${locale}.json#/${key}`, noSubject, title, now),
        )
      }
    }
  }
  // A choice that several fields share is reported once.
  return found.filter(
    ({ pointer }, at) => found.findIndex((other) => other.pointer === pointer) === at,
  )
}
