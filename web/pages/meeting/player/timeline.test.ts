import { describe, expect, test } from 'bun:test'
import { createTimeline } from './timeline.ts'

const talk = createTimeline([
  { startMs: 1_000, endMs: 3_000 },
  { startMs: null, endMs: null },
  { startMs: 5_000, endMs: 9_000 },
  { startMs: 8_000, endMs: 8_500 },
])

describe('whose turn it is', () => {
  test.each([
    [0, -1],
    [999, -1],
    [1_000, 0],
    [4_000, 0],
    [5_000, 2],
    [7_999, 2],
    [8_000, 3],
    [99_000, 3],
  ])('at %d ms it is segment %d', (ms, index) => {
    expect(talk.indexAt(ms)).toBe(index)
  })

  test('between two segments the last one is known but silent', () => {
    expect(talk.isSpokenAt(0, 2_999)).toBe(true)
    expect(talk.isSpokenAt(0, 3_000)).toBe(false)
    expect(talk.isSpokenAt(1, 3_000)).toBe(false)
  })

  test('without an end a segment lasts until the next one begins', () => {
    const open = createTimeline([
      { startMs: 0, endMs: null },
      { startMs: 2_000, endMs: null },
    ])
    expect(open.isSpokenAt(open.indexAt(1_999), 1_999)).toBe(true)
    expect(open.indexAt(2_000)).toBe(1)
  })

  test('segments in another order than their times are found all the same', () => {
    const mixed = createTimeline([
      { startMs: 4_000, endMs: 5_000 },
      { startMs: 0, endMs: 1_000 },
    ])
    expect(mixed.indexAt(500)).toBe(1)
    expect(mixed.indexAt(4_500)).toBe(0)
  })

  test('nothing is found where nothing has a time', () => {
    expect(createTimeline([{ startMs: null, endMs: null }]).indexAt(10)).toBe(-1)
    expect(createTimeline([]).indexAt(10)).toBe(-1)
  })
})
