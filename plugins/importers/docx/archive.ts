import { inflateRawSync } from 'node:zlib'

/** A file of a ZIP archive, as listed in the central directory. */
export interface ArchiveEntry {
  name: string
  method: number
  isEncrypted: boolean
  headerOffset: number
  compressedBytes: number
}

const END_MARK = 0x06054b50
const ENTRY_MARK = 0x02014b50
const HEADER_MARK = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const HEADER_BYTES = 30
const MAX_COMMENT_BYTES = 0xffff
const MAX_ENTRIES = 5000

const STORED = 0
const DEFLATED = 8

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const findEnd = (view: DataView): number | null => {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT_BYTES)
  for (let at = view.byteLength - END_BYTES; at >= first; at -= 1) {
    if (view.getUint32(at, true) === END_MARK) return at
  }
  return null
}

/**
 * Lists the files of a ZIP archive (PKWARE APPNOTE 4.3) from its central directory; null when that cannot be read, or
 * lists more files than a document has.
 */
export function listEntries(bytes: Uint8Array): ArchiveEntry[] | null {
  const view = viewOf(bytes)
  const end = findEnd(view)
  if (end === null) return null
  const count = view.getUint16(end + 10, true)
  if (count > MAX_ENTRIES) return null
  const entries: ArchiveEntry[] = []
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY_MARK) return null
    const nameBytes = view.getUint16(at + 28, true)
    const next =
      at + ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) return null
    entries.push({
      name: new TextDecoder().decode(
        bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      ),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      headerOffset: view.getUint32(at + 42, true),
      compressedBytes: view.getUint32(at + 20, true),
    })
    at = next
  }
  return entries
}

const findData = (bytes: Uint8Array, entry: ArchiveEntry): Uint8Array | null => {
  const view = viewOf(bytes)
  const { headerOffset } = entry
  if (headerOffset + HEADER_BYTES > view.byteLength) return null
  if (view.getUint32(headerOffset, true) !== HEADER_MARK) return null
  const start =
    headerOffset +
    HEADER_BYTES +
    view.getUint16(headerOffset + 26, true) +
    view.getUint16(headerOffset + 28, true)
  const end = start + entry.compressedBytes
  return end <= view.byteLength ? bytes.subarray(start, end) : null
}

/** zlib stops as soon as the output exceeds the bound. */
const inflate = (data: Uint8Array, maxBytes: number): Uint8Array | 'too large' | 'damaged' => {
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'damaged'
  }
}

/**
 * Returns the content of one file. Sizes stated in the archive are not trusted: the bound applies to the real output.
 * `damaged` for a file that is truncated, encrypted, or compressed with a method that Word does not use.
 */
export function readEntry(
  bytes: Uint8Array,
  entry: ArchiveEntry,
  maxBytes: number,
): Uint8Array | 'too large' | 'damaged' {
  const data = findData(bytes, entry)
  if (data === null || data.byteLength === 0 || entry.isEncrypted) return 'damaged'
  if (entry.method === STORED) return data.byteLength > maxBytes ? 'too large' : data
  return entry.method === DEFLATED ? inflate(data, maxBytes) : 'damaged'
}
