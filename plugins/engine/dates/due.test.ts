import { describe, expect, test } from 'bun:test'
import { findDatePhrases, resolveDueOn } from './due.ts'

const MONDAY = '2026-11-23T10:00:00+03:00'

describe('spoken deadlines, counted from Monday 23 November 2026', () => {
  test.each([
    ['today', '2026-11-23'],
    ['by tomorrow', '2026-11-24'],
    ['the day after tomorrow', '2026-11-25'],
    ['by Friday', '2026-11-27'],
    ['on Tuesday morning', '2026-11-24'],
    ['by next Friday', '2026-12-04'],
    ['Tuesday next week', '2026-12-01'],
    ['next week', '2026-12-04'],
    ['before the end of the week', '2026-11-27'],
    ['by the end of next week', '2026-12-04'],
    ['by the end of the month', '2026-11-30'],
    ['end of year', '2026-12-31'],
    ['by the end of Q1', '2027-03-31'],
    ['in two weeks', '2026-12-07'],
    ['within 3 days', '2026-11-26'],
    ['two weeks from now', '2026-12-07'],
    ['by November 30th', '2026-11-30'],
    ['by the 25th', '2026-11-25'],
    ['by the second of December', '2026-12-02'],
    ['Wednesday the 25th', '2026-11-25'],
    ['2026-12-03', '2026-12-03'],
    ['by EOD', '2026-11-23'],
    ['завтра', '2026-11-24'],
    ['послезавтра', '2026-11-25'],
    ['к пятнице', '2026-11-27'],
    ['до среды', '2026-11-25'],
    ['во вторник утром', '2026-11-24'],
    ['в следующую пятницу', '2026-12-04'],
    ['на следующей неделе', '2026-12-04'],
    ['на следующей неделе во вторник', '2026-12-01'],
    ['до конца недели', '2026-11-27'],
    ['до конца месяца', '2026-11-30'],
    ['через неделю', '2026-11-30'],
    ['через две недели', '2026-12-07'],
    ['в течение трёх дней', '2026-11-26'],
    ['до 25 ноября', '2026-11-25'],
    ['до двадцать пятого ноября', '2026-11-25'],
    ['к двадцать пятому', '2026-11-25'],
    ['до 15-го', '2026-12-15'],
    ['до 3.12.2026', '2026-12-03'],
    ['к концу декабря', '2026-12-31'],
  ])('%s → %s', (said, day) => {
    expect(resolveDueOn(said, MONDAY)).toBe(day)
  })

  test.each([
    'by Monday',
    'в понедельник',
    'maybe Friday',
    'Thursday or Friday',
    'after Friday',
    'после пятницы',
    'in a couple of weeks',
    'через пару дней',
    'next meeting',
    'к следующей встрече',
    'next month',
    'as soon as possible',
    'как можно скорее',
    'last Friday',
    'by November 20',
    'до 31 февраля',
    'Thursday the 25th',
    'the second item',
    'it may march on',
    'every Friday',
    'каждую пятницу',
    '',
    'когда-нибудь',
  ])('%s is left open', (said) => {
    expect(resolveDueOn(said, MONDAY)).toBeNull()
  })

  test('without the meeting’s date, or with a broken one, nothing is computed', () => {
    expect(resolveDueOn('by Friday', null)).toBeNull()
    expect(resolveDueOn('by Friday', 'soon')).toBeNull()
    expect(resolveDueOn('by Friday', '2026-13-45T00:00:00Z')).toBeNull()
  })

  test('the day is the one of the meeting’s own zone', () => {
    expect(resolveDueOn('tomorrow', '2026-12-31T23:30:00-11:00')).toBe('2027-01-01')
    expect(resolveDueOn('tomorrow', '2028-02-28T00:10:00+14:00')).toBe('2028-02-29')
  })

  test('on a weekend "this week" may mean either', () => {
    expect(resolveDueOn('this week', '2026-11-28T10:00:00Z')).toBeNull()
  })
})

test('phrases are cut from the sentence as spoken', () => {
  const text = 'So I’ll send it by Friday, and — «к среде» — we meet on Tuesday next week.'
  const phrases = findDatePhrases(text, MONDAY)
  expect(phrases.map((phrase) => [phrase.text, phrase.on, phrase.deadline])).toEqual([
    ['by Friday', '2026-11-27', true],
    ['к среде', '2026-11-25', true],
    ['on Tuesday next week', '2026-12-01', false],
  ])
  for (const phrase of phrases) expect(text.slice(phrase.start, phrase.end)).toBe(phrase.text)
})

test('a text without end is bounded', () => {
  expect(findDatePhrases('by '.repeat(50_000), MONDAY)).toEqual([])
})
