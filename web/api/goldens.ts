import type { GoldenList, GoldenView } from '../../server/modules/scenarios/goldens/contract.ts'
import { request } from '../lib/api.ts'
import { scenarioPath } from './scenario-path.ts'

export const listGoldens = (scenarioId: string): Promise<GoldenList> =>
  request('GET', `${scenarioPath(scenarioId)}/goldens`)

/** Measures new versions of the scenario by this meeting. */
export const addGolden = (scenarioId: string, meetingId: string): Promise<GoldenView> =>
  request('POST', `${scenarioPath(scenarioId)}/goldens`, { body: { meetingId } })

export const removeGolden = (scenarioId: string, goldenId: string): Promise<void> =>
  request('DELETE', `${scenarioPath(scenarioId)}/goldens/${goldenId}`)
