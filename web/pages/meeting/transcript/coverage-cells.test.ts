import { describe, expect, test } from 'bun:test'
import { coverageCells } from './coverage-cells.ts'

describe('coverageCells', () => {
  test('one cell for each segment of a short transcript', () => {
    expect(coverageCells(5, [3], 48)).toEqual(['plain', 'near', 'cited', 'near', 'plain'])
  })

  test('stretches of a long one, first and last included', () => {
    const cells = coverageCells(1_000, [1, 1_000], 48)
    expect(cells).toHaveLength(48)
    expect(cells[0]).toBe('cited')
    expect(cells[47]).toBe('cited')
    expect(cells.filter((cell) => cell === 'cited')).toHaveLength(2)
  })

  test('ordinals outside the transcript mark nothing', () => {
    expect(coverageCells(2, [0, 3, -1], 48)).toEqual(['plain', 'plain'])
    expect(coverageCells(0, [1], 48)).toEqual([])
  })
})
