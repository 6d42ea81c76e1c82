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
  /** Asks the peer for a sign of life, one question for all who doubt at the same time; false when it gives none. */
  isAnswering(): Promise<boolean>
  stop(): void
}

export type PeerLog = Pick<Log, 'warn' | 'info'>

/** An answer is waited for this often, so that a process that was held up itself waits for longer. */
const answerTicks = 10
const tickMs = 250
const askAgainAfterMs = 250

type Sign = 'answers' | 'refuses' | 'silent'

/**
 * A circuit breaker around a peer that may be slow and must not be mistaken for a frozen one: it opens only when `probe`,
 * a trivial question over a connection of its own, gets no answer within 2.5 s, and closes as soon as one does; a refusal
 * is an answer. `everyMs` asks without being asked to, so that a freeze is known before somebody waits for it. The
 * probe's signal aborts at its deadline.
 */
export function watchPeer(
  peer: Peer,
  probe: (signal: AbortSignal) => Promise<unknown>,
  { log, everyMs }: { log?: PeerLog | undefined; everyMs?: number } = {},
): PeerWatch {
  let isSilent = false
  let asking: Promise<Sign> | undefined
  let isStopped = false

  const ask = async (): Promise<Sign> => {
    const sign = await hear(probe)
    if (isStopped) return sign
    if (isSilent !== (sign === 'silent')) {
      isSilent = !isSilent
      if (isSilent)
        log?.warn({ service: peer }, `The ${peer} does not answer; requests are refused`)
      else log?.info({ service: peer }, `The ${peer} answers again`)
    }
    if (isSilent) setTimeout(() => void share(), askAgainAfterMs)
    return sign
  }
  const share = (): Promise<Sign> => {
    // What still ends in order may take its time.
    if (isStopped) return Promise.resolve('answers')
    return (asking ??= ask().finally(() => {
      asking = undefined
    }))
  }
  const timer = everyMs === undefined ? undefined : setInterval(() => void share(), everyMs)
  timer?.unref()

  return {
    refusal: () => (isSilent ? new PeerSilent(peer) : undefined),
    isAnswering: async () => !isSilent && (await share()) === 'answers',
    stop: () => {
      isStopped = true
      clearInterval(timer)
    },
  }
}

async function hear(probe: (signal: AbortSignal) => Promise<unknown>): Promise<Sign> {
  const deadline = new AbortController()
  const answer = probe(deadline.signal).then(
    (): Sign => 'answers',
    (): Sign => 'refuses',
  )
  for (let tick = 0; tick < answerTicks; tick += 1) {
    const sign = await Promise.race([answer, Bun.sleep(tickMs).then(() => null)])
    if (sign !== null) return sign
  }
  deadline.abort()
  return 'silent'
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
