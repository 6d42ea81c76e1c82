import type { JsonObject } from '../json/read-json.ts'
import { eachLocale, type Locale, locales } from '../../../../../plugins/vocabulary.ts'

/** A pack as the server keeps it: path → text. */
export type Files = Record<string, string>

/** The files that the form edits; those with titles by their language. */
export const jsonFiles = {
  manifest: 'pack.json',
  schema: 'output.schema.json',
  ...eachLocale((locale) => `i18n/${locale}.json`),
}
export type JsonFileName = keyof typeof jsonFiles

/** The language whose titles a file holds; undefined for other files. */
export const languageOfFile = (file: string): Locale | undefined =>
  locales.find((locale) => jsonFiles[locale] === file)

/** The languages in which everything must have a title; all of them unless the pack says otherwise. */
export function languagesOf(manifest: JsonObject): readonly Locale[] {
  const { locales: listed } = manifest
  const named = locales.filter((one) => Array.isArray(listed) && listed.includes(one))
  return named.length > 0 ? named : locales
}

/** The files that the form edits, parsed; the others as text. */
export interface PackParts extends Record<Locale, JsonObject> {
  manifest: JsonObject
  schema: JsonObject
  files: Files
}
