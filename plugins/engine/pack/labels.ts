import type { Locale, SectionSpec } from '../types.ts'
import type { JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'
import { eachLocale, locales } from '../../vocabulary.ts'

/** Keys that each language of the pack must have: every section, every field, every enum value. */
export function labelKeys(sections: SectionSpec[]): string[] {
  const keys = new Set<string>()
  for (const section of sections) {
    keys.add(section.name)
    for (const field of section.fields) {
      keys.add(`${section.name}.${field.name}`)
      for (const value of field.enum ?? []) keys.add(`enum.${field.enumName}.${value}`)
    }
  }
  return [...keys].sort()
}

interface LabelFile {
  locale: Locale
  value: JsonObject
  isDemanded: boolean
}

const isBlank = (text: unknown): boolean =>
  text === undefined || (typeof text === 'string' && text.trim() === '')

/** Keys of fields inside rows, which default to their names. */
function innerKeys(sections: SectionSpec[]): string[] {
  return sections.flatMap((section) =>
    section.fields.flatMap((field) =>
      (field.fields ?? []).flatMap((inner) => [
        `${section.name}.${field.name}.${inner.name}`,
        ...(inner.enum ?? []).map((value) => `enum.${inner.enumName}.${value}`),
      ]),
    ),
  )
}

/** Turns a name or code into words: `voteResult` and `vote-result` are “Vote result”. */
function wordsOfName(name: string): string {
  const words = name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, (_, before: string, letter: string) => {
      return `${before} ${letter.toLowerCase()}`
    })
    .replaceAll(/[-_]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Completes the titles in every language: a missing title is taken from another language, and titles of fields inside
 * rows from their names.
 */
export function completeLabels(
  written: Record<Locale, Record<string, string>>,
  sections: SectionSpec[],
): Record<Locale, Record<string, string>> {
  const named = Object.fromEntries(
    innerKeys(sections).map((key) => [key, wordsOfName(key.slice(key.lastIndexOf('.') + 1))]),
  )
  const others = locales.map((locale) => written[locale]).toReversed()
  return eachLocale((locale) => Object.assign({}, named, ...others, written[locale]))
}

/** Checks one locale's file: no missing key if the language `isDemanded`, no unused key, no empty title. */
export function readLabels(
  { locale, value, isDemanded }: LabelFile,
  sections: SectionSpec[],
  problems: Problems,
): Record<string, string> {
  const file = `i18n/${locale}.json`
  const keys = labelKeys(sections)
  const labels: Record<string, string> = {}
  for (const key of keys) {
    const text = Object.hasOwn(value, key) ? value[key] : undefined
    if (typeof text === 'string' && text.trim() !== '' && text.length <= 200) labels[key] = text
    else if (isDemanded || !isBlank(text))
      problems.add(`${file}#/${pointerToken(key)}`, 'label-missing', { key, file })
  }
  const inner = innerKeys(sections).filter((key) => !keys.includes(key))
  for (const key of inner) {
    const text = Object.hasOwn(value, key) ? value[key] : undefined
    if (isBlank(text)) continue
    if (typeof text === 'string' && text.length <= 200) labels[key] = text
    else problems.add(`${file}#/${pointerToken(key)}`, 'label-missing', { key, file })
  }
  const known = new Set([...keys, ...inner])
  for (const key of Object.keys(value)) {
    if (!known.has(key)) problems.add(`${file}#/${pointerToken(key)}`, 'label-unused')
  }
  return labels
}
