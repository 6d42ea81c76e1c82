import { expect, test } from 'bun:test'
import { barCount, timeAt, waveformBars } from './waveform-bars.ts'

test('each bar is the loudest peak of its stretch, measured by the loudest of all', () => {
  expect(waveformBars([0, 50, 100, 25, 0, 0], 3)).toEqual([0.5, 1, 0.06])
})

test('a short clap is not lost between two bars', () => {
  const values = Array.from({ length: 10_000 }, () => 10)
  values[6_543] = 255
  expect(waveformBars(values, 80).filter((bar) => bar === 1)).toHaveLength(1)
})

test('fewer peaks than bars still fill the width', () => {
  expect(waveformBars([100, 50], 4)).toEqual([1, 1, 0.5, 0.5])
})

test('silence and a missing waveform are a line of dots', () => {
  expect(waveformBars([], 3)).toEqual([0.06, 0.06, 0.06])
  expect(waveformBars([0, 0], 2)).toEqual([0.06, 0.06])
  expect(waveformBars([1], 0)).toEqual([])
})

test('bars fill the width with a gap between them, none after the last', () => {
  expect(barCount(28, 3, 2)).toBe(6)
  expect(barCount(0, 3, 2)).toBe(0)
})

test('a point of the wave is a time, and points beside it are its ends', () => {
  expect([-5, 0, 50, 100, 140].map((x) => timeAt(x, 100, 60_000))).toEqual([
    0, 0, 30_000, 60_000, 60_000,
  ])
  expect(timeAt(10, 0, 60_000)).toBe(0)
})
