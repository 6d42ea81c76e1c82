import type { HeardSound } from '../../modules/media/ports.ts'
import { createPeakMeter, joinPeaks } from './peaks.ts'

const framesPerSecond = 10
const quietestDb = 120

/** A growing typed array: hours of frames in plain arrays would take eight times as much memory. */
function createSeries<T extends Uint8Array | Int8Array>(make: (length: number) => T) {
  let values = make(1_024)
  let length = 0
  return {
    push(value: number): void {
      if (length === values.length) {
        const longer = make(length * 2)
        longer.set(values)
        values = longer
      }
      values[length++] = value
    },
    all: (): T => values.subarray(0, length) as T,
  }
}

/** Measures interleaved signed 16-bit samples: waveform, levels, and how similar the channels are. */
export function createSoundMeter(channels: number, samplesPerSecond: number) {
  const peaks = Array.from({ length: channels }, () => createPeakMeter(samplesPerSecond))
  const levels = peaks.map(() => createSeries((length) => new Uint8Array(length)))
  const pairs = peaks.flatMap((_, one) => peaks.slice(one + 1).map((__, at) => [one, one + 1 + at]))
  const likeness = pairs.map(() => createSeries((length) => new Int8Array(length)))
  const total = new Float64Array(channels * channels)
  const inFrame = new Float64Array(channels * channels)
  const frameSamples = samplesPerSecond / framesPerSecond
  let sampled = 0
  let rest = new Uint8Array()

  const endFrame = (): void => {
    for (let one = 0; one < channels; one++) {
      levels[one]?.push(decibels((inFrame[one * channels + one] ?? 0) / sampled))
    }
    for (const [at, [one = 0, other = 0]] of pairs.entries()) {
      const own = (inFrame[one * channels + one] ?? 0) * (inFrame[other * channels + other] ?? 0)
      const share = own > 0 ? (inFrame[one * channels + other] ?? 0) / Math.sqrt(own) : 0
      likeness[at]?.push(Math.round(share * 100))
    }
    for (let at = 0; at < total.length; at++) total[at] = (total[at] ?? 0) + (inFrame[at] ?? 0)
    inFrame.fill(0)
    sampled = 0
  }
  const addMoment = (samples: Int16Array, from: number): void => {
    for (let one = 0; one < channels; one++) {
      const sample = samples[from + one] ?? 0
      peaks[one]?.addSample(sample)
      for (let other = one; other < channels; other++) {
        const at = one * channels + other
        inFrame[at] = (inFrame[at] ?? 0) + sample * (samples[from + other] ?? 0)
      }
    }
    if (++sampled === frameSamples) endFrame()
  }

  return {
    add(chunk: Uint8Array): void {
      const bytes = new Uint8Array(rest.length + chunk.length)
      bytes.set(rest)
      bytes.set(chunk, rest.length)
      const whole = bytes.length - (bytes.length % (2 * channels))
      const samples = new Int16Array(bytes.buffer, 0, whole / 2)
      for (let at = 0; at < samples.length; at += channels) addMoment(samples, at)
      rest = bytes.slice(whole)
    },
    sampleCount: (): number => peaks[0]?.sampleCount() ?? 0,
    finish() {
      if (sampled > 0) endFrame()
      return {
        peaks: joinPeaks(peaks.map((meter) => meter.levels())),
        sound: heard(channels, pairs, levels, likeness, total),
      }
    },
  }
}

function heard(
  channels: number,
  pairs: number[][],
  levels: { all(): Uint8Array }[],
  likeness: { all(): Int8Array }[],
  total: Float64Array,
): HeardSound {
  const ordered = (one: number, other: number): [number, number] =>
    one < other ? [one, other] : [other, one]
  return {
    levels: levels.map((series) => series.all()),
    likeness(one, other) {
      const [low, high] = ordered(one, other)
      const at = pairs.findIndex(([first, second]) => first === low && second === high)
      return likeness[at]?.all() ?? new Int8Array()
    },
    product(one, other) {
      const [low, high] = ordered(one, other)
      return total[low * channels + high] ?? 0
    },
  }
}

/** Below full scale. */
const decibels = (power: number): number =>
  power > 0
    ? Math.max(0, Math.min(quietestDb, Math.round(-10 * Math.log10(power / 32_768 ** 2))))
    : quietestDb
