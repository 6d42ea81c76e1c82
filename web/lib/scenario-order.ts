import type { Locale, ScenarioOrigin } from '../../plugins/vocabulary.ts'

interface Placed {
  origin: ScenarioOrigin
  title: Record<Locale, string>
}

/** The order of every list of scenarios: the organisation’s own before those that ship, each by their titles. */
export const inScenarioOrder = <T extends Placed>(scenarios: readonly T[], locale: Locale): T[] =>
  scenarios.toSorted(
    (a, b) =>
      Number(a.origin === 'built-in') - Number(b.origin === 'built-in') ||
      a.title[locale].localeCompare(b.title[locale], locale),
  )
