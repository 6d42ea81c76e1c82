import { readFileSync } from 'node:fs'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import { asWorked } from '../../../http/test/jobs.ts'
import { type Client, clientOf, openTenant } from '../../../http/test/meetings.ts'
import type { JobDefinition } from '../../../jobs/define-job.ts'
import { AppError } from '../../../platform/errors.ts'
import { analyseMeeting, type ScenarioEngine } from '../../analysis/index.ts'
import { ingestMeeting } from '../../media/index.ts'
import { type SpeechProvider, transcribeMeeting } from '../../transcription/index.ts'
import { deepgramConfig, tenantIdOf } from '../../transcription/test/recordings.ts'

/** One step of a walk: an action of a user, or an event of a job. */
export type Action =
  | { do: 'upload'; file: 'sound' | 'damaged' | 'text' }
  | { do: 'send' | 'complete' | 'abort' | 'expire' }
  | { do: 'cancel' | 'retry' | 'process' | 'discard' | 'accept' | 'reopen' | 'delete' }
  | { do: 'import'; file: 'talk' | 'empty' }
  | { do: 'rerun' | 'adopt' }
  | { do: 'work'; how: 'done' | 'fails' | 'waits' | 'killed' | 'held' | 'no provider' }
  | { do: 'stale'; job: 'ingest' | 'transcribe' | 'analyse' }
  | { do: 'release' }
  | PeopleAction

/** Actions that identify speakers and people. */
export type PeopleAction =
  | { do: 'name'; as: 'new' | 'other' | 'person' }
  | { do: 'merge' | 'type' }
  | { do: 'give'; to: 'other' | 'stranger' | 'nobody' }
  | { do: 'person'; how: 'renamed' | 'deleted' }

const stages = {
  ingest: ingestMeeting,
  transcribe: transcribeMeeting,
  analyse: analyseMeeting,
} as unknown as Record<string, JobDefinition<object>>

export const working = new Set(['queued', 'transcribing', 'analysing', 'waiting'])

export interface WalkEnvironment {
  installation: TestInstallation
  standIn: SpeechStandIn
  client: Client
  tenantId: string
  speech: SpeechProvider
  /** The jobs by stage, as workers run them. */
  jobs: Readonly<Record<string, JobDefinition<object>>>
  /** Switches to another session: the number of requests a minute is limited for each session. */
  changeSession(): void
  close(): Promise<void>
}

const sessionCount = 8

/** Opens an installation, speech provider and tenant for many walks. No worker runs: each walk runs the jobs itself. */
export async function openWalkEnvironment(slug: string): Promise<WalkEnvironment> {
  const standIn = startSpeechStandIn({
    // The recognised text names the recording.
    recognise: async (path) => {
      const [, name = 'nothing'] = /<(.*)>/.exec(readFileSync(path, 'latin1')) ?? []
      if (name.startsWith('silence')) return []
      return [
        { speaker: 0, text: `This is ${name}.` },
        { speaker: 1, text: 'We have decided to start the pilot on the first of December.' },
        { speaker: 1, text: 'I will send the contract to the supplier by Friday.' },
      ]
    },
  })
  const installation = await openInstallation({ worker: false })
  const speech = await openSpeech(deepgramConfig(standIn))
  if (!speech) throw new Error('no speech provider')
  const sessions = [await openTenant(installation, slug)]
  while (sessions.length < sessionCount) {
    sessions.push(clientOf(installation, slug, await installation.signIn(slug)))
  }
  let turn = 0
  return {
    installation,
    standIn,
    get client() {
      return sessions[turn % sessionCount] as Client
    },
    changeSession() {
      turn += 1
    },
    speech,
    jobs: Object.fromEntries(
      Object.entries(stages).map(([stage, job]) => [stage, asWorked(installation, job)]),
    ),
    tenantId: await tenantIdOf(installation, slug),
    async close() {
      await installation.close()
      await standIn.stop()
    },
  }
}

export const failingEngine: ScenarioEngine = {
  run: () => Promise.reject(new Error('the engine broke')),
}

export const storageUnavailable = () => Promise.reject(new Error('the storage is away'))

export const nullIfNotFound = (error: unknown): null => {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

export function isNotFound(response: Response): boolean {
  if (response.ok || response.status === 404) return !response.ok
  throw new Error(`answered ${response.status}`)
}
