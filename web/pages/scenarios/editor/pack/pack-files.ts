import {
  isObject,
  type JsonDocument,
  type JsonFault,
  type JsonObject,
  readJson,
} from '../json/read-json.ts'
import { printJson } from '../json/print-json.ts'
import { dropUnused, settleLabels } from './settle.ts'

/** A pack as the server keeps it: path → text. */
export type Files = Record<string, string>

export const jsonFiles = {
  manifest: 'pack.json',
  schema: 'output.schema.json',
  en: 'i18n/en.json',
  ru: 'i18n/ru.json',
} as const
export type JsonFileName = keyof typeof jsonFiles
const names = Object.keys(jsonFiles) as JsonFileName[]

const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** The languages in which everything must have a title; both unless the pack says otherwise. */
export function languagesOf(manifest: JsonObject): readonly Language[] {
  const { locales } = manifest
  const named = languages.filter((one) => Array.isArray(locales) && locales.includes(one))
  return named.length > 0 ? named : languages
}

/** The files that the form shows, read; the rest as it is. */
export interface PackParts {
  manifest: JsonObject
  schema: JsonObject
  en: JsonObject
  ru: JsonObject
  files: Files
}

export interface FileFault extends JsonFault {
  file: string
}

const remembered = new Map<string, ReturnType<typeof readJson>>()
const mostRemembered = 24

/** Reads a text once, however often it is asked for. */
export function readFile(text: string): ReturnType<typeof readJson> {
  const known = remembered.get(text)
  if (known) return known
  const reading = readJson(text)
  const oldest = remembered.keys().next().value
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest)
  remembered.set(text, reading)
  return reading
}

/** The document of a file; undefined where the file is missing or is no JSON. */
export function documentOf(files: Files, path: string): JsonDocument | undefined {
  const text = files[path]
  const reading = text === undefined ? undefined : readFile(text)
  return reading && 'document' in reading ? reading.document : undefined
}

/** Each JSON file that cannot be read, with the place where reading stopped. */
export function faultsOf(files: Files): FileFault[] {
  return Object.entries(files)
    .filter(([path]) => path.endsWith('.json'))
    .flatMap(([file, text]) => {
      const reading = readFile(text)
      return 'fault' in reading ? [{ file, ...reading.fault }] : []
    })
}

const nothing = '{}\n'

/** The files with the titles of both languages; a language that the pack need not have may have no file. */
const withTitles = (files: Files): Files => ({
  [jsonFiles.en]: nothing,
  [jsonFiles.ru]: nothing,
  ...files,
})

/** Undefined where a file that the form needs is missing or is no JSON. */
export function readParts(files: Files): PackParts | undefined {
  const parts: Partial<PackParts> = { files }
  for (const name of names) {
    const document = documentOf(withTitles(files), jsonFiles[name])
    if (!document) return undefined
    parts[name] = document.value
  }
  return parts as PackParts
}

/**
 * Makes one edit. What the edit does not touch keeps its text to the letter; what it leaves without a use (words,
 * definitions) goes. Files that cannot be read are given back as they are.
 */
export function editPack(files: Files, change: (parts: PackParts) => PackParts): Files {
  const before = readParts(files)
  if (!before) return files
  const changed = change(before)
  if (changed === before) return files
  const after = settleLabels(before, dropUnused(before, changed))
  const next: Files = { ...after.files }
  for (const name of names) {
    const path = jsonFiles[name]
    const document = documentOf(withTitles(files), path)
    const isNeeded = Object.hasOwn(files, path) || Object.keys(after[name]).length > 0
    if (document && isNeeded) next[path] = printJson(document, after[name])
  }
  return isSame(files, next) ? files : next
}

const isSame = (a: Files, b: Files): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([path, text]) => b[path] === text)

/** A member of an object when it is an object itself. */
export function objectIn(value: unknown, key: string): JsonObject | undefined {
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return isObject(member) ? member : undefined
}

export const textIn = (value: unknown, key: string): string => {
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return typeof member === 'string' ? member : ''
}

/** The object with another member, at its old place when it had one; the same object when nothing changes. */
export function withMember(object: JsonObject, key: string, value: unknown): JsonObject {
  const isThere = Object.hasOwn(object, key)
  if (isThere ? object[key] === value && value !== undefined : value === undefined) return object
  if (value === undefined) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
  }
  return { ...object, [key]: value }
}
