import type { RedisClient } from '../../platform/redis/client.ts'
import type { FaultLog } from './fault-log.ts'
import type { ReadySet, Turn } from './ready-set.ts'
import { pause } from './wait.ts'

const blockSeconds = 2
const faultPauseMs = 500

export interface Scheduler {
  /** Waits for the next tenant's turn; undefined once stopped. */
  next(): Promise<Turn | undefined>
  /** The turn of a tenant not in this list; undefined if none of the others has work. */
  nextOfOthers(tenantIds: readonly string[]): Promise<Turn | undefined>
  stop(): void
}

/** Deals turns to waiting slots: one fetch serves all of them, and one blocking call waits when there is no work. */
export function createScheduler(
  ready: ReadySet,
  blocking: RedisClient,
  stages: readonly string[],
  faults: FaultLog,
): Scheduler {
  const stopping = new AbortController()
  const waiting: ((turn: Turn | undefined) => void)[] = []
  let rotation = 0
  let pumping = false

  const rotate = (): string[] => {
    rotation = (rotation + 1) % stages.length
    return [...stages.slice(rotation), ...stages.slice(0, rotation)]
  }

  const pump = async (): Promise<void> => {
    if (pumping) return
    pumping = true
    while (waiting.length > 0 && !stopping.signal.aborted) {
      try {
        const order = rotate()
        const turns = await ready.take(order, waiting.length)
        for (const turn of turns) waiting.shift()?.(turn)
        if (turns.length === 0) await ready.waitForWork(blocking, order, blockSeconds)
        faults.worked()
      } catch (error) {
        if (stopping.signal.aborted) break
        faults.failed(error)
        await pause(faultPauseMs, stopping.signal)
      }
    }
    pumping = false
  }

  return {
    next: () =>
      new Promise((resolve) => {
        if (stopping.signal.aborted) return resolve(undefined)
        waiting.push(resolve)
        void pump()
      }),
    nextOfOthers: (tenantIds) => ready.takeOther(rotate(), tenantIds),
    stop: () => {
      stopping.abort()
      blocking.disconnect()
      for (const waiter of waiting.splice(0)) waiter(undefined)
    },
  }
}
