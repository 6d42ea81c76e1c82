import type { GoldenList } from '../../server/modules/scenarios/goldens/contract.ts'
import { request } from '../lib/api.ts'
import { scenarioPath } from './scenario-path.ts'

export const listGoldens = (scenarioId: string): Promise<GoldenList> =>
  request('GET', `${scenarioPath(scenarioId)}/goldens`)

export const removeGolden = (scenarioId: string, goldenId: string): Promise<void> =>
  request('DELETE', `${scenarioPath(scenarioId)}/goldens/${goldenId}`)
