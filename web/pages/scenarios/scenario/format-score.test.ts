import { describe, expect, test } from 'bun:test'
import type { VersionScore } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { knownFigures, formatFigure } from './format-score.ts'

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
  test('formats shares, counts and money', () => {
    expect(formatFigure(score, 'acceptedWithoutEdit', 'ru')).toBe('67%')
    expect(formatFigure(score, 'unsupportedRate', 'en')).toBe('0%')
    expect(formatFigure(score, 'tokensPerMeeting', 'en')).toBe('12,400')
    expect(
      formatFigure({ ...score, costMicroUsdPerMeeting: 31_000 }, 'costMicroUsdPerMeeting', 'en'),
    ).toBe('$0.031')
  })

  test('returns undefined for unknown figures', () => {
    expect(formatFigure(score, 'editDistance', 'en')).toBeUndefined()
    expect(formatFigure(undefined, 'unsupportedRate', 'en')).toBeUndefined()
  })

  test('shows a column when any version has the figure', () => {
    expect(knownFigures([undefined, score])).toEqual([
      'acceptedWithoutEdit',
      'unsupportedRate',
      'failedSectionRate',
      'tokensPerMeeting',
    ])
    expect(knownFigures([undefined])).toEqual([])
  })
})
