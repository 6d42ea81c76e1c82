import type { LoadedPack } from '../../../plugins/engine/index.ts'
import {
  EngineFailure,
  type EngineInput,
  type ScenarioEngine,
} from '../../modules/analysis/ports.ts'
import { type EngineThread, startThread } from './thread.ts'

export interface EngineThreadsOptions {
  /** Threads at once; further runs wait for one. */
  atMost: number
  /** Packs that threads get ready for before their first run. */
  packs: LoadedPack[]
  /** The module that a thread executes; the engine with the extractive provider unless told otherwise. */
  entry?: URL
  /** How long a run may take, in milliseconds. */
  deadlineMs?: (segmentCount: number) => number
}

export interface EngineThreads extends ScenarioEngine {
  /** Ends all threads; what still runs or waits is lost. */
  stop(): void
}

const ownEntry = new URL('./entry.ts', import.meta.url)
const baseDeadlineMs = 60_000
const deadlineMsPerSegment = 2
const deadlineOf = (segmentCount: number): number =>
  baseDeadlineMs + deadlineMsPerSegment * segmentCount

/**
 * Runs scenarios on threads of their own, so that whatever a transcript holds the process goes on ticking. Threads are
 * used again, one is kept ready, and one that was aborted, too slow or crashed is replaced; only its own run is lost.
 */
export function openEngineThreads({
  atMost,
  packs,
  entry = ownEntry,
  deadlineMs = deadlineOf,
}: EngineThreadsOptions): EngineThreads {
  const threads = new Set<EngineThread>()
  const idle: EngineThread[] = []
  let waiting: PromiseWithResolvers<EngineThread>[] = []
  let isStopped = false

  const start = (): EngineThread => {
    const thread = startThread(entry, packs)
    threads.add(thread)
    return thread
  }

  const take = (): EngineThread | undefined => {
    for (const thread of threads) if (thread.hasEnded) threads.delete(thread)
    for (let thread = idle.pop(); thread; thread = idle.pop()) if (!thread.hasEnded) return thread
    return threads.size < atMost ? start() : undefined
  }

  const borrow = async (signal: AbortSignal | undefined): Promise<EngineThread> => {
    signal?.throwIfAborted()
    if (isStopped) throw stopped()
    const free = take()
    if (free) return free
    const waiter = Promise.withResolvers<EngineThread>()
    const leave = (): void => {
      waiting = waiting.filter((other) => other !== waiter)
      waiter.reject(signal?.reason)
    }
    waiting.push(waiter)
    signal?.addEventListener('abort', leave, { once: true })
    return waiter.promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  const giveBack = (thread: EngineThread): void => {
    if (isStopped) return
    if (!thread.hasEnded) idle.push(thread)
    else if (waiting.length === 0 && [...threads].every(({ hasEnded }) => hasEnded)) {
      idle.push(start())
    }
    const free = waiting.length > 0 ? take() : undefined
    if (free) waiting.shift()?.resolve(free)
  }

  idle.push(start())
  return {
    async run(input: EngineInput) {
      const thread = await borrow(input.signal)
      try {
        return await thread.run(input, deadlineMs(input.segments.length))
      } finally {
        giveBack(thread)
      }
    },
    stop() {
      isStopped = true
      for (const waiter of waiting) waiter.reject(stopped())
      for (const thread of threads) thread.end()
    },
  }
}

const stopped = () => new EngineFailure('worker_lost', 'The worker is stopping.')
