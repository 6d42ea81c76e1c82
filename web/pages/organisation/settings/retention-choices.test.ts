import { expect, test } from 'bun:test'
import { choiceOf, choicesOf, isSound, rulesOf } from './retention-choices.ts'

const saved = { rev: 1, media: 48, transcript: 5, results: null, modelCalls: 1, nextRunAt: null }

test('shows whole days as days and keeps their hours', () => {
  const choices = choicesOf(saved)
  expect(choices.media).toEqual({ isLimited: true, number: '2', unit: 'days' })
  expect(choices.transcript).toEqual({ isLimited: true, number: '5', unit: 'hours' })
  expect(choices.results.isLimited).toBe(false)
  expect(rulesOf(choices)).toEqual({ media: 48, transcript: 5, results: null, modelCalls: 1 })
})

test('accepts whole numbers from one to a hundred years', () => {
  const typed = (number: string, unit: 'hours' | 'days' = 'days') =>
    isSound({ isLimited: true, number, unit })
  for (const number of ['1', ' 30 ', '36500']) expect(typed(number)).toBe(true)
  for (const number of ['', '0', '-1', '1.5', '1e3', '36501', 'ten'])
    expect(typed(number)).toBe(false)
  expect(typed('876000', 'hours')).toBe(true)
  expect(isSound({ ...choiceOf(null), number: '' })).toBe(true)
})
