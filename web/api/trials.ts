import type {
  StartDryRun,
  StartRegression,
  TrialList,
  TrialView,
} from '../../server/modules/scenarios/trials/contract.ts'
import { request } from '../lib/api.ts'
import { scenarioPath } from './scenario-path.ts'

const trialPath = (scenarioId: string, trialId: string): string =>
  `${scenarioPath(scenarioId)}/trials/${trialId}`

/** The reader's newest dry run of the draft, and its newest regression. */
export const listTrials = (scenarioId: string): Promise<TrialList> =>
  request('GET', `${scenarioPath(scenarioId)}/trials`)

export const readTrial = (scenarioId: string, trialId: string): Promise<TrialView> =>
  request('GET', trialPath(scenarioId, trialId))

/** Tries the draft on a meeting. */
export const startDryRun = (scenarioId: string, body: StartDryRun): Promise<TrialView> =>
  request('POST', `${scenarioPath(scenarioId)}/dry-run`, { body })

/** Compares the draft with the scenario's goldens. */
export const startRegression = (scenarioId: string, body: StartRegression): Promise<TrialView> =>
  request('POST', `${scenarioPath(scenarioId)}/regression`, { body })

export const cancelTrial = (scenarioId: string, trialId: string): Promise<TrialView> =>
  request('POST', `${trialPath(scenarioId, trialId)}/cancel`)
