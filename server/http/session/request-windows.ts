import { dropOldest } from '../../platform/drop-oldest.ts'
import type { RequestHolder, RequestLeases } from '../../platform/limits/ports.ts'

const windowMs = 60_000
/** A process asks for so many parts of a limit one after the other; what it holds unused is the error of the count. */
const blocksPerLimit = 50
const rememberedWindows = 100_000

export interface Room {
  /** Of the whole limit, as far as this process knows. */
  left: number
  secondsLeft: number
}

export type Taken = { refused: null; rooms: Room[] } | { refused: number; secondsLeft: number }

/** A part of a holder's minute that this process may give away without asking. */
interface Window {
  limit: number
  /** What of its part is left here. */
  own: number
  /** What nobody has taken yet, when it was last asked for. */
  others: number
  endsAtMs: number
}

export interface RequestWindows {
  /** Takes one request for all of the holders, or for none where one has no more (`refused` is its place). */
  take(holders: RequestHolder[]): Promise<Taken>
  /** Whether a holder has no more, as far as this process knows without asking; then the seconds until it has. */
  spent(holder: RequestHolder): number | null
}

/**
 * Counts requests in windows of a minute that all processes share, asking for them in blocks: most requests are counted
 * without a question to anybody, and all processes together let at most one block too few through. Where the count cannot
 * be asked for, this process counts alone for a minute.
 */
export function createRequestWindows(
  { lease }: RequestLeases,
  sayAlone: (error: unknown) => void,
  nowMs: () => number = Date.now,
): RequestWindows {
  const windows = new Map<string, Window>()
  const asking = new Map<string, Promise<void>>()

  const windowOf = ({ key, limit }: RequestHolder): Window | undefined => {
    const window = windows.get(key)
    return window && window.limit === limit && window.endsAtMs > nowMs() ? window : undefined
  }
  const keep = (key: string, window: Window): void => {
    windows.delete(key)
    dropOldest(windows, rememberedWindows)
    windows.set(key, window)
  }
  const ask = async (holder: RequestHolder): Promise<void> => {
    const { key, limit } = holder
    try {
      const { granted, used, leftMs } = await lease(holder, Math.ceil(limit / blocksPerLimit))
      const others = Math.max(0, limit - used)
      keep(key, { limit, own: granted, others, endsAtMs: nowMs() + leftMs })
    } catch (error) {
      sayAlone(error)
      keep(key, { limit, own: limit, others: 0, endsAtMs: nowMs() + windowMs })
    } finally {
      asking.delete(key)
    }
  }
  const askOnce = (holder: RequestHolder): Promise<void> => {
    const current = asking.get(holder.key) ?? ask(holder)
    asking.set(holder.key, current)
    return current
  }
  const mustAsk = (holder: RequestHolder): boolean => {
    const window = windowOf(holder)
    return !window || (window.own === 0 && window.others > 0)
  }
  const roomOf = (holder: RequestHolder): Room => {
    const window = windowOf(holder)
    const secondsLeft = Math.ceil(((window?.endsAtMs ?? 0) - nowMs()) / 1_000)
    return {
      left: (window?.own ?? 0) + (window?.others ?? 0),
      secondsLeft: Math.max(1, secondsLeft),
    }
  }

  return {
    spent(holder) {
      const { left, secondsLeft } = roomOf(holder)
      return windowOf(holder) && left === 0 ? secondsLeft : null
    },
    async take(holders) {
      for (let lacking = holders.filter(mustAsk); lacking.length > 0;) {
        await Promise.all(lacking.map(askOnce))
        lacking = holders.filter(mustAsk)
      }
      const refused = holders.findIndex((holder) => roomOf(holder).left === 0)
      const full = holders[refused]
      if (full) return { refused, secondsLeft: roomOf(full).secondsLeft }
      for (const holder of holders) {
        const window = windowOf(holder)
        if (window) window.own -= 1
      }
      return { refused: null, rooms: holders.map(roomOf) }
    },
  }
}
