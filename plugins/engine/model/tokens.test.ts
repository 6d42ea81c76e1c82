import { expect, setDefaultTimeout, test } from 'bun:test'
import { loadTokenizer } from './tokens.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const tokensOf = await loadTokenizer()

test('tokens are counted as o200k does', () => {
  expect(tokensOf('')).toBe(0)
  expect(tokensOf('hello world')).toBe(2)
  expect(tokensOf('Мы решили начать пилот.')).toBeGreaterThan(3)
  expect(tokensOf('Мы решили начать пилот.')).toBeLessThan(9)
})

test('text that looks like a control token is text', () => {
  expect(tokensOf('<|endoftext|>')).toBeGreaterThan(1)
})

// Whole, either takes the encoder minutes.
test('a word without end does not hold the process up', () => {
  expect(tokensOf('a'.repeat(200_000))).toBeGreaterThan(10_000)
  expect(tokensOf('абвгд'.repeat(40_000))).toBeGreaterThan(40_000)
})
