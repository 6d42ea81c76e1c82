import { describe, expect, test } from 'bun:test'
import type { KnownScenario } from '../list/known-scenarios.ts'
import { choicesOf, pairOf } from './choices.ts'

const scenario = (names: string[], hasDraft = false): KnownScenario => ({
  id: 'x',
  title: { en: 'X', ru: 'Х' },
  description: null,
  origin: 'own',
  hasDraft,
  versions: names.map((version) => ({ version, state: 'published', publishedAt: null })),
  version: names[0] ?? null,
  sectionCount: 1,
})

describe('what is compared with what', () => {
  test('lists the draft first for those who may see it', () => {
    expect(choicesOf(scenario(['1.1.0', '1.0.0'], true), true)).toEqual(['draft', '1.1.0', '1.0.0'])
    expect(choicesOf(scenario(['1.1.0', '1.0.0'], true), false)).toEqual(['1.1.0', '1.0.0'])
  })

  const choices = ['draft', '1.1.0', '1.0.0']
  test.each([
    ['nothing asked', {}, { from: '1.1.0', to: 'draft' }],
    ['a version', { to: '1.1.0' }, { from: '1.0.0', to: '1.1.0' }],
    ['both', { from: '1.0.0', to: 'draft' }, { from: '1.0.0', to: 'draft' }],
    ['what is not there', { from: '9.0.0', to: '8.0.0' }, { from: '1.1.0', to: 'draft' }],
    ['from the draft', { from: 'draft', to: '1.1.0' }, { from: '1.0.0', to: '1.1.0' }],
    ['the oldest', { to: '1.0.0' }, { from: '1.1.0', to: '1.0.0' }],
  ])('%s', (_name, wanted, pair) => {
    expect(pairOf(choices, wanted)).toEqual(pair)
  })

  test('compares nothing when there is only one', () => {
    expect(pairOf(['1.0.0'], {})).toBeUndefined()
    expect(pairOf(['draft'], {})).toBeUndefined()
    expect(pairOf([], {})).toBeUndefined()
    expect(pairOf(['draft', '1.0.0'], { to: '1.0.0' })).toBeUndefined()
  })
})
