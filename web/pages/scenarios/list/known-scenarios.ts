import type { ScenarioList } from '../../../../server/modules/scenarios/contract.ts'
import { inScenarioOrder } from '../../../lib/scenario-order.ts'
import type { ScoreSummaries } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import type { Locale, ScenarioOrigin } from '../../../../plugins/vocabulary.ts'

type Words = Record<Locale, string>
type Score = ScoreSummaries['data'][number]

/** A scenario as lists show it, usable or not. */
export interface KnownScenario {
  id: string
  title: Words
  description: Words | null
  origin: ScenarioOrigin
  hasDraft: boolean
  versions: ScenarioList['data'][number]['versions']
  /** The version that a new meeting gets; null where there is none. */
  version: string | null
  sectionCount: number | null
}

/** Usable and unusable scenarios in one list, in the usual order. */
export function knownScenarios(
  { data, unusable }: ScenarioList,
  locale: keyof Words,
): KnownScenario[] {
  const usable = data.map(({ sectionCount, description, version, ...rest }) => ({
    ...pickCommon(rest),
    description,
    version,
    sectionCount,
  }))
  const others = unusable.map((scenario) => ({
    ...pickCommon(scenario),
    description: null,
    version: null,
    sectionCount: null,
  }))
  return inScenarioOrder([...usable, ...others], locale)
}

const pickCommon = ({
  id,
  title,
  origin,
  hasDraft,
  versions,
}: ScenarioList['unusable'][number]) => ({ id, title, origin, hasDraft, versions })

export type OwnScenario = Pick<KnownScenario, 'title' | 'hasDraft'>

/** The organisation’s own scenarios by their ids. */
export const ownScenarios = (
  scenarios: readonly (OwnScenario & Pick<KnownScenario, 'id' | 'origin'>)[],
): ReadonlyMap<string, OwnScenario> =>
  new Map(scenarios.filter(({ origin }) => origin === 'own').map((one) => [one.id, one]))

/** The version that lists show: the one on offer, or else the newest. */
export const shownVersion = ({ version, versions }: KnownScenario): string | null =>
  version ?? versions[0]?.version ?? null

export function scoreOf(scenario: KnownScenario, scores: readonly Score[]): Score | undefined {
  const shown = shownVersion(scenario)
  return scores.find(({ id, version }) => id === scenario.id && version === shown)
}

/** Every word of the search occurs in the id, or in the title or description of either language. */
export function fitsSearch({ id, title, description }: KnownScenario, search: string): boolean {
  const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')
  const text = fold([id, ...Object.values(title), ...Object.values(description ?? {})].join('\n'))
  return fold(search)
    .split(/\s+/)
    .every((word) => text.includes(word))
}
