import { describe, expect, test } from 'bun:test'
import type { ScenarioList } from '../../../../server/modules/scenarios/contract.ts'
import { fitsSearch, knownScenarios, scoreOf, shownVersion } from './known-scenarios.ts'

const words = (en: string, ru = en) => ({ en, ru })
const version = (name: string, state: 'published' | 'deprecated' = 'published') => ({
  version: name,
  state,
  publishedAt: null,
})
const list: ScenarioList = {
  data: [
    {
      id: 'zeta',
      version: '1.1.0',
      title: words('Zeta', 'Альфа'),
      description: words('About ends', 'Про ёлки'),
      meetingType: 'general',
      defaultLanguage: 'en',
      sectionCount: 3,
      origin: 'built-in',
      hasDraft: false,
      versions: [version('1.1.0'), version('1.0.0')],
    },
  ],
  unusable: [
    {
      id: 'gone',
      title: words('Gone', 'Ушедший'),
      origin: 'own',
      hasDraft: false,
      versions: [version('2.0.0', 'deprecated')],
    },
    { id: 'fresh', title: words('Fresh', 'Новый'), origin: 'own', hasDraft: true, versions: [] },
  ],
}

describe('the list of scenarios', () => {
  test('includes unusable scenarios, own ones first, sorted by the reader’s titles', () => {
    expect(knownScenarios(list, 'en').map(({ id }) => id)).toEqual(['fresh', 'gone', 'zeta'])
    expect(knownScenarios(list, 'ru').map(({ id }) => id)).toEqual(['fresh', 'gone', 'zeta'])
    const [gone, fresh] = list.unusable.map((one) => ({ ...one, origin: 'built-in' as const }))
    const shipped = { ...list, unusable: [gone, fresh].filter((one) => one !== undefined) }
    expect(knownScenarios(shipped, 'en').map(({ id }) => id)).toEqual(['fresh', 'gone', 'zeta'])
    expect(knownScenarios(shipped, 'ru').map(({ id }) => id)).toEqual(['zeta', 'fresh', 'gone'])
  })

  test('shows the version on offer, or else the newest', () => {
    expect(knownScenarios(list, 'en').map(shownVersion)).toEqual([null, '2.0.0', '1.1.0'])
  })

  test('returns the figures of the shown version only', () => {
    const [, , zeta] = knownScenarios(list, 'en')
    const score = (name: string) => ({
      id: 'zeta',
      version: name,
      meetingCount: 1,
      acceptedWithoutEdit: 1,
      unsupportedRate: 0,
    })
    expect(zeta && scoreOf(zeta, [score('1.0.0'), score('1.1.0')])?.version).toBe('1.1.0')
    expect(zeta && scoreOf(zeta, [score('1.0.0')])).toBeUndefined()
  })

  test.each([
    ['', true],
    ['ZET', true],
    ['про елки', true],
    ['ends about', true],
    ['ends gone', false],
  ])('a search for “%s”', (search, fits) => {
    const [, , zeta] = knownScenarios(list, 'en')
    expect(zeta && fitsSearch(zeta, search)).toBe(fits)
  })
})
