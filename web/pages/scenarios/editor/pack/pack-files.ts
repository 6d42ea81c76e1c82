import { type JsonDocument, type JsonFault, readJson } from '../json/read-json.ts'
import { printJson } from '../json/print-json.ts'
import { type Files, type JsonFileName, jsonFiles, type PackParts } from './pack-parts.ts'
import { dropUnused, settleLabels } from './settle.ts'
import { locales } from '../../../../../plugins/vocabulary.ts'

const names = Object.keys(jsonFiles) as JsonFileName[]

export interface FileFault extends JsonFault {
  file: string
}

const remembered = new Map<string, ReturnType<typeof readJson>>()
const maxRemembered = 24

/** Parses a text once and remembers the result. */
export function readFile(text: string): ReturnType<typeof readJson> {
  const known = remembered.get(text)
  if (known) return known
  const reading = readJson(text)
  const oldest = remembered.keys().next().value
  if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest)
  remembered.set(text, reading)
  return reading
}

/** The document of a file; undefined where the file is missing or not valid JSON. */
export function documentOf(files: Files, path: string): JsonDocument | undefined {
  const text = files[path]
  const reading = text === undefined ? undefined : readFile(text)
  return reading && 'document' in reading ? reading.document : undefined
}

/** Every JSON file that cannot be parsed, with the place of the first error. */
export function faultsOf(files: Files): FileFault[] {
  return Object.entries(files)
    .filter(([path]) => path.endsWith('.json'))
    .flatMap(([file, text]) => {
      const reading = readFile(text)
      return 'fault' in reading ? [{ file, ...reading.fault }] : []
    })
}

const emptyObject = '{}\n'

/** A language that the pack does not need may have no file: an empty object stands for it. */
const withTitles = (files: Files): Files => ({
  ...Object.fromEntries(locales.map((locale) => [jsonFiles[locale], emptyObject])),
  ...files,
})

/** Undefined where a file that the form needs is missing or not valid JSON. */
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
 * Makes one edit. Text that the edit does not touch stays as it is, byte for byte; labels and definitions that the edit
 * leaves unused are removed. Files that cannot be parsed are returned unchanged.
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
