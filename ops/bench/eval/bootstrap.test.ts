import { describe, expect, test } from 'bun:test'
import { leadOver } from './bootstrap.ts'
import type { GoldMeeting, Predictions } from './gold.ts'

const meetings = Array.from({ length: 8 }, (_, at): GoldMeeting => ({
  id: `m${at}`,
  language: 'en',
  segments: Array.from({ length: 30 }, (_segment, place) => ({
    id: `s${place}`,
    speaker: 'A',
    text: 'Words.',
  })),
  gold: { decisions: [{ text: '', evidence: ['s10'] }] },
}))
/** Hits in the first `count` meetings, misses in the others. */
const hitting = (count: number): Map<string, Predictions> =>
  new Map(
    meetings.map(({ id }, at) => [
      id,
      { decisions: [{ text: '', quotes: [], evidence: [at < count ? 's10' : 's25'] }] },
    ]),
  )

describe('the lead over the floor', () => {
  test('is certain if every meeting shows it, and zero if both are the same', () => {
    expect(leadOver(meetings, hitting(8), hitting(0)).decisions).toEqual({
      aboveFloor: 1,
      aboveOneAndAHalf: 1,
    })
    expect(leadOver(meetings, hitting(4), hitting(4)).decisions).toEqual({
      aboveFloor: 0,
      aboveOneAndAHalf: 0,
    })
  })

  test('is less certain with fewer meetings, and the same each time', () => {
    const lead = leadOver(meetings, hitting(5), hitting(4)).decisions
    expect(lead).toEqual(leadOver(meetings, hitting(5), hitting(4)).decisions)
    // One meeting of eight makes the difference. It is drawn in 1 - (7/8)^8 = 66% of resamples.
    expect(lead?.aboveFloor).toBeCloseTo(0.656, 1)
    expect(lead?.aboveOneAndAHalf).toBeLessThan(lead?.aboveFloor ?? 0)
  })

  test('is null without gold items', () => {
    expect(leadOver(meetings, hitting(1), hitting(0)).actions).toBeNull()
  })
})
