import type { Log } from './log.ts'

/** A service of the installation that every process talks to. */
export type Peer = 'database' | 'redis' | 'storage'

/** A peer that keeps its connections open and answers nothing. Worth another try: nothing was sent after it fell silent. */
export class PeerSilent extends Error {
  override readonly name = 'PeerSilent'
  readonly code = 'PEER_SILENT'
  readonly retryable = true
  constructor(readonly peer: Peer) {
    super(`The ${peer} does not answer`)
  }
}

export interface PeerWatch {
  /** What to fail with at once while the peer is known to be silent. */
  refusal(): PeerSilent | undefined
  /** Asks the peer for a sign of life, one question for all who doubt at the same time; false once it stays silent. */
  isAnswering(): Promise<boolean>
  stop(): void
}

export type PeerLog = Pick<Log, 'warn' | 'info'>

const answerWithinMs = 1_250
const askAgainAfterMs = 250

/**
 * A circuit breaker around a peer that may be slow and must not be mistaken for a frozen one: it opens only when `probe`,
 * a trivial question over a connection of its own, gets no answer within 1.25 s, and closes as soon as one is answered.
 * The probe's signal aborts at its deadline.
 */
export function watchPeer(
  peer: Peer,
  probe: (signal: AbortSignal) => Promise<unknown>,
  log?: PeerLog,
): PeerWatch {
  let isSilent = false
  let asking: Promise<boolean> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  const ask = async (): Promise<boolean> => {
    const isHeard = await hears(probe)
    if (isStopped) return isHeard
    if (isHeard === isSilent) {
      isSilent = !isHeard
      if (isSilent)
        log?.warn({ service: peer }, `The ${peer} does not answer; requests are refused`)
      else log?.info({ service: peer }, `The ${peer} answers again`)
    }
    if (isSilent) timer = setTimeout(() => void share(), askAgainAfterMs)
    return isHeard
  }
  const share = (): Promise<boolean> =>
    (asking ??= ask().finally(() => {
      asking = undefined
    }))

  return {
    refusal: () => (isSilent ? new PeerSilent(peer) : undefined),
    isAnswering: () => (isSilent ? Promise.resolve(false) : share()),
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

async function hears(probe: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const deadline = new AbortController()
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => {
    // A stalled event loop runs its timers first: what came meanwhile gets one turn to be read.
    setImmediate(() => {
      late.resolve(false)
      deadline.abort()
    })
  }, answerWithinMs)
  try {
    return await Promise.race([
      probe(deadline.signal).then(
        () => true,
        () => false,
      ),
      late.promise,
    ])
  } finally {
    clearTimeout(timer)
    deadline.abort()
  }
}

const doubtAfterMs = 1_000

/**
 * Does `work` for as long as the peer gives signs of life: after each second without a result it is asked for one, and
 * when it stays silent `work` is aborted and PeerSilent thrown. Throws it at once while the peer is known to be silent.
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
  const doubt = async (): Promise<void> => {
    const isAnswering = await watch.isAnswering()
    if (isDone) return
    if (isAnswering) {
      timer = setTimeout(() => void doubt(), doubtAfterMs)
      return
    }
    const error = new PeerSilent(peer)
    silence.reject(error)
    abandoned.abort(error)
  }
  let timer = setTimeout(() => void doubt(), doubtAfterMs)
  silence.promise.catch(() => undefined)
  try {
    return await Promise.race([work(abandoned.signal), silence.promise])
  } finally {
    isDone = true
    clearTimeout(timer)
  }
}
