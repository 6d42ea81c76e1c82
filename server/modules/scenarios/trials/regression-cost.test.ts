import { expect, test } from 'bun:test'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { LanguageModel, ModelUsage } from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'
import { refuseUnconfirmed } from '../../analysis/index.ts'
import { estimateCost, runsFor } from './regression-cost.ts'

const model = {
  name: 'openai:small',
  model: 'small',
  costMicroUsd: (_model: string, { inputTokens, outputTokens }: ModelUsage) =>
    inputTokens + 2 * outputTokens,
} as LanguageModel

/** A tenant whose goldens have this many characters. */
const spoken = (goldens: number, chars: number) =>
  ({ tenantId: 'x', sql: async () => [{ goldens, chars }] }) as unknown as TenantTx

test('runs each golden three times with a model and once with the built-in provider', () => {
  expect(runsFor({ name: 'extractive' })).toEqual({ runs: 1, lostAt: 1 })
  expect(runsFor(model)).toEqual({ runs: 3, lostAt: 2 })
})

test('estimates only paid runs', async () => {
  expect(await estimateCost(spoken(2, 6_000), null, 'x', 2)).toBeNull()
  expect(await estimateCost(spoken(0, 0), model, 'x', 2)).toBeNull()
})

test('counts a prompt and an answer for each window of a long transcript', async () => {
  const fiveHours = 720_000
  const estimate = await estimateCost(spoken(1, fiveHours), model, 'x', 1)
  // 240,000 tokens in three runs, in windows of 48,000.
  expect(estimate?.inputTokens).toBe(720_000 + 3_000 * 15)
  expect(estimate?.outputTokens).toBe(3_000 * 15)
})

test('estimates every run, meeting and step before anything is spent', async () => {
  const estimate = await estimateCost(spoken(2, 6_000), model, 'x', 2)
  const inputTokens = (2_000 * 3 + 3_000 * 6) * 2
  const outputTokens = 3_000 * 6 * 2
  expect(estimate).toEqual({
    runs: 6,
    inputTokens,
    outputTokens,
    costMicroUsd: inputTokens + 2 * outputTokens,
  })
  if (!estimate) throw new Error('there is none')
  expect(() => refuseUnconfirmed(estimate, model)).toThrow('for about $0.12')
  const told = catchError(() => refuseUnconfirmed(estimate, model))
  expect(Object.fromEntries(told.faults.map(({ reason, detail }) => [reason, detail]))).toEqual({
    runs: '6',
    inputTokens: String(inputTokens),
    outputTokens: String(outputTokens),
    costMicroUsd: String(estimate.costMicroUsd),
  })
  expect(() => refuseUnconfirmed({ ...estimate, costMicroUsd: null }, model)).toThrow(
    'does not know',
  )
})

function catchError(act: () => never): AppError {
  try {
    return act()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
