/** The waveform of any length of sound in bounded memory. */
export interface PeakMeter {
  /** Signed 16-bit samples, little-endian; a chunk may end within one. */
  add(chunk: Uint8Array): void
  sampleCount(): number
  /** How many values stand for a second, and the loudest sample in each of them from 0 to 255. */
  finish(): { perSecond: number; values: number[] }
}

const mostValues = 4_000
const finestPerSecond = 20

/** Where the values have become too many, two neighbours become one: the picture keeps its shape. */
export function createPeakMeter(samplesPerSecond: number): PeakMeter {
  let samplesPerValue = samplesPerSecond / finestPerSecond
  let values: number[] = []
  let loudest = 0
  let inValue = 0
  let samples = 0
  let half: number | null = null

  const addSample = (sample: number): void => {
    const level = Math.abs(sample)
    if (level > loudest) loudest = level
    samples++
    if (++inValue < samplesPerValue) return
    values.push(toByte(loudest))
    loudest = 0
    inValue = 0
    if (values.length === mostValues) {
      values = mergePairs(values)
      samplesPerValue *= 2
    }
  }

  return {
    add(chunk) {
      let at = 0
      if (half !== null && chunk.length > 0) {
        addSample(signed(half, chunk[0] ?? 0))
        half = null
        at = 1
      }
      for (; at + 1 < chunk.length; at += 2) addSample(signed(chunk[at] ?? 0, chunk[at + 1] ?? 0))
      if (at < chunk.length) half = chunk[at] ?? 0
    },
    sampleCount: () => samples,
    finish() {
      const all = inValue > 0 ? [...values, toByte(loudest)] : values
      return { perSecond: samplesPerSecond / samplesPerValue, values: all }
    },
  }
}

const signed = (low: number, high: number): number => ((low | (high << 8)) << 16) >> 16
const toByte = (level: number): number => Math.min(255, level >> 7)

function mergePairs(values: number[]): number[] {
  const merged: number[] = []
  for (let at = 0; at < values.length; at += 2) {
    merged.push(Math.max(values[at] ?? 0, values[at + 1] ?? 0))
  }
  return merged
}
