import type { FaultLog } from './fault-log.ts'
import type { Hands } from './hands.ts'
import type { Turn } from './ready-set.ts'
import type { Turns } from './turns.ts'
import { pause, settledWithin } from './wait.ts'
import type { Outcome, Work } from './work.ts'

export interface Lanes {
  /** What is being worked on, by its lock's token. */
  readonly inFlight: ReadonlyMap<string, Work>
  /** Ends as `Pool.stop` says; returns how many jobs were handed back unfinished. */
  finish(graceMs: number): Promise<number>
}

/** Does one attempt; must not throw. `lendPlace` opens another lane, until what it returns is called. */
export type Perform = (work: Work, lendPlace?: () => () => void) => Promise<Outcome>

/** A turn is one job, or two when the first was this short: the second then costs a step less. */
const shortMs = 5
const takenWithinMs = 500
const abortGraceMs = 2_000
const giveBackWithinMs = 1_500
const faultPauseMs = 500
const lookForOthersMs = 250

/**
 * So many jobs at once: each lane takes a turn, does a job of that tenant, and takes the next turn. When all are taken,
 * one more lane is there for a tenant that has nothing in any of them: it need not wait for another's long jobs.
 */
export function openLanes(
  count: number,
  turns: Turns,
  hands: Hands,
  perform: Perform,
  faults: FaultLog,
): Lanes {
  const stopping = new AbortController()
  const inFlight = new Map<string, Work>()
  const taking = new Set<Promise<Work | undefined>>()
  const ending = new Set<Promise<void>>()
  let open = 0
  let lent = 0

  /** What was taken, or undefined after giving it back because the lanes are closing. */
  const unlessStopping = async (work: Work | undefined): Promise<Work | undefined> => {
    if (!work || !stopping.signal.aborted) return work
    await hands.giveBack(work)
    return undefined
  }

  const bringToEnd = async (work: Work, mayTakeNext: boolean): Promise<Work | undefined> => {
    const startedMs = performance.now()
    inFlight.set(work.token, work)
    try {
      const outcome = await perform(work, lendPlace)
      const isShort = performance.now() - startedMs < shortMs
      const takeNext = mayTakeNext && isShort && !stopping.signal.aborted
      return await hands.end(work, outcome, takeNext).then(unlessStopping)
    } finally {
      inFlight.delete(work.token)
    }
  }

  const serve = async (first: Work): Promise<void> => {
    const second = await bringToEnd(first, true)
    if (second) await bringToEnd(second, false)
  }

  const use = async (turn: Turn): Promise<void> => {
    const work = await during(taking, hands.take(turn).then(unlessStopping))
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

  const lane = async (): Promise<void> => {
    open += 1
    for (let turn = await turns.next(); turn; turn = await turns.next()) {
      const own = turn
      await safely(() => use(own))
      if (open > count + lent) break
    }
    open -= 1
  }
  const lendPlace = (): (() => void) => {
    lent += 1
    if (open < count + lent) void lane()
    let isLent = true
    return () => {
      if (isLent) lent -= 1
      isLent = false
    }
  }
  const laneForOthers = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await safely(async () => {
        const served = [...new Set(inFlight.values().map(({ queue }) => queue.tenantId))]
        const areAllTaken = inFlight.size >= count + lent
        const turn = areAllTaken ? await turns.nextOfOthers(served) : undefined
        if (turn) await use(turn)
        else await pause(lookForOthersMs, stopping.signal)
      })
    }
  }
  for (let at = 0; at < count; at += 1) void lane()
  void laneForOthers()

  return {
    inFlight,
    finish: async (graceMs) => {
      stopping.abort()
      turns.stop()
      await settledWithin(takenWithinMs, Promise.allSettled(taking))
      if (!(await settledWithin(graceMs, Promise.allSettled(ending)))) {
        for (const work of inFlight.values()) work.abort.abort('stopping')
        await settledWithin(abortGraceMs, Promise.allSettled(ending))
      }
      const left = [...inFlight.values()]
      await settledWithin(giveBackWithinMs, Promise.all(left.map(hands.giveBack)))
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
