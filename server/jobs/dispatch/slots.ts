import type { FaultLog } from './fault-log.ts'
import type { Consumer } from './consumer.ts'
import type { Turn } from './ready-set.ts'
import type { Scheduler } from './scheduler.ts'
import { pause, settledWithin } from './wait.ts'
import type { Outcome, Work } from './work.ts'

export interface Slots {
  /** Jobs being worked on, by lock token. */
  readonly inFlight: ReadonlyMap<string, Work>
  /** Shuts down as `Pool.stop` describes; returns how many unfinished jobs went back to their queues. */
  finish(graceMs: number): Promise<number>
}

/** Runs one attempt; must not throw. `lendSlot` opens one more slot until the function it returns is called. */
export type Perform = (work: Work, lendSlot?: () => () => void) => Promise<Outcome>

/** After a job this short, the same turn takes a second job: that saves a round trip. */
const shortMs = 5
const takenWithinMs = 500
const abortGraceMs = 2_000
const giveBackWithinMs = 1_500
const faultPauseMs = 500
const lookForOthersMs = 250

/**
 * Runs up to `count` jobs at once. Each slot takes a turn, runs a job of that tenant, and takes the next turn. When all
 * slots are busy, a spare one serves a tenant that has none, so nobody waits behind another tenant's long jobs.
 */
export function openSlots(
  count: number,
  scheduler: Scheduler,
  consumer: Consumer,
  perform: Perform,
  faults: FaultLog,
): Slots {
  const stopping = new AbortController()
  const inFlight = new Map<string, Work>()
  const taking = new Set<Promise<Work | undefined>>()
  const ending = new Set<Promise<void>>()
  let open = 0
  let lent = 0

  /** Returns the job, or releases it and returns undefined while the slots shut down. */
  const unlessStopping = async (work: Work | undefined): Promise<Work | undefined> => {
    if (!work || !stopping.signal.aborted) return work
    await consumer.release(work)
    return undefined
  }

  const bringToEnd = async (work: Work, mayTakeNext: boolean): Promise<Work | undefined> => {
    const startedMs = performance.now()
    inFlight.set(work.token, work)
    try {
      const outcome = await perform(work, lendSlot)
      const isShort = performance.now() - startedMs < shortMs
      const takeNext = mayTakeNext && isShort && !stopping.signal.aborted
      return await consumer.end(work, outcome, takeNext).then(unlessStopping)
    } finally {
      inFlight.delete(work.token)
    }
  }

  const serve = async (first: Work): Promise<void> => {
    const second = await bringToEnd(first, true)
    if (second) await bringToEnd(second, false)
  }

  const use = async (turn: Turn): Promise<void> => {
    const work = await during(taking, consumer.take(turn).then(unlessStopping))
    faults.worked()
    if (work) await during(ending, serve(work))
  }
  const safely = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step()
    } catch (error) {
      faults.failed(error)
      await pause(faultPauseMs, stopping.signal)
    }
  }

  const slot = async (): Promise<void> => {
    open += 1
    for (let turn = await scheduler.next(); turn; turn = await scheduler.next()) {
      const own = turn
      await safely(() => use(own))
      if (open > count + lent) break
    }
    open -= 1
  }
  const lendSlot = (): (() => void) => {
    lent += 1
    if (open < count + lent) void slot()
    let isLent = true
    return () => {
      if (isLent) lent -= 1
      isLent = false
    }
  }
  const spareSlot = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await safely(async () => {
        const served = [...new Set(inFlight.values().map(({ queue }) => queue.tenantId))]
        const areAllTaken = inFlight.size >= count + lent
        const turn = areAllTaken ? await scheduler.nextOfOthers(served) : undefined
        if (turn) await use(turn)
        else await pause(lookForOthersMs, stopping.signal)
      })
    }
  }
  for (let at = 0; at < count; at += 1) void slot()
  void spareSlot()

  return {
    inFlight,
    finish: async (graceMs) => {
      stopping.abort()
      scheduler.stop()
      await settledWithin(takenWithinMs, Promise.allSettled(taking))
      if (!(await settledWithin(graceMs, Promise.allSettled(ending)))) {
        for (const work of inFlight.values()) work.abort.abort('stopping')
        await settledWithin(abortGraceMs, Promise.allSettled(ending))
      }
      const left = [...inFlight.values()]
      await settledWithin(giveBackWithinMs, Promise.all(left.map(consumer.release)))
      return left.length
    },
  }
}

/** Keeps a promise in the set until it has settled. */
async function during<T>(set: Set<Promise<T>>, promise: Promise<T>): Promise<T> {
  set.add(promise)
  try {
    return await promise
  } finally {
    set.delete(promise)
  }
}
