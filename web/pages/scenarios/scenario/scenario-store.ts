import { createResource } from 'solid-js'
import type {
  DraftView,
  ScenarioList,
  ScenarioVersionView,
} from '../../../../server/modules/scenarios/contract.ts'
import type { GoldenList } from '../../../../server/modules/scenarios/goldens/contract.ts'
import type {
  Scorecard,
  VersionScore,
} from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { request } from '../../../lib/api.ts'
import { refetchScenarios } from '../../../lib/lookups.ts'
import { ownProblem, problemOf, RequestFailed } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { type KnownScenario, knownScenarios, shownVersion } from '../list/known-scenarios.ts'

export const scenarioPath = (id: string): string => `/scenarios/${encodeURIComponent(id)}`

/** One scenario out of the list; a failure as of an address that is not there when it is not in it. */
export async function readKnown(id: string): Promise<KnownScenario> {
  const list = await request<ScenarioList>('GET', '/scenarios')
  const found = knownScenarios(list, 'en').find((scenario) => scenario.id === id)
  if (found) return found
  throw new RequestFailed(ownProblem('not_found', 404))
}

/** A draft may be gone again by the time that it is asked for. */
async function readDraft(id: string): Promise<DraftView | null> {
  try {
    return await request<DraftView>('GET', `${scenarioPath(id)}/draft`)
  } catch (error) {
    if (problemOf(error).status === 404) return null
    throw error
  }
}

/** Everything that the page of a scenario shows; each part comes for itself. */
export function createScenario(id: string) {
  const path = scenarioPath(id)
  const [known, { refetch }] = createResource(() => readKnown(id))
  const latest = (): KnownScenario | undefined => settled(known)
  const version = (): string | undefined => {
    const found = latest()
    return (found && shownVersion(found)) ?? undefined
  }
  const isOwn = (): boolean => latest()?.origin === 'own'
  const [shown] = createResource(version, (name) =>
    request<ScenarioVersionView>('GET', `${path}/versions/${encodeURIComponent(name)}`),
  )
  const [scores] = createResource(version, () => request<Scorecard>('GET', `${path}/scorecard`))
  const [draft, { refetch: refetchDraft }] = createResource(
    () => latest()?.hasDraft && can('scenarios:write'),
    () => readDraft(id),
  )
  const [goldens, { refetch: refetchGoldens }] = createResource(
    () => isOwn() && can('scenarios:write'),
    () => request<GoldenList>('GET', `${path}/goldens`),
  )
  const scoreOf = (name: string): VersionScore | undefined =>
    settled(scores)?.data.find((score) => score.version === name)
  return {
    id,
    path,
    known,
    latest,
    version,
    isOwn,
    shown,
    scoreOf,
    draft,
    goldens,
    refetchGoldens,
    /** After a change: the page and every list to choose from. */
    reload: async (): Promise<void> => {
      refetchScenarios()
      await Promise.all([refetch(), refetchDraft()])
    },
  }
}

export type ScenarioStore = ReturnType<typeof createScenario>
