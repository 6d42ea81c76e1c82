import { deflateRawSync } from 'node:zlib'

export interface Part {
  name: string
  content: string | Uint8Array
  /** Stored as it is instead of deflated. */
  isStored?: boolean
  isEncrypted?: boolean
  /** The size that the headers state, where it is not the real one. */
  statedBytes?: number
}

const LOCAL_MARK = 0x04034b50
const CENTRAL_MARK = 0x02014b50
const END_MARK = 0x06054b50

const header = (sizeBytes: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(sizeBytes)
  write(new DataView(bytes.buffer))
  return bytes
}

/** Writes the fields that both headers of a part have in common, from `version` on. */
const writeFields = (view: DataView, at: number, part: Part, data: Uint8Array): void => {
  view.setUint16(at, 20, true)
  view.setUint16(at + 2, part.isEncrypted ? 1 : 0, true)
  view.setUint16(at + 4, part.isStored ? 0 : 8, true)
  view.setUint32(at + 14, data.byteLength, true)
  view.setUint32(at + 18, part.statedBytes ?? Buffer.byteLength(part.content), true)
  view.setUint16(at + 22, Buffer.byteLength(part.name), true)
}

/** A ZIP archive (PKWARE APPNOTE 4.3) of these parts; the check sums, which nothing reads, stay 0. */
export function zip(parts: readonly Part[]): Uint8Array {
  const bodies: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const content = Buffer.from(part.content)
    const data = part.isStored ? content : deflateRawSync(content)
    const local = header(30, (view) => {
      view.setUint32(0, LOCAL_MARK, true)
      writeFields(view, 4, part, data)
    })
    const central = header(46, (view) => {
      view.setUint32(0, CENTRAL_MARK, true)
      writeFields(view, 6, part, data)
      view.setUint32(42, offset, true)
    })
    bodies.push(local, name, data)
    directory.push(central, name)
    offset += local.byteLength + name.byteLength + data.byteLength
  }
  const listing = Buffer.concat(directory)
  const end = header(22, (view) => {
    view.setUint32(0, END_MARK, true)
    view.setUint16(8, parts.length, true)
    view.setUint16(10, parts.length, true)
    view.setUint32(12, listing.byteLength, true)
    view.setUint32(16, offset, true)
  })
  return new Uint8Array(Buffer.concat([...bodies, listing, end]))
}
