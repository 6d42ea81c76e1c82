import type { Locale, SectionSpec } from '../types.ts'
import type { JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'

/** Keys that each language of the pack must have: every section, every field (also inside lists of objects), every enum value. */
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

/** Checks one locale's file: no key missing where the language `isDemanded`, none that nothing uses, none empty. */
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
  const known = new Set(keys)
  for (const key of Object.keys(value)) {
    if (!known.has(key)) problems.add(`${file}#/${pointerToken(key)}`, 'label-unused')
  }
  return labels
}
