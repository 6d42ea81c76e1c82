import type { Locale } from '../types.ts'
import { type DifferenceKind, KINDS } from './kinds.ts'
import { describeDifference } from './difference-messages.ts'
import { type Bump, eachLocale } from '../../vocabulary.ts'

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
  /** A description for people. */
  words: Record<Locale, string>
}

/** What a description calls a section and a field. */
export interface Subject {
  section: string | null
  field: string | null
  titles: Record<Locale, { section: string; field: string }>
  /** Titles of another field of the section, and of a value of this field. */
  titleOfField?: (name: unknown) => Record<Locale, string>
  titleOfValue?: (value: unknown) => Record<Locale, string>
}

/** The values before and after in words; empty where there is none. */
export type ChangeText = Record<Locale, { before: string; after: string }>

export const noSubject: Subject = {
  section: null,
  field: null,
  titles: eachLocale(() => ({ section: '', field: '' })),
}

export function difference(
  kind: DifferenceKind,
  pointer: string,
  { section, field, titles }: Subject,
  before: unknown = null,
  after: unknown = null,
  said?: ChangeText,
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
      describeDifference(locale, kind, { ...titles[locale], ...cut(said?.[locale] ?? change) }),
    ),
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = Array.isArray(value) ? value.map(String).join(', ') : value
  return typeof text === 'string' ? text : JSON.stringify(text)
}

const cut = ({ before, after }: ChangeText[Locale]): ChangeText[Locale] => ({
  before: shortened(before),
  after: shortened(after),
})

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)
