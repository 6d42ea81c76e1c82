import type { PictureKind } from '../ports.ts'

export interface PictureFacts {
  kind: PictureKind
  width: number
  height: number
  isAnimated: boolean
}

/** Reads an image's header without decoding it; null unless it is a PNG, JPEG or WebP. */
export function readPictureFacts(bytes: Uint8Array): PictureFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return readPng(view) ?? readJpeg(view) ?? readWebp(view)
  } catch (error) {
    // The file ends before its size is declared.
    if (error instanceof RangeError) return null
    throw error
  }
}

const textAt = (view: DataView, at: number, length: number): string =>
  String.fromCharCode(...Array.from({ length }, (_, step) => view.getUint8(at + step)))

/** https://www.w3.org/TR/png-3/ : `acTL` before the image data marks an animation. */
function readPng(view: DataView): PictureFacts | null {
  if (textAt(view, 0, 8) !== '\u0089PNG\r\n\u001a\n' || textAt(view, 12, 4) !== 'IHDR') return null
  let isAnimated = false
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const type = textAt(view, at + 4, 4)
    if (type === 'IDAT') break
    isAnimated ||= type === 'acTL'
  }
  return { kind: 'png', width: view.getUint32(16), height: view.getUint32(20), isAnimated }
}

const frameHeaders = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
])

/** ITU-T T.81, annex B: segments up to the frame header, which holds the size. */
function readJpeg(view: DataView): PictureFacts | null {
  if (view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (frameHeaders.has(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      return { kind: 'jpeg', width, height, isAnimated: false }
    } else at += 2 + view.getUint16(at + 2)
  }
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(view: DataView): PictureFacts | null {
  if (textAt(view, 0, 4) !== 'RIFF' || textAt(view, 8, 4) !== 'WEBP') return null
  const form = textAt(view, 12, 4)
  const found = (width: number, height: number, isAnimated = false): PictureFacts => ({
    kind: 'webp',
    width,
    height,
    isAnimated,
  })
  if (form === 'VP8X') {
    const side = (at: number) => 1 + (view.getUint16(at, true) | (view.getUint8(at + 2) << 16))
    return found(side(24), side(27), (view.getUint8(20) & 0b10) !== 0)
  }
  if (form === 'VP8L') {
    const bits = view.getUint32(21, true)
    return found(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
  }
  if (form !== 'VP8 ') return null
  return found(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
}
