import { describe, expect, test } from 'bun:test'
import { savedMs, silenceInGaps, silenceInPeaks, skipTo } from './silence.ts'

const loud = (count: number): number[] => Array.from({ length: count }, () => 180)
const quiet = (count: number): number[] => Array.from({ length: count }, () => 2)

describe('silence in the waveform', () => {
  test('a long quiet stretch is found, with a margin on both sides', () => {
    const values = [...loud(20), ...quiet(30), ...loud(20)]
    expect(silenceInPeaks({ perSecond: 10, values })).toEqual([{ startMs: 2_250, endMs: 4_750 }])
  })

  test('does not count a breath between two sentences', () => {
    expect(
      silenceInPeaks({ perSecond: 10, values: [...loud(20), ...quiet(14), ...loud(20)] }),
    ).toEqual([])
  })

  test('the end of the recording may be silent', () => {
    expect(silenceInPeaks({ perSecond: 10, values: [...loud(10), ...quiet(20)] })).toEqual([
      { startMs: 1_250, endMs: 2_750 },
    ])
  })

  test('a quiet recording is measured by its own loudness', () => {
    const whisper = Array.from({ length: 40 }, () => 12)
    expect(silenceInPeaks({ perSecond: 10, values: whisper })).toEqual([])
    expect(silenceInPeaks({ perSecond: 10, values: [...whisper, ...quiet(20)] })).toHaveLength(1)
  })

  test('finds no silence without peaks', () => {
    expect(silenceInPeaks({ perSecond: 10, values: [] })).toEqual([])
    expect(silenceInPeaks({ perSecond: 0, values: [1, 2] })).toEqual([])
  })
})

test('gaps between segments stand in for the waveform', () => {
  const segments = [
    { startMs: 4_000, endMs: 9_000 },
    { startMs: 5_000, endMs: 6_000 },
    { startMs: null, endMs: null },
    { startMs: 10_000, endMs: 12_000 },
  ]
  expect(silenceInGaps(segments, 20_000)).toEqual([
    { startMs: 250, endMs: 3_750 },
    { startMs: 12_250, endMs: 19_750 },
  ])
  expect(silenceInGaps([], 20_000)).toEqual([])
})

test('what is skipped adds up, and only a place inside is left', () => {
  const spans = [
    { startMs: 1_000, endMs: 3_000 },
    { startMs: 8_000, endMs: 9_500 },
  ]
  expect(savedMs(spans)).toBe(3_500)
  expect([0, 1_000, 2_999, 3_000, 7_999, 8_500, 9_500].map((ms) => skipTo(spans, ms))).toEqual([
    undefined,
    3_000,
    3_000,
    undefined,
    undefined,
    9_500,
    undefined,
  ])
})
