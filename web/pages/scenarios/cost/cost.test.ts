import { expect, test } from 'bun:test'
import { ownProblem } from '../../../lib/problem.ts'
import { readCost } from './cost.ts'

const refusal = (figures: Record<string, string>) => ({
  ...ownProblem('cost_unconfirmed', 409),
  errors: Object.entries(figures).map(([reason, detail]) => ({
    pointer: '/confirmCost',
    reason,
    detail,
  })),
})

test('reads the estimate from the error', () => {
  const figures = { runs: '6', inputTokens: '48000', outputTokens: '36000', costMicroUsd: '84000' }
  expect(readCost(refusal(figures))).toEqual({
    runs: 6,
    inputTokens: 48_000,
    outputTokens: 36_000,
    costMicroUsd: 84_000,
  })
})

test('keeps an unknown price unknown, and ignores other errors', () => {
  expect(readCost(refusal({ runs: '3' }))?.costMicroUsd).toBeNull()
  expect(readCost(ownProblem('scenario_invalid', 422))).toBeUndefined()
})
