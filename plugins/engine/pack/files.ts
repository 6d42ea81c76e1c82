import { createHash } from 'node:crypto'
import type { PackFiles } from '../types.ts'
import type { Problems } from './pack-error.ts'
import { canonicalJson, isObject, isReadable } from './parse-json.ts'
import { type Locale, locales } from '../../vocabulary.ts'

export const MAX_FILE_BYTES = 200_000
export const MAX_PACK_BYTES = 1_000_000
const MAX_FILES = 100
const REQUIRED = ['pack.json', 'output.schema.json']
const KNOWN_FILE = new RegExp(
  String.raw`^(pack\.json|output\.schema\.json|prompts/[a-z][a-z0-9-]*\.md|i18n/(${locales.join('|')})\.json|fixtures/[a-z0-9][a-z0-9.-]*\.json|migrations/[0-9]+-[0-9]+\.json)$`,
)

/** Size of a pack, including paths. */
export function packSizeBytes(files: PackFiles): number {
  return Object.entries(files).reduce(
    (sum, [path, text]) => sum + Buffer.byteLength(path) + Buffer.byteLength(text),
    0,
  )
}

/** Checks which files a pack has, how large they are, and that their text can be stored. */
export function checkFiles(files: PackFiles, problems: Problems): void {
  const paths = Object.keys(files)
  if (paths.length > MAX_FILES) {
    problems.add('#', 'too-many-files', { max: MAX_FILES })
    return
  }
  const sizeBytes = packSizeBytes(files)
  if (sizeBytes > MAX_PACK_BYTES) {
    problems.add('#', 'pack-too-large', { sizeBytes, maxBytes: MAX_PACK_BYTES })
    return
  }
  for (const path of paths) {
    const pointer = `${path.slice(0, 120).toWellFormed()}#`
    if (!KNOWN_FILE.test(path)) problems.add(pointer, 'file-unknown')
    else if (!isReadable(files[path] ?? '')) problems.add(pointer, 'text-unreadable')
  }
  for (const path of [...REQUIRED, ...localesOf(files).map((locale) => `i18n/${locale}.json`)]) {
    if (!Object.hasOwn(files, path)) problems.add(`${path}#`, 'file-missing')
  }
}

/** The languages that the pack must have; all of them where `pack.json` cannot be read. */
function localesOf(files: PackFiles): readonly Locale[] {
  const named = readLocales(files['pack.json'] ?? '')
  const known = locales.filter((locale) => named.includes(locale))
  return known.length > 0 ? known : locales
}

function readLocales(text: string): unknown[] {
  try {
    const manifest: unknown = JSON.parse(text)
    const named = isObject(manifest) ? manifest['locales'] : []
    return Array.isArray(named) ? named : []
  } catch {
    return []
  }
}

/**
 * SHA-256 over the canonical content of every file except fixtures, which affect no run and no artifact. Migrations
 * count, since they decide how an older artifact looks under a published version.
 */
export function hashOf(files: PackFiles): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    if (path.startsWith('fixtures/')) continue
    const text = files[path] ?? ''
    const content = path.endsWith('.json')
      ? canonicalJson(JSON.parse(text))
      : text.replaceAll('\r\n', '\n').trimEnd()
    hash.update(`${path}\n${Buffer.byteLength(content)}\n${content}\n`)
  }
  return hash.digest('hex')
}
