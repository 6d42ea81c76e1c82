import { eachLocale, type Locale } from '../../../../plugins/vocabulary.ts'

/** The limit for all files of a pack together. */
export const maxBytes = 1_000_000
const format = 'aam-pack/1'

export type PackFiles = Record<string, string>
export type PackFault =
  | { is: 'too_large'; sizeBytes: number }
  | { is: 'not_json' | 'not_a_pack' | 'no_files' | 'unreadable' }
  | { is: 'not_text'; path: string }
export type ReadPack = { ok: true; files: PackFiles } | { ok: false; fault: PackFault }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads an exported pack's files; whether the pack is valid, the server decides. */
export function readPack(text: string): ReadPack {
  const bundle = parse(text)
  if (bundle === undefined) return { ok: false, fault: { is: 'not_json' } }
  if (!isObject(bundle) || bundle['format'] !== format || !isObject(bundle['files'])) {
    return { ok: false, fault: { is: 'not_a_pack' } }
  }
  const entries = Object.entries(bundle['files'])
  if (entries.length === 0) return { ok: false, fault: { is: 'no_files' } }
  const texts: [path: string, text: string][] = []
  for (const [path, content] of entries) {
    if (typeof content !== 'string') return { ok: false, fault: { is: 'not_text', path } }
    texts.push([path, content])
  }
  // Assigned one by one, a path such as `__proto__` would be lost silently.
  const files: PackFiles = Object.fromEntries(texts)
  return sizeOf(files) > maxBytes
    ? { ok: false, fault: { is: 'too_large', sizeBytes: sizeOf(files) } }
    : { ok: true, files }
}

const sizeOf = (files: PackFiles): number =>
  Object.values(files).reduce((sum, text) => sum + new Blob([text]).size, 0)

export async function readPackFile(file: File): Promise<ReadPack> {
  // Escapes and indents make the file larger than its texts, but never three times.
  if (file.size > maxBytes * 3)
    return { ok: false, fault: { is: 'too_large', sizeBytes: file.size } }
  try {
    return readPack(await file.text())
  } catch {
    return { ok: false, fault: { is: 'unreadable' } }
  }
}

export interface PackNames {
  id: string
  version: string
  title: Record<Locale, string>
}

/** The names that `pack.json` states; empty where it cannot be read. */
export function namesOf(files: PackFiles): PackNames {
  const manifest = parse(files['pack.json'] ?? '')
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  if (!isObject(manifest)) return { id: '', version: '', title: eachLocale(() => '') }
  const title = isObject(manifest['title']) ? manifest['title'] : {}
  return {
    id: text(manifest['id']),
    version: text(manifest['version']),
    title: eachLocale((locale) => text(title[locale])),
  }
}

/** What a pack loses when it becomes a scenario with another id. */
export interface LeftOut {
  /** Its version, unless that is the first one. */
  version: string | undefined
  migrationCount: number
}

export function leftOutOf(files: PackFiles, newId: string): LeftOut | undefined {
  const { id, version } = namesOf(files)
  if (parse(files['pack.json'] ?? '') === undefined || id === newId) return undefined
  const migrationCount = Object.keys(files).filter((path) => path.startsWith('migrations/')).length
  const isFirst = version === '' || version === '1.0.0'
  if (isFirst && migrationCount === 0) return undefined
  return { version: isFirst ? undefined : version, migrationCount }
}
