/** What the files of a pack may have together. */
export const mostBytes = 1_000_000
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

/** Reads an exported pack as far as its form goes; whether the pack is any good the server says. */
export function readPack(text: string): ReadPack {
  const bundle = parse(text)
  if (bundle === undefined) return { ok: false, fault: { is: 'not_json' } }
  if (!isObject(bundle) || bundle['format'] !== format || !isObject(bundle['files'])) {
    return { ok: false, fault: { is: 'not_a_pack' } }
  }
  const entries = Object.entries(bundle['files'])
  if (entries.length === 0) return { ok: false, fault: { is: 'no_files' } }
  const files: PackFiles = {}
  for (const [path, content] of entries) {
    if (typeof content !== 'string') return { ok: false, fault: { is: 'not_text', path } }
    files[path] = content
  }
  return sizeOf(files) > mostBytes
    ? { ok: false, fault: { is: 'too_large', sizeBytes: sizeOf(files) } }
    : { ok: true, files }
}

const sizeOf = (files: PackFiles): number =>
  Object.values(files).reduce((sum, text) => sum + new Blob([text]).size, 0)

export async function readPackFile(file: File): Promise<ReadPack> {
  // Escapes and indents make a text longer than it is; nothing makes it this long.
  if (file.size > mostBytes * 3)
    return { ok: false, fault: { is: 'too_large', sizeBytes: file.size } }
  try {
    return readPack(await file.text())
  } catch {
    return { ok: false, fault: { is: 'unreadable' } }
  }
}

/** What `pack.json` says of itself, as far as it can be read. */
export function namesOf(files: PackFiles): { id: string; title: { en: string; ru: string } } {
  const manifest = parse(files['pack.json'] ?? '')
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  if (!isObject(manifest)) return { id: '', title: { en: '', ru: '' } }
  const title = isObject(manifest['title']) ? manifest['title'] : {}
  return { id: text(manifest['id']), title: { en: text(title['en']), ru: text(title['ru']) } }
}
