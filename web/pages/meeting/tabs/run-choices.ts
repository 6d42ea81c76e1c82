import type { ScenarioList } from '../../../../server/modules/scenarios/contract.ts'
import type { Locale } from '../../../../plugins/vocabulary.ts'

type Listed = Pick<ScenarioList['data'][number], 'id' | 'version' | 'title' | 'origin'>

export interface RunChoice {
  id: string
  version: string
  title: string
}

export interface RunChoices {
  own: RunChoice[]
  builtIn: RunChoice[]
}

/**
 * What a meeting can be run under again, each with the version that would run: by title in the reader’s language. The
 * one that it has stands among them even where no new meeting can take it.
 */
export function runChoices(
  scenarios: readonly Listed[],
  pinned: { id: string; version: string },
  locale: Locale,
): RunChoices {
  const isListed = scenarios.some(({ id }) => id === pinned.id)
  const of = (origin: Listed['origin']): RunChoice[] => [
    ...scenarios
      .filter((one) => one.origin === origin)
      .map(({ id, version, title }) => ({ id, version, title: title[locale] })),
    ...(origin === 'own' && !isListed ? [{ ...pinned, title: pinned.id }] : []),
  ]
  const sorted = (list: RunChoice[]): RunChoice[] =>
    list.toSorted((a, b) => a.title.localeCompare(b.title, locale))
  return { own: sorted(of('own')), builtIn: sorted(of('built-in')) }
}
