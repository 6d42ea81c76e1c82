import type {
  AdoptLosses,
  ArtifactView,
  ComparisonView,
  CoverageView,
  InteractionBodyView,
  InteractionPage,
  InteractionView,
  RunList,
  StartRun,
} from '../../server/modules/analysis/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { readAll } from '../lib/read-all.ts'

export const listRuns = (meetingId: string): Promise<RunList> =>
  request('GET', `/meetings/${meetingId}/runs`)

export const startRun = (meetingId: string, body: StartRun): Promise<unknown> =>
  request('POST', `/meetings/${meetingId}/runs`, { body })

/** Shows the result of another run, and the transcript that it was made from. */
export const adoptRun = (meetingId: string, runId: string): Promise<unknown> =>
  request('POST', `/meetings/${meetingId}/runs/${runId}/adopt`)

/** Reads what people accepted or wrote that the other run has no place for. */
export const readAdoptLosses = (meetingId: string, runId: string): Promise<AdoptLosses> =>
  request('GET', `/meetings/${meetingId}/runs/${runId}/losses`)

export const compareRuns = (meetingId: string, a: string, b: string): Promise<ComparisonView> =>
  request('GET', `/meetings/${meetingId}/runs/${a}/compare/${b}`)

/** Reads the result of a run; of the current one where `run` is undefined. */
export const readArtifact = (meetingId: string, run: string | undefined): Promise<ArtifactView> =>
  request('GET', withQuery(`/meetings/${meetingId}/artifacts`, { run }))

/** Reads how much of the transcript a run's result cites. */
export const readCoverage = (meetingId: string, run: string | undefined): Promise<CoverageView> =>
  request('GET', withQuery(`/meetings/${meetingId}/coverage`, { run }))

/** Lists all calls of a language model that a meeting took. */
export async function listModelCalls(meetingId: string): Promise<InteractionView[]> {
  const path = `/meetings/${meetingId}/interactions`
  const readPage = (place: Parameters<Parameters<typeof readAll>[0]>[0]) =>
    request<InteractionPage>('GET', withQuery(path, { ...place }))
  return (await readAll<InteractionView>(readPage)).data
}

/** Reads what was sent to the model and what it answered. */
export const readModelCall = (callId: string): Promise<InteractionBodyView> =>
  request('GET', `/interactions/${callId}/body`)
