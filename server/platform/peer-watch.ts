import { startDeadline } from './deadline.ts'
import type { Log } from './log.ts'

/** A service that the process calls over the network. */
export type Peer = 'database' | 'redis' | 'storage' | 'speech provider' | 'language model'

/** A peer with open connections that answers nothing. Retryable, since nothing was sent after it fell silent. */
export class PeerSilent extends Error {
  override readonly name = 'PeerSilent'
  readonly code = 'PEER_SILENT'
  readonly retryable = true
  constructor(readonly peer: Peer) {
    super(`The ${peer} does not answer`)
  }
}

export interface PeerWatch {
  /** The error to fail with at once while the peer is known to be silent. */
  refusal(): PeerSilent | undefined
  /** Probes the peer, with one probe for all concurrent callers; false when it does not answer. */
  isAnswering(): Promise<boolean>
  /** Reports that data arrived from the peer otherwise. */
  noteAnswer(): void
  stop(): void
}

export type PeerLog = Pick<Log, 'warn' | 'info'>

export interface WatchOptions {
  log?: PeerLog | undefined
  /** Probes at this interval, so that a freeze is known before anybody waits for the peer. */
  everyMs?: number
  /** How long a probe may stay unanswered, in milliseconds (2,500). */
  answerWithinMs?: number
  /** Delay before the next probe after that, in milliseconds (250). */
  askAgainAfterMs?: number
  onChange?: (isSilent: boolean) => void
}

/** Probes that wait for a late answer; the oldest is aborted for a new one. */
const maxPendingProbes = 4

type ProbeResult = 'answers' | 'refuses' | 'silent'

/**
 * A circuit breaker that does not mistake a slow peer for a frozen one. It opens only when `probe`, a trivial request
 * over its own connection, gets no answer within `answerWithinMs`, and closes as soon as any probe is answered, however
 * late; a refusal counts as an answer. While the peer is silent, new probes are sent in addition to pending ones: a
 * thawed peer answers the old ones at once, while one that lost its connections answers only new ones. The signal of a
 * probe aborts when nobody waits for its answer any more.
 */
export function watchPeer(
  peer: Peer,
  probe: (signal: AbortSignal) => Promise<unknown>,
  { log, everyMs, answerWithinMs = 2_500, askAgainAfterMs = 250, onChange }: WatchOptions = {},
): PeerWatch {
  let isSilent = false
  let inFlight: Promise<ProbeResult> | undefined
  let isStopped = false
  let answered = Promise.withResolvers<void>()
  const pendingProbes = new Set<AbortController>()

  const setSilent = (silent: boolean): void => {
    if (isStopped || isSilent === silent) return
    isSilent = silent
    if (isSilent) log?.warn({ service: peer }, `The ${peer} does not answer; requests are refused`)
    else log?.info({ service: peer }, `The ${peer} answers again`)
    onChange?.(isSilent)
  }
  const giveUp = (pending: AbortController): void => {
    pendingProbes.delete(pending)
    pending.abort()
  }
  const noteAnswer = (): void => {
    answered.resolve()
    answered = Promise.withResolvers()
    for (const open of pendingProbes) giveUp(open)
    setSilent(false)
  }
  const sendProbe = async (): Promise<ProbeResult> => {
    const self = new AbortController()
    pendingProbes.add(self)
    const [oldest] = pendingProbes
    if (pendingProbes.size > maxPendingProbes && oldest) giveUp(oldest)
    try {
      await probe(self.signal)
      self.signal.throwIfAborted()
    } catch {
      return 'refuses'
    } finally {
      pendingProbes.delete(self)
    }
    noteAnswer()
    return 'answers'
  }
  const probePeer = async (): Promise<ProbeResult> => {
    const late = Promise.withResolvers<ProbeResult>()
    const cancel = startDeadline(answerWithinMs, () => late.resolve('silent'))
    // An earlier probe may be answered meanwhile.
    const earlier = answered.promise.then((): ProbeResult => 'answers')
    const result = await Promise.race([earlier, sendProbe(), late.promise])
    cancel()
    setSilent(result === 'silent')
    if (isSilent) setTimeout(() => isSilent && void probeShared(), askAgainAfterMs).unref()
    return result
  }
  const probeShared = (): Promise<ProbeResult> => {
    // After stop, work that is still ending may take its time.
    if (isStopped) return Promise.resolve('answers')
    return (inFlight ??= probePeer().finally(() => {
      inFlight = undefined
    }))
  }
  const timer = everyMs === undefined ? undefined : setInterval(() => void probeShared(), everyMs)
  timer?.unref()

  return {
    refusal: () => (isSilent ? new PeerSilent(peer) : undefined),
    isAnswering: async () => !isSilent && (await probeShared()) === 'answers',
    noteAnswer,
    stop: () => {
      isStopped = true
      clearInterval(timer)
      for (const open of pendingProbes) giveUp(open)
    },
  }
}

const probeAfterMs = 1_000

/**
 * Runs `work` as long as the peer answers: probes it after each second without a result. When it is silent, aborts
 * `work` and throws PeerSilent; throws it at once while the peer is already known to be silent.
 */
export async function whileAnswering<T>(
  watch: PeerWatch,
  peer: Peer,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const refusal = watch.refusal()
  if (refusal) throw refusal
  const abandoned = new AbortController()
  const silence = Promise.withResolvers<never>()
  let isDone = false
  const checkPeer = async (): Promise<void> => {
    const isAnswering = await watch.isAnswering()
    if (isDone) return
    if (isAnswering) {
      timer = setTimeout(() => void checkPeer(), probeAfterMs)
      return
    }
    const error = new PeerSilent(peer)
    silence.reject(error)
    abandoned.abort(error)
  }
  let timer = setTimeout(() => void checkPeer(), probeAfterMs)
  silence.promise.catch(() => undefined)
  try {
    return await Promise.race([work(abandoned.signal), silence.promise])
  } finally {
    isDone = true
    clearTimeout(timer)
  }
}
