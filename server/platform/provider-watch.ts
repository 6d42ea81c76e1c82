import { startDeadline } from './deadline.ts'
import { type Peer, type PeerLog, watchPeer } from './peer-watch.ts'

/** Whether a provider answers, for code that has work for it. */
export interface ProviderStatus<Refusal extends Error = Error> {
  /** The error for a call that starts now; undefined unless the provider is known to be silent. */
  refusal(): Refusal | undefined
  /** Calls the listener when the provider falls silent or answers again; returns a function that unsubscribes it. */
  onChange(listener: (isSilent: boolean) => void): () => void
}

export interface ProviderWatch<Refusal extends Error> extends ProviderStatus<Refusal> {
  /**
   * Runs `work`, which calls `heard` whenever data arrives from the provider. Throws the refusal at once while the
   * provider is known to be silent. When the provider falls silent for too long, aborts `work` and throws the refusal.
   */
  during<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal, heard: () => void) => Promise<T>,
  ): Promise<T>
  stop(): void
}

export interface ProviderWatchOptions<Refusal extends Error> {
  provider: Extract<Peer, 'speech provider' | 'language model'>
  /** Sends a trivial request over a separate connection; any response counts as an answer. */
  probe: (signal: AbortSignal) => Promise<unknown>
  makeRefusal: () => Refusal
  /**
   * Which calls are aborted when the provider has been silent for `abortAfterMs`: `none` if calls have their own
   * timeout, `all-but-one` if the server may answer nothing else while it works on a call.
   */
  aborts: 'all' | 'all-but-one' | 'none'
  log?: PeerLog | undefined
  times?: Partial<typeof defaultTimes>
}

const defaultTimes = {
  /** How long a call may receive nothing before the provider is probed. */
  probeAfterMs: 10_000,
  answerWithinMs: 10_000,
  askAgainAfterMs: 2_000,
  abortAfterMs: 40_000,
}
export type ProviderWatchTimes = typeof defaultTimes

/** How long probing is suspended for a server that answers nothing else while it works on a call. */
const unwatchedMs = 600_000
const longestRetryMs = 5_000

/** Random retry delay after a provider was silent, so that not all work retries at once. */
export const retrySilentAfterMs = (): number =>
  Math.round(longestRetryMs * (0.5 + Math.random() / 2))

interface Call {
  abort: AbortController
  heardAtMs: number
}

/**
 * A circuit breaker for a provider whose calls may be silent for long while it works. After `probeAfterMs` without a
 * byte it is probed over another connection. If it does not answer (frozen, cut off, or not connectable), new calls are
 * rejected until it does.
 */
export function watchProvider<Refusal extends Error>({
  provider,
  probe,
  makeRefusal,
  aborts,
  log,
  times: given,
}: ProviderWatchOptions<Refusal>): ProviderWatch<Refusal> {
  const times = { ...defaultTimes, ...given }
  const calls = new Set<Call>()
  const listeners = new Set<(isSilent: boolean) => void>()
  let watchAgainAtMs = 0
  let cancelAborting: (() => void) | undefined

  const change = (isSilent: boolean): void => {
    cancelAborting?.()
    cancelAborting =
      isSilent && aborts !== 'none' ? startDeadline(times.abortAfterMs, abortCalls) : undefined
    for (const listener of listeners) listener(isSilent)
  }
  const watch = watchPeer(provider, probe, { ...times, log, onChange: change })
  const isWatched = (): boolean => performance.now() >= watchAgainAtMs

  const abortCalls = (): void => {
    const [, ...others] = calls
    for (const { abort } of aborts === 'all' ? calls : others) abort.abort(makeRefusal())
  }
  const heard = (call: Call): void => {
    call.heardAtMs = performance.now()
    if (!watch.refusal()) return
    watch.noteAnswer()
    void recheck()
  }
  /** A server that ignored probes because it was busy still ignores them; one that was frozen answers now. */
  const recheck = async (): Promise<void> => {
    // The call's data has just counted as the answer to a pending probe; let that settle first.
    await Bun.sleep(0)
    if (await watch.isAnswering()) return
    watchAgainAtMs = performance.now() + unwatchedMs
    watch.noteAnswer()
  }
  const startProbing = (call: Call): (() => void) => {
    let isOver = false
    let cancel: () => void
    const scheduleProbe = (): void => {
      cancel = startDeadline(times.probeAfterMs, () => void probeIfQuiet())
    }
    const probeIfQuiet = async (): Promise<void> => {
      const quietMs = performance.now() - call.heardAtMs
      if (isWatched() && quietMs >= times.probeAfterMs) await watch.isAnswering()
      if (!isOver) scheduleProbe()
    }
    scheduleProbe()
    return () => {
      isOver = true
      cancel()
    }
  }
  const refusal = (): Refusal | undefined => (watch.refusal() ? makeRefusal() : undefined)

  return {
    refusal,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async during(signal, work) {
      const refused = refusal()
      if (refused) throw refused
      const abort = new AbortController()
      const call: Call = { abort, heardAtMs: performance.now() }
      calls.add(call)
      const stopProbing = startProbing(call)
      const aborted = new Promise<never>((_, reject) =>
        abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)),
      )
      aborted.catch(() => undefined)
      try {
        const working = work(AbortSignal.any([signal, abort.signal]), () => heard(call))
        const result = await Promise.race([working, aborted])
        heard(call)
        return result
      } finally {
        calls.delete(call)
        stopProbing()
      }
    },
    stop: () => {
      cancelAborting?.()
      watch.stop()
    },
  }
}
