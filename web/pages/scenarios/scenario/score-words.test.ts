import { describe, expect, test } from 'bun:test'
import type { VersionScore } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { knownFigures, wordFigure } from './score-words.ts'

const score: VersionScore = {
  version: '1.0.0',
  meetingCount: 2,
  runCount: 2,
  itemCount: 16,
  acceptedCount: 10,
  rejectedCount: 2,
  acceptedWithoutEdit: 0.667,
  editDistance: null,
  unsupportedRate: 0,
  failedSectionRate: 0,
  tokensPerMeeting: 12_400,
  costMicroUsdPerMeeting: null,
}

describe('the figures of a scorecard', () => {
  test('are shares, counts and money', () => {
    expect(wordFigure(score, 'acceptedWithoutEdit', 'ru')).toBe('67%')
    expect(wordFigure(score, 'unsupportedRate', 'en')).toBe('0%')
    expect(wordFigure(score, 'tokensPerMeeting', 'en')).toBe('12,400')
    expect(
      wordFigure({ ...score, costMicroUsdPerMeeting: 31_000 }, 'costMicroUsdPerMeeting', 'en'),
    ).toBe('$0.031')
  })

  test('that are not known are not words', () => {
    expect(wordFigure(score, 'editDistance', 'en')).toBeUndefined()
    expect(wordFigure(undefined, 'unsupportedRate', 'en')).toBeUndefined()
  })

  test('have a column where one version has them', () => {
    expect(knownFigures([undefined, score])).toEqual([
      'acceptedWithoutEdit',
      'unsupportedRate',
      'failedSectionRate',
      'tokensPerMeeting',
    ])
    expect(knownFigures([undefined])).toEqual([])
  })
})
