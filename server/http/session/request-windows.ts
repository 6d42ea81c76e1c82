import { dropOldest } from '../../platform/drop-oldest.ts'
import type { RequestHolder, RequestLeases } from '../../../tenants/limits/ports.ts'

const windowMs = 60_000
/** A process leases a limit in this many blocks; the unused rest of its block is the error of the count. */
const blocksPerLimit = 50
const rememberedWindows = 100_000

export interface Remaining {
  /** Remaining requests of the whole limit, as far as this process knows. */
  left: number
  secondsLeft: number
}

export type Taken =
  | { refused: null; remaining: Remaining[] }
  | { refused: number; secondsLeft: number }

/** The part of a holder's minute that this process has leased. */
interface Window {
  limit: number
  /** Leased requests that are left. */
  own: number
  /** Requests that no process had leased at the last lease. */
  others: number
  endsAtMs: number
}

export interface RequestWindows {
  /** Takes one request from every holder, or from none when one is exhausted (`refused` is its index). */
  take(holders: RequestHolder[]): Promise<Taken>
  /** Seconds until an exhausted holder is free again; null otherwise. Uses only what this process knows. */
  secondsUntilFree(holder: RequestHolder): number | null
}

/**
 * Counts requests in one-minute windows that all processes share. Processes lease blocks of requests, so that most
 * requests are counted locally; together they let at most one block too few through. If leasing fails, this process
 * counts alone for a minute.
 */
export function createRequestWindows(
  { lease }: RequestLeases,
  warnNotShared: (error: unknown) => void,
  nowMs: () => number = Date.now,
): RequestWindows {
  const windows = new Map<string, Window>()
  const acquiring = new Map<string, Promise<void>>()

  const windowOf = ({ key, limit }: RequestHolder): Window | undefined => {
    const window = windows.get(key)
    return window && window.limit === limit && window.endsAtMs > nowMs() ? window : undefined
  }
  const keep = (key: string, window: Window): void => {
    windows.delete(key)
    dropOldest(windows, rememberedWindows)
    windows.set(key, window)
  }
  const acquire = async (holder: RequestHolder): Promise<void> => {
    const { key, limit } = holder
    try {
      const { granted, used, leftMs } = await lease(holder, Math.ceil(limit / blocksPerLimit))
      const others = Math.max(0, limit - used)
      keep(key, { limit, own: granted, others, endsAtMs: nowMs() + leftMs })
    } catch (error) {
      warnNotShared(error)
      keep(key, { limit, own: limit, others: 0, endsAtMs: nowMs() + windowMs })
    } finally {
      acquiring.delete(key)
    }
  }
  const leaseOnce = (holder: RequestHolder): Promise<void> => {
    const current = acquiring.get(holder.key) ?? acquire(holder)
    acquiring.set(holder.key, current)
    return current
  }
  const needsLease = (holder: RequestHolder): boolean => {
    const window = windowOf(holder)
    return !window || (window.own === 0 && window.others > 0)
  }
  const remainingOf = (holder: RequestHolder): Remaining => {
    const window = windowOf(holder)
    const secondsLeft = Math.ceil(((window?.endsAtMs ?? 0) - nowMs()) / 1_000)
    return {
      left: (window?.own ?? 0) + (window?.others ?? 0),
      secondsLeft: Math.max(1, secondsLeft),
    }
  }

  return {
    secondsUntilFree(holder) {
      const { left, secondsLeft } = remainingOf(holder)
      return windowOf(holder) && left === 0 ? secondsLeft : null
    },
    async take(holders) {
      for (let toLease = holders.filter(needsLease); toLease.length > 0;) {
        await Promise.all(toLease.map(leaseOnce))
        toLease = holders.filter(needsLease)
      }
      const refused = holders.findIndex((holder) => remainingOf(holder).left === 0)
      const full = holders[refused]
      if (full) return { refused, secondsLeft: remainingOf(full).secondsLeft }
      for (const holder of holders) {
        const window = windowOf(holder)
        if (window) window.own -= 1
      }
      return { refused: null, remaining: holders.map(remainingOf) }
    },
  }
}
