import { describe, expect, test } from 'bun:test'
import { arrivedBytes, missingParts, planParts } from './plan-parts.ts'

const arrived = (number: number, sizeBytes: number) => ({ number, sizeBytes, etag: `"${number}"` })

describe('planning parts', () => {
  test('covers every byte once, the last part with what is left', () => {
    const plan = planParts(25, 10)
    expect(plan).toEqual([
      { number: 1, startByte: 0, endByte: 10 },
      { number: 2, startByte: 10, endByte: 20 },
      { number: 3, startByte: 20, endByte: 25 },
    ])
    expect(planParts(20, 10)).toHaveLength(2)
    expect(planParts(3, 10)).toEqual([{ number: 1, startByte: 0, endByte: 3 }])
  })

  test('goes on with what is missing or came in another size', () => {
    const plan = planParts(25, 10)
    const there = [arrived(1, 10), arrived(2, 7)]
    expect(missingParts(plan, there).map(({ number }) => number)).toEqual([2, 3])
    expect(arrivedBytes(plan, there)).toBe(10)
    expect(missingParts(plan, [1, 2].map((n) => arrived(n, 10)).concat(arrived(3, 5)))).toEqual([])
    expect(arrivedBytes(plan, [])).toBe(0)
  })

  test('takes no notice of parts beyond the plan', () => {
    expect(arrivedBytes(planParts(5, 10), [arrived(1, 5), arrived(2, 10)])).toBe(5)
  })
})
