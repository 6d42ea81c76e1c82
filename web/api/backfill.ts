import type {
  Backfill,
  BackfillList,
  BackfillView,
} from '../../server/modules/analysis/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { scenarioPath } from './scenario-path.ts'

export const listBackfill = (scenarioId: string, version: string): Promise<BackfillList> =>
  request('GET', withQuery(`${scenarioPath(scenarioId)}/backfill`, { version }))

/** Runs a version over past meetings, beside the results that they show. */
export const startBackfill = (scenarioId: string, body: Backfill): Promise<BackfillView> =>
  request('POST', `${scenarioPath(scenarioId)}/backfill`, { body })
