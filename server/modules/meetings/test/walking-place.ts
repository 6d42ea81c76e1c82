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

/** One step of a walk: what a person does, or what happens to a job. */
export type Action =
  | { do: 'upload'; file: 'sound' | 'damaged' | 'text' }
  | { do: 'send' | 'complete' | 'abort' | 'expire' }
  | { do: 'cancel' | 'retry' | 'process' | 'discard' | 'accept' | 'reopen' | 'delete' }
  | { do: 'import'; file: 'talk' | 'empty' }
  | { do: 'rerun' | 'adopt' }
  | { do: 'work'; how: 'done' | 'fails' | 'waits' | 'killed' | 'held' | 'no provider' }
  | { do: 'stale'; job: 'ingest' | 'transcribe' | 'analyse' }
  | { do: 'release' }
  | WhoAction

/** What people say of who is who. */
export type WhoAction =
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

export interface WalkingPlace {
  installation: TestInstallation
  standIn: SpeechStandIn
  client: Client
  tenantId: string
  speech: SpeechProvider
  /** The jobs by stage, as workers run them. */
  jobs: Readonly<Record<string, JobDefinition<object>>>
  /** Goes on with another session: each may make only so many requests a minute. */
  changeSession(): void
  close(): Promise<void>
}

const sessionCount = 8

/** Installation, speech provider and tenant for many walks. Nothing works by itself: each walk decides what happens when. */
export async function openPlace(slug: string): Promise<WalkingPlace> {
  const standIn = startSpeechStandIn({
    // What is heard tells which recording it was.
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

export const storageIsAway = () => Promise.reject(new Error('the storage is away'))

export const absent = (error: unknown): null => {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

/** The same of an answer. */
export function absentAt(response: Response): boolean {
  if (response.ok || response.status === 404) return !response.ok
  throw new Error(`answered ${response.status}`)
}
