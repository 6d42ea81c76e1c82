import { describe, expect, test } from 'bun:test'
import { watchFit } from './fit.ts'

const sizes = { messages: 10_000, transcript: 8_000 }

describe('a prompt that was read in part', () => {
  test.each([
    ['far less than was sent', 3_100],
    ['a context that is set by hand', 8_192],
  ])('shows by %s', (_name, counted) => {
    expect(watchFit().isShortened(counted, sizes)).toBe(true)
  })

  test('shows against what the same server counts for others', () => {
    const fit = watchFit()
    expect(fit.isShortened(2_400, { messages: 2_000, transcript: 1_000 })).toBe(false)
    expect(fit.isShortened(6_900, sizes)).toBe(true)
  })

  test.each([
    ['another tokenizer', 7_300],
    ['a part that came from a cache', 7_900],
    ['a count of nothing', 1],
    ['more tokens', 26_000],
  ])('is none for %s', (_name, counted) => {
    expect(watchFit().isShortened(counted, sizes)).toBe(false)
  })

  test('is none where half the prompt counts half as much: then the server counts otherwise', () => {
    const fit = watchFit()
    expect(fit.isShortened(3_100, sizes)).toBe(true)
    expect(fit.isShortened(1_550, { messages: 5_000, transcript: 4_000 })).toBe(false)
    expect(fit.isShortened(3_100, sizes)).toBe(false)
  })
})

describe('a limit', () => {
  test('that was named parts a prompt into what fits, and is told once something was answered', () => {
    const told: number[] = []
    const fit = watchFit((tokens) => told.push(tokens))
    expect(fit.partsOf(20_000, 1_000)).toBe(1)
    fit.refused(20_000, 8_000)
    expect(fit.partsOf(20_000, 1_000)).toBe(4)
    expect(fit.partsOf(5_000, 1_000)).toBe(1)
    expect(told).toEqual([])
    fit.took(5_000)
    fit.took(5_000)
    expect(told).toEqual([8_000])
  })

  test('that was not named halves what is as large as what was refused', () => {
    const fit = watchFit()
    fit.refused(20_000, null)
    expect(fit.partsOf(20_000, 1_000)).toBe(2)
    expect(fit.partsOf(19_000, 1_000)).toBe(1)
    // It was answered after all: the refusal was about something else.
    fit.took(20_000)
    expect(fit.partsOf(20_000, 1_000)).toBe(1)
  })
})
