import { dropOldest } from '../../platform/drop-oldest.ts'

/** What is being read, and how to end it. */
export interface Reading {
  tenantId: string
  /** `isSure`: it made the process grow; otherwise it was there when somebody did. */
  end(isSure: boolean): void
}

const watchEveryMs = 50
/** How long the memory of a thread that was ended takes to come back. */
const settleMs = 1_000
/** Whoever was there so often, and had nothing read in between, is sure to be the one. */
const surelyAfter = 3
const rememberedTenants = 1_000

/**
 * Watches how much the process grows while files are read on threads, which have no account of their own. What goes is the
 * reading of the tenant that was there most often when it had grown too much, and it is refused for good only where it was
 * alone or has been there each time: nobody pays for what others brought.
 */
export function watchMemory(growthBytes: number) {
  const readings = new Map<Reading, { hadCompany: boolean }>()
  const seenAt = new Map<string, number>()
  let restBytes = 0
  let endedAtMs = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setInterval> | undefined

  const look = (): void => {
    if (performance.now() - endedAtMs < settleMs) return
    if (process.memoryUsage.rss() - restBytes <= growthBytes) return
    endedAtMs = performance.now()
    for (const tenantId of new Set([...readings.keys()].map((one) => one.tenantId))) {
      const times = (seenAt.get(tenantId) ?? 0) + 1
      seenAt.delete(tenantId)
      dropOldest(seenAt, rememberedTenants)
      seenAt.set(tenantId, times)
    }
    const timesOf = ([{ tenantId }]: [Reading, unknown]): number => seenAt.get(tenantId) ?? 0
    // The longest at work goes first among those who were there as often.
    const [most, { hadCompany }] = [...readings].reduce((one, other) =>
      timesOf(other) > timesOf(one) ? other : one,
    )
    most.end(!hadCompany || (seenAt.get(most.tenantId) ?? 0) >= surelyAfter)
  }
  return {
    enter(reading: Reading): void {
      const hadCompany = readings.size > 0
      for (const other of readings.values()) other.hadCompany = true
      if (!hadCompany) restBytes = process.memoryUsage.rss()
      readings.set(reading, { hadCompany })
      timer ??= setInterval(look, watchEveryMs)
    },
    leave(reading: Reading): void {
      readings.delete(reading)
      if (readings.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
    /** Whatever came to its own end took no more than there is. */
    clear: (tenantId: string): boolean => seenAt.delete(tenantId),
  }
}
