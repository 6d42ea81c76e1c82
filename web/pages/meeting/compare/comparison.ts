import type { ComparisonView, RunView } from '../../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ScenarioVersionView } from '../../../../server/modules/scenarios/contract.ts'
import { readMeeting } from '../../../api/meetings.ts'
import { compareRuns } from '../../../api/runs.ts'
import { readVersion } from '../../../api/scenarios.ts'

export interface Comparison {
  meeting: MeetingView
  view: ComparisonView
  scenarios: { a: ScenarioVersionView; b: ScenarioVersionView }
}

export interface Compared {
  meetingId: string
  a: string
  b: string
}

const readScenario = ({ scenario }: RunView): Promise<ScenarioVersionView> =>
  readVersion(scenario.id, scenario.version)

/** Both runs paired by the server, with what their scenarios call sections and fields. */
export async function readComparison({ meetingId, a, b }: Compared): Promise<Comparison> {
  const [meeting, view] = await Promise.all([readMeeting(meetingId), compareRuns(meetingId, a, b)])
  const [older, newer] = await Promise.all([readScenario(view.a), readScenario(view.b)])
  return { meeting, view, scenarios: { a: older, b: newer } }
}
