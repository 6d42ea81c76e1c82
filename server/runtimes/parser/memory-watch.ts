import { dropOldest } from '../../platform/drop-oldest.ts'

/** What is being read, and how to end it. */
export interface Reading {
  tenantId: string
  /** `isSure`: this reading made the process grow; otherwise it was only running when the process grew. */
  end(isSure: boolean): void
}

const watchEveryMs = 50
/** How long it takes to reclaim the memory of a thread that was ended. */
const settleMs = 1_000
/** A tenant whose readings were running this many times in a row, with none completed, is surely the cause. */
const surelyAfter = 3
const rememberedTenants = 1_000

/**
 * Watches how much the process grows while files are read on threads, whose memory cannot be measured separately. When
 * it has grown too much, the reading of the tenant that was running most often is ended. It is refused for good only if
 * it ran alone or was running each time: no tenant pays for another's files.
 */
export function watchMemory(growthBytes: number) {
  const readings = new Map<Reading, { wasShared: boolean }>()
  const timesSeen = new Map<string, number>()
  let restBytes = 0
  let endedAtMs = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setInterval> | undefined

  const check = (): void => {
    if (performance.now() - endedAtMs < settleMs) return
    if (process.memoryUsage.rss() - restBytes <= growthBytes) return
    endedAtMs = performance.now()
    for (const tenantId of new Set([...readings.keys()].map((one) => one.tenantId))) {
      const times = (timesSeen.get(tenantId) ?? 0) + 1
      timesSeen.delete(tenantId)
      dropOldest(timesSeen, rememberedTenants)
      timesSeen.set(tenantId, times)
    }
    const timesOf = ([{ tenantId }]: [Reading, unknown]): number => timesSeen.get(tenantId) ?? 0
    // Among those that were running equally often, the oldest goes first.
    const [most, { wasShared }] = [...readings].reduce((one, other) =>
      timesOf(other) > timesOf(one) ? other : one,
    )
    most.end(!wasShared || (timesSeen.get(most.tenantId) ?? 0) >= surelyAfter)
  }
  return {
    enter(reading: Reading): void {
      const wasShared = readings.size > 0
      for (const other of readings.values()) other.wasShared = true
      if (!wasShared) restBytes = process.memoryUsage.rss()
      readings.set(reading, { wasShared })
      timer ??= setInterval(check, watchEveryMs)
    },
    leave(reading: Reading): void {
      readings.delete(reading)
      if (readings.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
    /** A reading that completed did not take too much. */
    clear: (tenantId: string): boolean => timesSeen.delete(tenantId),
  }
}
