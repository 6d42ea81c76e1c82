import type { ArtifactView, CoverageView } from '../../../../server/modules/analysis/contract.ts'
import type { ScenarioVersionView } from '../../../../server/modules/scenarios/contract.ts'
import { readArtifact, readCoverage } from '../../../api/runs.ts'
import { readVersion } from '../../../api/scenarios.ts'

export interface ReadResult {
  artifact: ArtifactView
  scenario: ScenarioVersionView | undefined
  coverage: CoverageView | undefined
}

/** Reads a result with its scenario version, and how much of the transcript it cites. */
export async function readResult(
  meetingId: string,
  runId: string | undefined,
  known: {
    /** What the meeting names, for a result without a run. */
    pinned: { id: string; version: string } | undefined
    /** The version that was read before. */
    scenario: ScenarioVersionView | undefined
  },
): Promise<ReadResult> {
  const artifact = await readArtifact(meetingId, runId)
  const wanted = artifact.run?.scenario ?? known.pinned
  const isKnown = wanted?.id === known.scenario?.id && wanted?.version === known.scenario?.version
  const scenario =
    isKnown || !wanted ? wanted && known.scenario : await readVersion(wanted.id, wanted.version)
  const coverage = artifact.run ? await readCoverage(meetingId, runId) : undefined
  return { artifact, scenario, coverage }
}
