import { expect, test } from 'bun:test'
import { formatCost } from '../../../i18n/format.ts'
import { sumOf, formatSeconds } from './call-figures.ts'

const call = { inputTokens: 1_000, outputTokens: 200, costMicroUsd: 650 }
const failed = { inputTokens: null, outputTokens: null, costMicroUsd: null }

test('calls add up; one that failed costs nothing, one without a price leaves the sum open', () => {
  expect(sumOf([call, call, failed])).toEqual({ tokens: 2_400, costMicroUsd: 1_300 })
  expect(sumOf([call, { ...call, costMicroUsd: null }])).toEqual({
    tokens: 2_400,
    costMicroUsd: null,
  })
  expect(sumOf([])).toEqual({ tokens: 0, costMicroUsd: 0 })
})

test('a fraction of a cent keeps its digits', () => {
  expect(formatCost(650, 'en')).toBe('$0.0007')
  expect(formatCost(1_250_000, 'en')).toBe('$1.25')
})

test('shows short calls as less than a tenth of a second', () => {
  expect(formatSeconds(30, 'en')).toBe('< 0.1')
  expect(formatSeconds(30, 'ru')).toBe('< 0,1')
  expect(formatSeconds(12_340, 'en')).toBe('12.3')
})
