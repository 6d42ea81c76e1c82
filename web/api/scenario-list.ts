import type { ScenarioList } from '../../server/modules/scenarios/contract.ts'
import { request } from '../lib/api.ts'

// Apart from the other calls about scenarios, because the first page needs this one alone.
export const listScenarios = (): Promise<ScenarioList> => request('GET', '/scenarios')
