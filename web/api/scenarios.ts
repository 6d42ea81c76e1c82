import type {
  CreateScenario,
  DiffView,
  DraftView,
  FilesCheckView,
  CheckNewFiles,
  ScenarioVersionView,
  VersionStateView,
} from '../../server/modules/scenarios/contract.ts'
import type {
  Scorecard,
  ScoreSummaries,
} from '../../server/modules/scenarios/scorecard/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { download } from '../lib/download.ts'
import { scenarioPath, versionPath } from './scenario-path.ts'

/** Creates a scenario with its first draft. */
export const createScenario = (body: CreateScenario): Promise<DraftView> =>
  request('POST', '/scenarios', { body })

/** Checks files that no scenario has yet. */
export const checkNewFiles = (body: CheckNewFiles): Promise<FilesCheckView> =>
  request('POST', '/scenarios/check', { body })

export const readVersion = (id: string, version: string): Promise<ScenarioVersionView> =>
  request('GET', versionPath(id, version))

/** Reads the files that a version was published with. */
export const exportVersion = (
  id: string,
  version: string,
): Promise<{ files: Record<string, string> }> =>
  request('GET', `${versionPath(id, version)}/export`)

/** Saves a version as one file on the reader's device. */
export const downloadVersion = (id: string, version: string): Promise<void> =>
  download(`${versionPath(id, version)}/export`)

export const deprecateVersion = (id: string, version: string): Promise<VersionStateView> =>
  request('POST', `${versionPath(id, version)}/deprecate`)

/** Publishes the draft under this number. */
export const publishVersion = (id: string, version: string): Promise<ScenarioVersionView> =>
  request('POST', `${scenarioPath(id)}/publish`, { body: { version } })

/** Compares two versions; either can be `draft`. */
export const diffVersions = (id: string, from: string, to: string): Promise<DiffView> =>
  request('GET', withQuery(`${scenarioPath(id)}/diff`, { from, to }))

export const readScorecard = (id: string): Promise<Scorecard> =>
  request('GET', `${scenarioPath(id)}/scorecard`)

export const listScoreSummaries = (): Promise<ScoreSummaries> =>
  request('GET', '/scenarios/scorecards')
