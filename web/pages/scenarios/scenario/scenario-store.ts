import { createResource } from 'solid-js'
import type { VersionScore } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { findDraft } from '../../../api/drafts.ts'
import { listGoldens } from '../../../api/goldens.ts'
import { listScenarios } from '../../../api/scenario-list.ts'
import { readScorecard, readVersion } from '../../../api/scenarios.ts'
import { refetchScenarios } from '../../../lib/lookups.ts'
import { ownProblem, RequestFailed } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { type KnownScenario, knownScenarios, shownVersion } from '../list/known-scenarios.ts'

/** Finds a scenario in the list; fails with 404 where the list does not have it. */
export async function readKnown(id: string): Promise<KnownScenario> {
  const list = await listScenarios()
  const found = knownScenarios(list, 'en').find((scenario) => scenario.id === id)
  if (found) return found
  throw new RequestFailed(ownProblem('not_found', 404))
}

/** Everything that the page of a scenario shows; each part loads on its own. */
export function createScenario(id: string) {
  const [known, { refetch }] = createResource(() => readKnown(id))
  const latest = (): KnownScenario | undefined => settled(known)
  const version = (): string | undefined => {
    const found = latest()
    return (found && shownVersion(found)) ?? undefined
  }
  const isOwn = (): boolean => latest()?.origin === 'own'
  const [shown] = createResource(version, (name) => readVersion(id, name))
  const [scores] = createResource(version, () => readScorecard(id))
  const [draft, { refetch: refetchDraft }] = createResource(
    () => latest()?.hasDraft && can('scenarios:write'),
    () => findDraft(id),
  )
  const [goldens, { refetch: refetchGoldens }] = createResource(
    () => isOwn() && can('scenarios:write'),
    () => listGoldens(id),
  )
  const scoreOf = (name: string): VersionScore | undefined =>
    settled(scores)?.data.find((score) => score.version === name)
  return {
    id,
    known,
    latest,
    version,
    isOwn,
    shown,
    scoreOf,
    draft,
    goldens,
    refetchGoldens,
    /** Reloads the page and the lists to choose from, after a change. */
    reload: async (): Promise<void> => {
      refetchScenarios()
      await Promise.all([refetch(), refetchDraft()])
    },
  }
}

export type ScenarioStore = ReturnType<typeof createScenario>
