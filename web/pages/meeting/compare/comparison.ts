import type { ComparisonView, RunView } from '../../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ScenarioVersionView } from '../../../../server/modules/scenarios/contract.ts'
import { request } from '../../../lib/api.ts'

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

const readScenario = ({ scenario: { id, version } }: RunView) =>
  request<ScenarioVersionView>(
    'GET',
    `/scenarios/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`,
  )

/** Both runs paired by the server, with what their scenarios call sections and fields. */
export async function readComparison({ meetingId, a, b }: Compared): Promise<Comparison> {
  const path = `/meetings/${meetingId}`
  const [meeting, view] = await Promise.all([
    request<MeetingView>('GET', path),
    request<ComparisonView>('GET', `${path}/runs/${a}/compare/${b}`),
  ])
  const [older, newer] = await Promise.all([readScenario(view.a), readScenario(view.b)])
  return { meeting, view, scenarios: { a: older, b: newer } }
}
