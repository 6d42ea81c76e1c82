import type { PackFiles } from '../types.ts'
import { checkFiles, MAX_PACK_BYTES } from './files.ts'
import { PackError, Problems } from './pack-error.ts'
import { isObject, parseJsonObject } from './parse-json.ts'

/** The format version of an exported pack. */
export const BUNDLE_FORMAT = 'aam-pack/1'

/** JSON escapes make text longer: a pack within its bound never exceeds this as a bundle. */
export const MAX_BUNDLE_BYTES = MAX_PACK_BYTES * 3

const PATH = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*(\.[a-z0-9-]+)+$/i

/** Writes a pack as one file with its files sorted by path, so that equal packs give equal bytes. */
export function writeBundle(files: PackFiles): string {
  const sorted = Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((path) => [path, files[path] ?? '']),
  )
  return `${JSON.stringify({ format: BUNDLE_FORMAT, files: sorted }, null, 2)}\n`
}

/**
 * Reads the output of `writeBundle`. Checks only the form: `loadPack` (or a checker) checks the pack. Throws PackError
 * with every fault; pointers lead into the bundle, which `file` names.
 */
export function readBundle(text: string, file = 'pack'): PackFiles {
  const problems = new Problems()
  const bundle = parseJsonObject(file, text, MAX_BUNDLE_BYTES, problems)
  problems.throwIfAny()
  const files: unknown = bundle?.['files']
  if (bundle?.['format'] !== BUNDLE_FORMAT || !isObject(files)) {
    problems.add(`${file}#`, 'bundle-format')
    throw new PackError(problems.list)
  }
  for (const key of Object.keys(bundle)) {
    if (key !== 'format' && key !== 'files') {
      problems.add(`${file}#/${pointerOf(key)}`, 'shape-unknown', { name: key.slice(0, 80) })
    }
  }
  const read: PackFiles = {}
  for (const [path, content] of Object.entries(files)) {
    const pointer = `${file}#/files/${pointerOf(path)}`
    if (!PATH.test(path) || path.length > 120) problems.add(pointer, 'bundle-path')
    else if (typeof content !== 'string') problems.add(pointer, 'shape-type', { type: 'string' })
    else read[path] = content
  }
  problems.throwIfAny()
  checkFiles(read, problems)
  problems.throwIfAny()
  return read
}

const pointerOf = (key: string): string =>
  key.slice(0, 120).replaceAll('~', '~0').replaceAll('/', '~1')
