import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const sampleRate = 48_000
const bytesPerSample = 2
const channels = 2
const headerBytes = 44

function waveHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.write('RIFF', 0)
  header.writeUInt32LE(headerBytes - 8 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * channels * bytesPerSample, 28)
  header.writeUInt16LE(channels * bytesPerSample, 32)
  header.writeUInt16LE(8 * bytesPerSample, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}

/** One second of a tone, so that parts at different places differ and nothing is silence. */
function toneSecond(hertz: number): Buffer {
  const second = Buffer.alloc(sampleRate * channels * bytesPerSample)
  for (let at = 0; at < sampleRate; at += 1) {
    const value = Math.round(9_000 * Math.sin((2 * Math.PI * hertz * at) / sampleRate))
    for (let channel = 0; channel < channels; channel += 1) {
      second.writeInt16LE(value, (at * channels + channel) * bytesPerSample)
    }
  }
  return second
}

export interface RecordingFiles {
  /** A recording (PCM in RIFF WAVE) of about this size; `tone` makes it another one of the same size. */
  wave: (name: string, sizeBytes: number, tone?: number) => string
  /** The header of a recording with nothing but silence behind it, which takes no place on the disk. */
  sparseWave: (name: string, sizeBytes: number) => string
  bytes: (name: string, content: Uint8Array) => string
  remove: () => void
}

/** All with the same time of last change, as a copy that keeps times would have. */
export function makeRecordingFiles(): RecordingFiles {
  const folder = mkdtempSync(join(tmpdir(), 'aam-recordings-'))
  const changedAt = new Date('2026-11-20T10:00:00Z')
  let count = 0
  const write = (name: string, fill: (file: number) => void): string => {
    count += 1
    const path = join(mkdtempSync(join(folder, `${count}-`)), name)
    const file = openSync(path, 'w')
    fill(file)
    closeSync(file)
    utimesSync(path, changedAt, changedAt)
    return path
  }
  return {
    wave: (name, sizeBytes, tone = 220) =>
      write(name, (file) => {
        const seconds = Math.ceil(sizeBytes / (sampleRate * channels * bytesPerSample))
        writeSync(file, waveHeader(seconds * sampleRate * channels * bytesPerSample))
        const tones = Array.from({ length: 7 }, (_, at) => toneSecond(tone + at * 40))
        for (let at = 0; at < seconds; at += 1) writeSync(file, tones[at % 7] ?? Buffer.alloc(0))
      }),
    sparseWave: (name, sizeBytes) =>
      write(name, (file) => {
        writeSync(file, waveHeader(sizeBytes - headerBytes))
        ftruncateSync(file, sizeBytes)
      }),
    bytes: (name, content) => write(name, (file) => writeSync(file, content)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
