import type { Log } from '../../platform/log.ts'

/** Logs when a repeated operation starts to fail and when it recovers, and little in between. */
export interface FaultLog {
  failed(error: unknown): void
  worked(): void
}

const repeatAfterMs = 60_000
/** Recovered only after this long without a failure. */
const calmAfterMs = 10_000

/** `what` reads as "<what> failed" and "<what> works again". */
export function createFaultLog(log: Pick<Log, 'warn' | 'info'>, what: string): FaultLog {
  let failures = 0
  let saidAtMs = 0
  let failedAtMs = 0
  return {
    failed: (err) => {
      failures += 1
      failedAtMs = performance.now()
      if (failures > 1 && performance.now() - saidAtMs < repeatAfterMs) return
      saidAtMs = performance.now()
      log.warn({ err, failures }, `${what} failed; trying again`)
    },
    worked: () => {
      if (failures === 0 || performance.now() - failedAtMs < calmAfterMs) return
      log.info({ failures }, `${what} works again`)
      failures = 0
    },
  }
}
