import { startDeadline } from './deadline.ts'
import { type Peer, type PeerLog, watchPeer } from './peer-watch.ts'

/** Whether a provider gives signs of life, for whoever has work for it. */
export interface Silence<Refusal extends Error = Error> {
  /** What a call that starts now fails with: undefined unless the provider is known to be silent. */
  refusal(): Refusal | undefined
  /** Tells when the provider falls silent and when it answers again; returns what ends that. */
  onChange(listener: (isSilent: boolean) => void): () => void
}

export interface ProviderWatch<Refusal extends Error> extends Silence<Refusal> {
  /**
   * Does `work`, which says `heard` whenever something comes from the provider. Throws the refusal at once while the
   * provider is known to be silent, and when it stays silent for too long; `work` is aborted then.
   */
  during<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal, heard: () => void) => Promise<T>,
  ): Promise<T>
  stop(): void
}

export interface ProviderWatchOptions<Refusal extends Error> {
  provider: Extract<Peer, 'speech provider' | 'language model'>
  /** Asks for a sign of life over a connection of its own; any answer will do. */
  probe: (signal: AbortSignal) => Promise<unknown>
  makeRefusal: () => Refusal
  /**
   * Which calls end when the provider has been silent for `abortAfterMs`. `none` where calls have a timeout of their own,
   * and `all-but-one` where the server may be one that answers nothing else while it is at work.
   */
  aborts: 'all' | 'all-but-one' | 'none'
  log?: PeerLog | undefined
  times?: Partial<typeof defaultTimes>
}

const defaultTimes = {
  /** How long a call may hear nothing before the provider is asked for a sign of life. */
  doubtAfterMs: 10_000,
  answerWithinMs: 10_000,
  askAgainAfterMs: 2_000,
  abortAfterMs: 40_000,
}
export type ProviderWatchTimes = typeof defaultTimes

/** How long a server that answers nothing else while it is at work is not watched. */
const unwatchedMs = 600_000
const longestRetryMs = 5_000

/** How long work waits that found its provider silent. By chance, so that all of it does not come back at once. */
export const retrySilentAfterMs = (): number =>
  Math.round(longestRetryMs * (0.5 + Math.random() / 2))

interface Call {
  abort: AbortController
  heardAtMs: number
}

/**
 * A circuit breaker around a provider at which a call may be silent for long because it is at work: after `doubtAfterMs`
 * without a byte it is asked something trivial over another connection. A frozen provider, one that the network has cut
 * off and one to which no connection comes about answer that neither; then new calls are refused until it answers.
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
    void learnWhetherItAnswers()
  }
  /** At work on a call it did not answer the questions; one that was frozen answers them now. */
  const learnWhetherItAnswers = async (): Promise<void> => {
    // A question that waited counts as answered by the call.
    await Bun.sleep(0)
    if (await watch.isAnswering()) return
    watchAgainAtMs = performance.now() + unwatchedMs
    watch.noteAnswer()
  }
  const startDoubting = (call: Call): (() => void) => {
    let isOver = false
    let cancel: () => void
    const doubt = (): void => {
      cancel = startDeadline(times.doubtAfterMs, () => void ask())
    }
    const ask = async (): Promise<void> => {
      const quietMs = performance.now() - call.heardAtMs
      if (isWatched() && quietMs >= times.doubtAfterMs) await watch.isAnswering()
      if (!isOver) doubt()
    }
    doubt()
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
      const stopDoubting = startDoubting(call)
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
        stopDoubting()
      }
    },
    stop: () => {
      cancelAborting?.()
      watch.stop()
    },
  }
}
