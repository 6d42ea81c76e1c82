import type { Locale } from '../types.ts'
import { differenceWords } from './words.ts'
import { type Bump, eachLocale } from '../../vocabulary.ts'

export type { Bump }

/**
 * Every kind of difference and the step of the version that it needs. Whoever wrote items under the old version must find
 * them valid under the new one, or the step is major: so a value less to choose from is major and one more is minor (who
 * reads items has to expect codes that are new to them). How something is asked for or shown is minor.
 */
export const KINDS = {
  'section-removed': 'major',
  'section-renamed': 'major',
  'section-retyped': 'major',
  'section-added': 'minor',
  'track-changed': 'major',
  'evidence-changed': 'major',
  'grade-changed': 'major',
  'withhold-changed': 'major',
  'text-field-changed': 'major',
  'render-changed': 'minor',
  'priority-changed': 'minor',
  'extractive-changed': 'minor',
  'cues-changed': 'minor',
  'order-changed': 'patch',
  'field-removed': 'major',
  'field-renamed': 'major',
  'field-retyped': 'major',
  'required-field-added': 'major',
  'field-now-required': 'major',
  'null-no-longer-allowed': 'major',
  'values-removed': 'major',
  'choice-introduced': 'major',
  'const-changed': 'major',
  'bound-tightened': 'major',
  'format-changed': 'major',
  'pattern-changed': 'major',
  'optional-field-added': 'minor',
  'field-now-optional': 'minor',
  'null-now-allowed': 'minor',
  'values-added': 'minor',
  'choice-dropped': 'minor',
  'const-dropped': 'minor',
  'bound-loosened': 'minor',
  'format-dropped': 'minor',
  'pattern-dropped': 'minor',
  'computed-changed': 'minor',
  'prompt-changed': 'minor',
  'steps-changed': 'minor',
  'model-class-changed': 'minor',
  'limits-changed': 'minor',
  'settings-changed': 'minor',
  'migrations-changed': 'minor',
  'description-changed': 'patch',
  'title-changed': 'patch',
  'tags-changed': 'patch',
} as const satisfies Record<string, Bump>

export type DifferenceKind = keyof typeof KINDS

export interface Difference {
  kind: DifferenceKind
  bump: Bump
  /** `<file>#<JSON Pointer>` in the newer pack; in the older one for what was removed. */
  pointer: string
  section: string | null
  /** Path of names inside the item, `[]` for the entries of a list; null for the section itself. */
  field: string | null
  before: unknown
  after: unknown
  /** What happened, in words for people. */
  words: Record<Locale, string>
}

/** What the words call a section and a field. */
export interface Named {
  section: string | null
  field: string | null
  titles: Record<Locale, { section: string; field: string }>
  /** What people call another field of the section, and a value of this field. */
  titleOfField?: (name: unknown) => Record<Locale, string>
  titleOfValue?: (value: unknown) => Record<Locale, string>
}

/** The values before and after in words; empty where there is none. */
export type Said = Record<Locale, { before: string; after: string }>

export const unnamed: Named = {
  section: null,
  field: null,
  titles: eachLocale(() => ({ section: '', field: '' })),
}

export function difference(
  kind: DifferenceKind,
  pointer: string,
  { section, field, titles }: Named,
  before: unknown = null,
  after: unknown = null,
  said?: Said,
): Difference {
  const change = { before: shown(before), after: shown(after) }
  return {
    kind,
    bump: KINDS[kind],
    pointer,
    section,
    field,
    before,
    after,
    words: eachLocale((locale) =>
      differenceWords(locale, kind, { ...titles[locale], ...cut(said?.[locale] ?? change) }),
    ),
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = Array.isArray(value) ? value.map(String).join(', ') : value
  return typeof text === 'string' ? text : JSON.stringify(text)
}

const cut = ({ before, after }: Said[Locale]): Said[Locale] => ({
  before: shortened(before),
  after: shortened(after),
})

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)
