import { describe, expect, test } from 'bun:test'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { Citation, ItemValue, Segment } from '../types.ts'
import { groundValue } from './ground.ts'
import { indexSegments } from './segment-index.ts'

const section = samplePack().sections[0]
if (!section) throw new Error('The sample pack has no section.')

function ground(segments: Segment[], citations: Citation[], value: ItemValue = { task: 'x' }) {
  const grounded = groundValue(
    section as NonNullable<typeof section>,
    value,
    citations,
    indexSegments(segments),
  )
  for (const entry of grounded.evidence) {
    const source = segments.find(({ ordinal }) => ordinal === entry.ordinal)
    expect(source?.text.slice(entry.startChar, entry.endChar)).toBe(entry.quote)
  }
  return grounded
}

const quotes = (grounded: ReturnType<typeof ground>) => grounded.evidence.map(({ quote }) => quote)

describe('finding an anchor', () => {
  test('in the named segment, widened to its sentence', () => {
    const found = ground(segmentsOf('Hello. I will send the draft today! Bye.'), [
      { segment: 1, anchor: 'send the DRAFT' },
    ])
    expect(found.state).toBe('verified')
    expect(quotes(found)).toEqual(['I will send the draft today!'])
  })

  test.each([
    ['ё and case', 'Ещё раз: ПРИШЛЮ отчёт.', 'еще раз пришлю отчет'],
    ['a decomposed й and ё', 'Мои\u0306 отче\u0308т готов.', 'мой отчёт готов'],
    ['a composed é against a decomposed one', 'The café plan is fixed.', 'the cafe\u0301 plan'],
    ['dashes, quotes and apostrophes', 'We’ll go — “as is” — okay?', "we'll go as is"],
    ['surrogate pairs before and inside', '🎉🎉 Ship 👍 it now 🚀!', 'ship it now'],
    ['letters outside the basic plane', 'So 𝒜𝓑 holds here.', '𝒜𝓑 holds'],
    ['a dotted capital I', 'İstanbul first, then Ankara.', 'first then ankara'],
    ['white space of all kinds', 'we\u00a0will\tship\n it', 'we will ship it'],
  ])('%s', (_, text, anchor) => {
    const found = ground(segmentsOf('Nothing here.', text), [{ segment: 2, anchor }])
    expect(found.state).toBe('verified')
    expect(found.evidence).toHaveLength(1)
  })

  test('not inside of words', () => {
    expect(
      ground(segmentsOf('The plan is planned.'), [{ segment: 1, anchor: 'lan is' }]).state,
    ).toBe('unsupported')
  })

  test('near the named segment is weak, far away is unsupported', () => {
    const segments = segmentsOf('one', 'two', 'we ship it on time', 'four', 'five', 'six')
    expect(ground(segments, [{ segment: 1, anchor: 'we ship it' }]).state).toBe('weak')
    expect(ground(segments, [{ segment: 6, anchor: 'we ship it' }])).toEqual({
      state: 'unsupported',
      evidence: [],
    })
  })

  test('over the border of two segments: a quote in each', () => {
    const segments = segmentsOf('So we will move', 'the launch to May. Fine.')
    const both = ground(segments, [
      { segment: 1, anchor: 'we will move the launch to May' },
      { segment: 2, anchor: 'the launch to May' },
    ])
    expect(both.state).toBe('verified')
    expect(both.evidence.map(({ ordinal, state }) => [ordinal, state])).toEqual([
      [1, 'verified'],
      [2, 'verified'],
    ])
    const one = ground(segments, [{ segment: 2, anchor: 'will move the launch' }])
    expect(one.evidence.map(({ ordinal, state }) => [ordinal, state])).toEqual([
      [1, 'weak'],
      [2, 'verified'],
    ])
  })

  test('fuzzily, above a quarter of wrong words not at all', () => {
    const segments = segmentsOf('we really agreed to move the big launch to the second of May then')
    expect(
      ground(segments, [{ segment: 1, anchor: 'agreed to move the launch to the second of may' }])
        .state,
    ).toBe('weak')
    expect(
      ground(segments, [{ segment: 1, anchor: 'they wanted to stop the big sale of cars' }]).state,
    ).toBe('unsupported')
    expect(ground(segments, [{ segment: 1, anchor: 'move the lunch' }]).state).toBe('unsupported')
  })

  test.each([
    ['an empty anchor', { segment: 1, anchor: '' }],
    ['an anchor of signs', { segment: 1, anchor: '… — !' }],
    ['a segment that does not exist', { segment: 99, anchor: 'we ship' }],
    ['a negative segment', { segment: -1, anchor: 'we ship' }],
  ])('%s is unsupported', (_, citation) => {
    expect(ground(segmentsOf('we ship'), [citation])).toEqual({
      state: 'unsupported',
      evidence: [],
    })
  })

  test('a sentence that is too long to read is not quoted whole', () => {
    const long = `${'and so on '.repeat(60)}we ship it ${'and on '.repeat(60)}`
    expect(quotes(ground(segmentsOf(long), [{ segment: 1, anchor: 'we ship it' }]))).toEqual([
      'we ship it',
    ])
  })

  test.each(['A> we ship it now', 'Ann Lee: we ship it now'])(
    'who speaks may stand before the words: %s',
    (anchor) => {
      const found = ground(segmentsOf('We ship it now.'), [{ segment: 1, anchor }])
      expect(found.state).toBe('verified')
    },
  )

  test('the same place cited twice is one quote', () => {
    const found = ground(segmentsOf('We ship it now.'), [
      { segment: 1, anchor: 'we ship' },
      { segment: 1, anchor: 'ship it' },
    ])
    expect(quotes(found)).toEqual(['We ship it now.'])
  })

  test('a huge anchor and a huge segment stay cheap', () => {
    const text = 'alpha beta gamma delta '.repeat(450)
    const found = ground(segmentsOf(text), [
      { segment: 1, anchor: 'delta gamma beta '.repeat(2_000) },
    ])
    expect(['weak', 'unsupported']).toContain(found.state)
  })
})

