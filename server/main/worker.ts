import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pingDatabase } from '../../db/lookup.ts'
import type { LanguageModel } from '../../plugins/engine/index.ts'
import { openModelEngine } from '../runtimes/engine-model/index.ts'
import { openEngineThreads } from '../runtimes/engine-thread/index.ts'
import { openCutter, openMediaTools } from '../adapters/ffmpeg/index.ts'
import { openTenantChanges } from '../platform/redis/tenant-changes.ts'
import { type checkHealth, type HealthCheck, shareHealthCheck } from '../http/health.ts'
import { startRelay } from '../jobs/relay.ts'
import { startWorkers } from '../jobs/runtime.ts'
import { ingestMeeting, sweepUploads } from '../modules/media/index.ts'
import { answerJoinRequest } from '../modules/identity/index.ts'
import { sendPasswordLink } from '../modules/identity/mail-requests.ts'
import { reportUsage, syncSubscription, warnOwners } from '../modules/billing/index.ts'
import { sendMail } from '../modules/mail/index.ts'
import {
  chooseForMinutes,
  endedBySpeech,
  minuteReasons,
  passingReasons,
  purgeFiles,
  transcribeMeeting,
} from '../modules/transcription/index.ts'
import {
  analyseMeeting,
  chooseWithinRunLimits,
  limitReasons,
  transientFaults,
  type ScenarioEngine,
} from '../modules/analysis/index.ts'
import { resumeResolved, resumeWithinLimits } from '../modules/meetings/index.ts'
import { enforceRetention } from '../modules/settings/index.ts'
import { tryScenario } from '../modules/scenarios/trials/index.ts'
import { readQueueWeights } from '../../tenants/plans/queue-weights.ts'
import { createSuspensionCheck } from '../../tenants/suspend.ts'
import { openJudge } from '../runtimes/judge/index.ts'
import type { ProcessServices } from './services.ts'
import { startDailyCleanup } from './daily-cleanup.ts'
import { startFillingReferences } from './fill-references.ts'
import { startBillingMaintenance } from './payments/maintenance.ts'
import { startUsageMaintenance } from './usage-maintenance.ts'
import { announceWorker, type Presence } from './worker-presence.ts'

export interface WorkerOptions {
  concurrency: number
  stages?: readonly string[]
  /** Folder for a job's temporary files. */
  temporaryFolder?: string
}

/** Grace period for running jobs when a worker is told to stop. */
export const workerGraceMs = 10_000
/** The worker has exited by then: after the grace it still returns unfinished jobs and deregisters. */
export const workerEndsWithinMs = workerGraceMs + 15_000

/** Even on a single core a long meeting must leave room for another one. */
const minThreads = 2
/** Processor time allowed for judging one answer. */
const runJudgingMs = 5_000
/** Far more than a worker runs at once, so that its own runs are never rejected here. */
const waitingJudgements = 1_000

export interface Worker {
  inFlight(): number
  /** The health of its parts, and whether other processes see it. */
  checkParts(): ReturnType<typeof checkHealth>
  stop(graceMs: number): Promise<void>
}

/**
 * Starts running the installation's jobs. `stop` finishes running jobs or returns them to their queues within the
 * grace.
 */
export function startWorker(services: ProcessServices, options: WorkerOptions): Worker {
  const { db, redis, log } = services
  const relay = startRelay({ db, redis, log })
  db.onOutbox = () => relay.poke()
  const temporaryFolder = options.temporaryFolder ?? join(tmpdir(), 'aam-worker')
  const mediaTools = openMediaTools(temporaryFolder)
  const { engine, fixtureEngine, engineWith, stopEngine } = openEngine(
    services,
    options.concurrency,
  )
  const pool = startWorkers({
    db,
    redis,
    log,
    handlers: [
      ingestMeeting,
      transcribeMeeting,
      analyseMeeting,
      tryScenario,
      purgeFiles,
      sweepUploads,
      sendMail,
      sendPasswordLink,
      answerJoinRequest,
      enforceRetention,
      warnOwners,
      syncSubscription,
      reportUsage,
    ],
    deps: {
      ...services,
      engine,
      fixtureEngine,
      mediaTools,
      cutter: openCutter(temporaryFolder),
      engineWith,
      ownModel: services.own.modelOf,
      ownSpeech: services.own.speechOf,
    },
    concurrency: options.concurrency,
    // Even without an operator's provider, an organisation may have its own.
    sources: [
      resumeResolved(db, [
        ...transientFaults,
        ...(services.speech ? endedBySpeech : passingReasons),
      ]),
      resumeWithinLimits(db, limitReasons, (...waiting) => chooseWithinRunLimits(db, ...waiting)),
      resumeWithinLimits(db, minuteReasons, (...waiting) => chooseForMinutes(db, ...waiting)),
    ],
    readWeights: () => readQueueWeights(db),
    isSuspended: createSuspensionCheck(db, openTenantChanges(redis)),
    ...(options.stages ? { stages: options.stages } : {}),
  })
  const stopCleanup = startDailyCleanup(services)
  const stopFilling = startFillingReferences(services)
  const stopUpkeep = startUsageMaintenance(services)
  const stopBilling = startBillingMaintenance(services)
  const presence = announceWorker(redis, { hasFfmpeg: mediaTools !== null })
  return {
    inFlight: pool.inFlight,
    checkParts: shareHealthCheck(workerChecks(services, presence)),
    async stop(graceMs) {
      stopCleanup()
      stopFilling()
      stopUpkeep()
      stopBilling()
      await presence.leave()
      await pool.stop(graceMs)
      stopEngine()
      await relay.stop()
    },
  }
}

const workerChecks = (
  { db, files }: ProcessServices,
  { isKnown }: Presence,
): Record<string, HealthCheck> => ({
  database: () => pingDatabase(db).then(() => null),
  storage: () => files.ping().then(() => null),
  presence: async () => {
    if (!isKnown()) throw new Error('no answer of Redis to this worker for 8 s')
    return null
  },
})

interface Engines {
  engine: ScenarioEngine
  fixtureEngine: ScenarioEngine
  /** Runs scenarios with an organisation's model; one engine per model. */
  engineWith(model: LanguageModel): ScenarioEngine
  stopEngine(): void
}

/** Runs that compute use threads of their own; runs that wait for a language model have their answers judged. */
function openEngine({ model, packs }: ProcessServices, concurrency: number): Engines {
  const openThreads = (atMost: number) => openEngineThreads({ atMost, packs: packs.listBuiltIn() })
  let judge: ReturnType<typeof openJudge> | undefined
  const engines = new WeakMap<LanguageModel, ScenarioEngine>()
  const engineWith = (one: LanguageModel): ScenarioEngine => {
    judge ??= openJudge({
      deadlineMs: runJudgingMs,
      waitingAtMost: waitingJudgements,
      waitingPerTenant: waitingJudgements,
    })
    const engine = engines.get(one) ?? openModelEngine(one, judge)
    engines.set(one, engine)
    return engine
  }
  if (model) {
    let threads: ReturnType<typeof openThreads> | undefined
    const fixtureEngine: ScenarioEngine = {
      run: (input) => (threads ??= openThreads(1)).run(input),
    }
    const stopEngine = (): void => {
      threads?.stop()
      judge?.stop()
    }
    return { engine: engineWith(model), fixtureEngine, engineWith, stopEngine }
  }
  const engine = openThreads(Math.min(concurrency, Math.max(minThreads, availableParallelism())))
  const stopEngine = (): void => {
    engine.stop()
    judge?.stop()
  }
  return { engine, fixtureEngine: engine, engineWith, stopEngine }
}
