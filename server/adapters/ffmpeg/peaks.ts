/** Computes the waveform of sound of any length in bounded memory. */
export interface PeakMeter {
  /** Signed 16-bit samples, little-endian; a chunk may end inside a sample. */
  add(chunk: Uint8Array): void
  addSample(sample: number): void
  sampleCount(): number
  /** Like `finish`, from 0 to 32,768. */
  levels(): { perSecond: number; values: number[] }
  /** Values per second, and the loudest sample in each of them from 0 to 255. */
  finish(): { perSecond: number; values: number[] }
}

const maxValues = 4_000
const finestPerSecond = 20

/** Merges pairs of neighbouring values when there are too many; the shape stays. */
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
    values.push(loudest)
    loudest = 0
    inValue = 0
    if (values.length === maxValues) {
      values = mergePairs(values)
      samplesPerValue *= 2
    }
  }

  const levels = () => ({
    perSecond: samplesPerSecond / samplesPerValue,
    values: inValue > 0 ? [...values, loudest] : [...values],
  })
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
    addSample,
    sampleCount: () => samples,
    levels,
    finish() {
      const { perSecond, values: all } = levels()
      return { perSecond, values: all.map(toByte) }
    },
  }
}

/** Peaks below this are amplified, so that a quiet recording is visible. */
const dimLevel = 8_192

/** Merges the waveforms of several channels: the loudest at each moment. */
export function joinPeaks(all: { perSecond: number; values: number[] }[]): {
  perSecond: number
  values: number[]
} {
  const length = Math.max(0, ...all.map(({ values }) => values.length))
  const loudest = Array.from({ length }, (_, at) =>
    Math.max(0, ...all.map(({ values }) => values[at] ?? 0)),
  )
  const most = loudest.reduce((one, other) => Math.max(one, other), 0)
  const raise = most > 0 && most < dimLevel ? dimLevel / most : 1
  return {
    perSecond: all[0]?.perSecond ?? finestPerSecond,
    values: loudest.map((level) => toByte(Math.round(level * raise))),
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
