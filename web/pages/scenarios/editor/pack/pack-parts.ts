import type { JsonObject } from '../json/read-json.ts'

/** A pack as the server keeps it: path → text. */
export type Files = Record<string, string>

export const jsonFiles = {
  manifest: 'pack.json',
  schema: 'output.schema.json',
  en: 'i18n/en.json',
  ru: 'i18n/ru.json',
} as const
export type JsonFileName = keyof typeof jsonFiles

const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** The languages in which everything must have a title; both unless the pack says otherwise. */
export function languagesOf(manifest: JsonObject): readonly Language[] {
  const { locales } = manifest
  const named = languages.filter((one) => Array.isArray(locales) && locales.includes(one))
  return named.length > 0 ? named : languages
}

/** The files that the form edits, parsed; the others as text. */
export interface PackParts {
  manifest: JsonObject
  schema: JsonObject
  en: JsonObject
  ru: JsonObject
  files: Files
}
