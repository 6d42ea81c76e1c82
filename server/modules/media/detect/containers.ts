import { ascii, holds, lettersOf, starts, uint32 } from './bytes.ts'
import { audio, type Detector, video } from './detected.ts'

export const stillImages = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'mif1',
  'msf1',
  'avif',
  'avis',
  'crx ',
])
const soundBrands = new Set(['M4A ', 'M4B ', 'M4P ', 'F4A '])
const boxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'])

/** ISO base media and QuickTime: boxes of a size and a name. */
const isoMedia: Detector = (bytes) => {
  const box = ascii(bytes, 4, 4)
  if (!boxes.has(box)) return null
  const sizeBytes = bytes.length >= 8 ? uint32(bytes, 0) : 0
  if (sizeBytes !== 0 && sizeBytes !== 1 && sizeBytes < 8) return null
  if (box !== 'ftyp') return video('video/quicktime')
  const brand = ascii(bytes, 8, 4)
  if (stillImages.has(brand)) return null
  if (soundBrands.has(brand)) return audio('audio/mp4')
  if (brand === 'qt  ') return video('video/quicktime')
  return brand.startsWith('3g') ? video('video/3gpp') : video('video/mp4')
}

/** Matroska and WebM: EBML, RFC 8794; the DocType stands within its header. */
const matroska: Detector = (bytes) => {
  if (!starts(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return null
  const header = ascii(bytes, 0, 1_024)
  if (header.includes('webm')) return video('video/webm')
  return header.includes('matroska') ? video('video/x-matroska') : null
}

const riff: Detector = (bytes) => {
  const lead = ascii(bytes, 0, 4)
  const form = ascii(bytes, 8, 4)
  if (['RIFF', 'RIFX', 'RF64', 'BW64'].includes(lead) && form === 'WAVE') {
    return audio('audio/wav')
  }
  if (lead === 'RIFF' && form === 'AVI ') return video('video/x-msvideo')
  return lead === 'FORM' && (form === 'AIFF' || form === 'AIFC') ? audio('audio/aiff') : null
}

const ogg: Detector = (bytes) => {
  if (ascii(bytes, 0, 4) !== 'OggS') return null
  return ascii(bytes, 28, 64).includes('theora') ? video('video/ogg') : audio('audio/ogg')
}

const named: Detector = (bytes) => {
  if (ascii(bytes, 0, 4) === 'fLaC') return audio('audio/flac')
  if (/^#!AMR(-WB)?\n/.test(ascii(bytes, 0, 9))) return audio('audio/amr')
  // ASF: 75B22630-668E-11CF-A6D9-00AA0062CE6C
  if (starts(bytes, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return video('video/x-ms-asf')
  if (starts(bytes, 0, 0, 1, 0xba)) return video('video/mpeg')
  if (ascii(bytes, 0, 4) === 'FLV\u0001') return video('video/x-flv')
  if (ascii(bytes, 0, 4) === 'caff') return audio('audio/x-caf')
  if (ascii(bytes, 0, 4) === '.snd' && uint32(bytes, 4) >= 24) return audio('audio/basic')
  if (ascii(bytes, 0, 4) === 'wvpk') return audio('audio/x-wavpack')
  return starts(bytes, ...lettersOf('riff'), ...wave64) ? audio('audio/x-w64') : null
}

/** The rest of the GUID at the start of a Sony Wave64 file. */
const wave64 = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0]

/** The key of a header partition, SMPTE ST 377-1; other data may precede it. */
const mxfKey = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x02]

const mxf: Detector = (bytes) => (holds(bytes, mxfKey) ? video('video/mxf') : null)

const packetBytes = 188

/** MPEG transport stream, ISO/IEC 13818-1: a sync byte each 188 bytes (192 with a time code before). */
const transport: Detector = (bytes) => {
  for (const [size, lead] of [
    [packetBytes, 0],
    [192, 4],
  ] as const) {
    const isStream = [0, 1, 2, 3, 4].every((packet) => bytes[lead + packet * size] === 0x47)
    if (isStream) return video('video/mp2t')
  }
  return null
}

export const containers: Detector[] = [isoMedia, matroska, riff, ogg, named, transport, mxf]
