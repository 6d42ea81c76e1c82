import { describe, expect, test } from 'bun:test'
import { createTransferRate, leftMs } from './transfer-rate.ts'

describe('speed', () => {
  test('says nothing before there is enough to say', () => {
    const rate = createTransferRate()
    expect(rate.bytesPerSecond(0)).toBeUndefined()
    rate.note(0, 0)
    rate.note(1_000, 1_000)
    expect(rate.bytesPerSecond(1_000)).toBeUndefined()
  })

  test('is the average of the last ten seconds, not of all', () => {
    const rate = createTransferRate()
    for (let second = 0; second <= 30; second += 1) {
      rate.note(second <= 20 ? second * 100 : 2_000 + (second - 20) * 500, second * 1_000)
    }
    expect(rate.bytesPerSecond(30_000)).toBeCloseTo(500)
  })

  test('falls when nothing moves', () => {
    const rate = createTransferRate()
    rate.note(0, 0)
    rate.note(10_000, 2_000)
    expect(rate.bytesPerSecond(2_000)).toBeCloseTo(5_000)
    rate.note(10_000, 8_000)
    expect(rate.bytesPerSecond(8_000)).toBeCloseTo(1_250)
    rate.note(10_000, 30_000)
    expect(rate.bytesPerSecond(30_000)).toBe(0)
  })

  test('does not count bytes that are sent again', () => {
    const rate = createTransferRate()
    rate.note(0, 0)
    rate.note(4_000, 2_000)
    rate.note(1_000, 3_000)
    expect(rate.bytesPerSecond(3_000)).toBeCloseTo(4_000 / 3)
    rate.note(2_000, 4_000)
    expect(rate.bytesPerSecond(4_000)).toBeCloseTo(5_000 / 4)
  })
})

describe('time left', () => {
  test('follows the speed, and is not guessed without one', () => {
    expect(leftMs(10_000, 500)).toBe(20_000)
    expect(leftMs(0, 500)).toBe(0)
    expect(leftMs(10_000, undefined)).toBeUndefined()
    expect(leftMs(10_000, 0)).toBeUndefined()
  })
})
