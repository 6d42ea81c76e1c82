/** What the server takes in one request; a body above it is refused unread. */
export const mostBytes = 1024 * 1024
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

/** As the files travel, with room for the rest of the request. */
const sizeOf = (files: PackFiles): number =>
  new TextEncoder().encode(JSON.stringify(files)).byteLength + 1_000

export async function readPackFile(file: File): Promise<ReadPack> {
  // Indented by two as exports are, a pack takes hardly more than it does on its way.
  if (file.size > mostBytes * 2)
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
