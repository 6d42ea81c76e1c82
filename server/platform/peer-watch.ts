import { startDeadline } from './deadline.ts'
import type { Log } from './log.ts'

/** What a process talks to over the network. */
export type Peer = 'database' | 'redis' | 'storage' | 'speech provider' | 'language model'

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
  /** Something has come from the peer in another way. */
  noteAnswer(): void
  stop(): void
}

export type PeerLog = Pick<Log, 'warn' | 'info'>

export interface WatchOptions {
  log?: PeerLog | undefined
  /** Asks without being asked to, so that a freeze is known before somebody waits for the peer. */
  everyMs?: number
  /** How long a question may stay without an answer, in milliseconds (2,500). */
  answerWithinMs?: number
  /** How long after that the next one is put (250). */
  askAgainAfterMs?: number
  onChange?: (isSilent: boolean) => void
}

/** So many questions wait for a late answer; the oldest is given up for a new one. */
const mostQuestions = 4

type Sign = 'answers' | 'refuses' | 'silent'

/**
 * A circuit breaker around a peer that may be slow and must not be mistaken for a frozen one: it opens only when `probe`,
 * a trivial question over a connection of its own, gets no answer within `answerWithinMs`, and closes as soon as one does, however
 * late; a refusal is an answer. While the peer is silent, new questions are asked beside those that wait: a thawed peer
 * answers the old ones at once, and one that lost its connections, or takes long to make one, only what it gets through.
 * A question's signal aborts when nobody waits for its answer any more.
 */
export function watchPeer(
  peer: Peer,
  probe: (signal: AbortSignal) => Promise<unknown>,
  { log, everyMs, answerWithinMs = 2_500, askAgainAfterMs = 250, onChange }: WatchOptions = {},
): PeerWatch {
  let isSilent = false
  let asking: Promise<Sign> | undefined
  let isStopped = false
  let answered = Promise.withResolvers<void>()
  const questions = new Set<AbortController>()

  const setSilent = (silent: boolean): void => {
    if (isStopped || isSilent === silent) return
    isSilent = silent
    if (isSilent) log?.warn({ service: peer }, `The ${peer} does not answer; requests are refused`)
    else log?.info({ service: peer }, `The ${peer} answers again`)
    onChange?.(isSilent)
  }
  const giveUp = (question: AbortController): void => {
    questions.delete(question)
    question.abort()
  }
  const noteAnswer = (): void => {
    answered.resolve()
    answered = Promise.withResolvers()
    for (const open of questions) giveUp(open)
    setSilent(false)
  }
  const putQuestion = async (): Promise<Sign> => {
    const self = new AbortController()
    questions.add(self)
    const [oldest] = questions
    if (questions.size > mostQuestions && oldest) giveUp(oldest)
    try {
      await probe(self.signal)
      self.signal.throwIfAborted()
    } catch {
      return 'refuses'
    } finally {
      questions.delete(self)
    }
    noteAnswer()
    return 'answers'
  }
  const ask = async (): Promise<Sign> => {
    const late = Promise.withResolvers<Sign>()
    const cancel = startDeadline(answerWithinMs, () => late.resolve('silent'))
    // An earlier question may get its answer meanwhile.
    const earlier = answered.promise.then((): Sign => 'answers')
    const sign = await Promise.race([earlier, putQuestion(), late.promise])
    cancel()
    setSilent(sign === 'silent')
    if (isSilent) setTimeout(() => isSilent && void share(), askAgainAfterMs).unref()
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
    noteAnswer,
    stop: () => {
      isStopped = true
      clearInterval(timer)
      for (const open of questions) giveUp(open)
    },
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