describe('numbers, amounts and dates', () => {
  const state = (said: string, value: ItemValue) =>
    ground(segmentsOf(said), [{ segment: 1, anchor: said }], value).state

  test.each([
    ['12,500', 'we pay 12 500 euros', 'pay 12,500 euros'],
    ['words', 'it costs twenty five thousand', 'costs 25,000'],
    ['Russian words', 'это двадцать пять тысяч рублей', 'стоит 25 000'],
    ['a decimal', 'that is 12,5 percent', 'grow 12.5 %'],
    ['hundreds', 'three hundred and twenty people', 'invite 320 people'],
    ['a Russian date', 'до двадцать пятого ноября', 'срок 25 ноября'],
    ['a weekday in another case', 'пришлю к пятнице', 'прислать в пятницу'],
    ['an ordinal', 'on the 3rd of May', 'by May 3'],
  ])('%s that is said stays verified', (_, said, task) => {
    expect(state(said, { task })).toBe('verified')
  })

  test.each([
    ['another number', 'we pay 12 500 euros', 'pay 13 500 euros'],
    ['another weekday', 'I send it on Friday', 'send it on Thursday'],
    ['another month', 'до двадцать пятого ноября', 'срок 25 декабря'],
    ['a number that nobody said', 'we hire some people', 'hire 4 people'],
  ])('%s makes it weak', (_, said, task) => {
    expect(state(said, { task })).toBe('weak')
  })

  test('numbers in other fields count, computed dates and codes do not', () => {
    const said = 'I send it on Friday'
    expect(state(said, { task: 'send it', hours: 7 })).toBe('weak')
    expect(
      state(said, {
        task: 'send it',
        dueText: 'on Friday',
        dueOn: '2026-11-27',
        level: 'high',
        owner: 'Agent 47',
      }),
    ).toBe('verified')
  })
})
