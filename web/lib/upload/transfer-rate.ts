const windowMs = 10_000
/** Too little data before that for a stable figure. */
const minMs = 1_500

interface Sample {
  atMs: number
  bytes: number
}

export interface TransferRate {
  /** `bytes` in all so far. Bytes that were lost on the way and are sent again do not count as speed. */
  note: (bytes: number, nowMs: number) => void
  bytesPerSecond: (nowMs: number) => number | undefined
}

/** Moving average over the last ten seconds. */
export function createTransferRate(): TransferRate {
  let samples: Sample[] = []
  const recent = (nowMs: number): Sample[] => {
    const from = samples.findLastIndex((sample) => nowMs - sample.atMs >= windowMs)
    return samples.slice(Math.max(0, from))
  }
  return {
    note(bytes, nowMs) {
      const last = samples.at(-1)
      const lostBytes = last ? last.bytes - bytes : 0
      if (lostBytes > 0) {
        samples = samples.map((sample) => ({ ...sample, bytes: sample.bytes - lostBytes }))
      }
      samples = [...recent(nowMs), { atMs: nowMs, bytes }]
    },
    bytesPerSecond(nowMs) {
      const [first] = recent(nowMs)
      const last = samples.at(-1)
      if (!first || !last || nowMs - first.atMs < minMs) return undefined
      return ((last.bytes - first.bytes) / (nowMs - first.atMs)) * 1_000
    },
  }
}

/** Undefined while nothing moves: no estimate is better than a wrong one. */
export function leftMs(leftBytes: number, bytesPerSecond: number | undefined): number | undefined {
  if (!bytesPerSecond || bytesPerSecond < 1) return undefined
  return (leftBytes / bytesPerSecond) * 1_000
}
