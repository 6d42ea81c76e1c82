import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { EngineFailure, ownClaimant, type ScenarioEngine } from '../../modules/analysis/ports.ts'
import { AppError } from '../../platform/errors.ts'
import { openFairGate } from '../../platform/fair-gate.ts'
import { type EngineThread, startThread } from './thread.ts'

export interface EngineThreadsOptions {
  /** Threads of one tenant in parallel, plus one for other tenants; further runs wait, tenants in turn. */
  atMost: number
  /** Packs that threads prepare before their first run. */
  packs: LoadedPack[]
  /** The module that a thread executes; by default the engine with the extractive provider. */
  entry?: URL
  /** Time limit of a run in milliseconds. */
  deadlineMs?: (segmentCount: number) => number
}

export interface EngineThreads extends ScenarioEngine {
  /** Ends all threads; running and waiting runs are lost. */
  stop(): void
}

const ownEntry = new URL('./entry.ts', import.meta.url)
/** Far more than a worker accepts in parallel: its jobs are never refused here. */
const waitingAtMost = 1_000
const baseDeadlineMs = 60_000
const deadlineMsPerSegment = 2
const deadlineOf = (segmentCount: number): number =>
  baseDeadlineMs + deadlineMsPerSegment * segmentCount

/**
 * Runs scenarios on threads, so that no transcript can block the process. Threads are reused and one is kept ready; a
 * thread that was aborted, too slow or crashed is replaced, and only its own run is lost.
 */
export function openEngineThreads({
  atMost,
  packs,
  entry = ownEntry,
  deadlineMs = deadlineOf,
}: EngineThreadsOptions): EngineThreads {
  const gate = openFairGate({
    name: 'engine',
    slots: atMost + 1,
    runningPerTenant: atMost,
    waitingAtMost,
    waitingPerTenant: waitingAtMost,
    what: { en: 'runs of scenarios', ru: 'запусков сценариев' },
  })
  const idle: EngineThread[] = []
  const busy = new Set<EngineThread>()
  let isStopped = false

  const take = (): EngineThread => {
    let thread = idle.pop()
    while (thread?.hasEnded) thread = idle.pop()
    thread ??= startThread(entry, packs)
    busy.add(thread)
    return thread
  }
  const giveBack = (thread: EngineThread): void => {
    busy.delete(thread)
    if (isStopped) return
    if (!thread.hasEnded) idle.push(thread)
    else if (idle.length === 0 && busy.size === 0) idle.push(startThread(entry, packs))
  }

  idle.push(startThread(entry, packs))
  return {
    async run({ claimant = ownClaimant, ...input }) {
      if (isStopped) throw stopped()
      const { signal } = input
      const work = gate.run({ ...claimant, signal }, async () => {
        if (isStopped) throw stopped()
        const thread = take()
        try {
          return await thread.run(input, deadlineMs(input.segments.length))
        } finally {
          giveBack(thread)
        }
      })
      return work.catch((error: unknown) => {
        throw isStopped && error instanceof AppError ? stopped() : error
      })
    },
    stop() {
      isStopped = true
      gate.close()
      for (const thread of [...idle, ...busy]) thread.end()
    },
  }
}

const stopped = () => new EngineFailure('worker_lost', 'The worker is stopping.')
