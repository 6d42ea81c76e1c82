import { createHash } from 'node:crypto'
import type { Budget } from './budget.ts'
import { unansweredFaults } from './got-through.ts'
import {
  type Completion,
  type Interaction,
  type LanguageModel,
  ModelFault,
  type ModelRequest,
  type ModelUsage,
  type SentCall,
  type SentPrompt,
} from './port.ts'

const MOST_TRIES = 3
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** Waiting for a rate limit does not count as a try, but it is bounded. */
const MOST_WAITING_MS = 300_000
/** Characters per token of JSON in English and Russian, roughly. */
const CHARACTERS_OF_TOKEN = 3
/** Progress is visible as soon as a call is sent, and reasoning advances it a little. */
const SENT_SHARE = 0.02
const THOUGHT_SHARE = 0.1

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export interface CallDeps {
  model: LanguageModel
  budget: Budget
  signal: AbortSignal
  wait: Wait
  onInteraction: (interaction: Interaction) => void
  /** The number of the run's next call. */
  nextNumber: () => number
  /** Called as soon as a call is sent. */
  onSent?: (call: SentCall) => void
  beforeCall?: () => Promise<void>
  /** Called with the number of characters received and expected. */
  onWritten?: (written: number, expected: number) => void
}

/** The calls for one step and window, in order. */
export interface Calls {
  /** Asks the model, and retries after waits if that can help. Throws a ModelFault that no wait can fix. */
  complete(request: ModelRequest, estimate: ModelUsage): Promise<Answered>
  /** Reports the last call; each earlier one is reported when the next begins. */
  close(): void
}

export interface Answered {
  completion: Completion
  /** The reader of the answer sets its outcome. */
  interaction: Interaction
}

/** Opens the record of calls for one step and window. */
export function openCalls(deps: CallDeps, step: string, windowIndex: number): Calls {
  const made: Interaction[] = []
  let attempt = 0
  const tell = (): void => {
    for (const interaction of made.splice(0)) deps.onInteraction(interaction)
  }
  return {
    async complete(request, estimate) {
      let tries = 0
      let waits = 0
      let waitedMs = 0
      for (;;) {
        // The previous answer has been read: this is another call.
        tell()
        await deps.beforeCall?.()
        const reserved = deps.budget.reserve(estimate)
        const place = { number: deps.nextNumber(), step, windowIndex, attempt: ++attempt }
        const call = await callOnce(deps, place, request, estimate)
        reserved.settle(call.completion?.model ?? deps.model.model, whatItTook(call))
        const interaction = { ...place, isFinal: false, ...recordOf(deps.model, call, estimate) }
        made.push(interaction)
        if (call.completion) return { completion: call.completion, interaction }
        const { error } = call
        if (!(error instanceof ModelFault) || !error.retryable) throw error
        if (error.code !== 'model_rate_limited' && ++tries >= MOST_TRIES) throw error
        const growingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits++)
        // Half of the wait is random, so that many workers do not retry at once.
        const waitMs = Math.max(error.retryAfterMs ?? 0, growingMs * (0.5 + Math.random() / 2))
        waitedMs += waitMs
        if (waitedMs > MOST_WAITING_MS) throw error
        await deps.wait(waitMs, deps.signal)
      }
    },
    close() {
      const last = made.at(-1)
      if (last) last.isFinal = true
      tell()
    },
  }
}

interface OneCall {
  sent: SentPrompt
  latencyMs: number
  completion?: Completion
  error?: unknown
  /** Characters of an answer that had arrived, including reasoning if the fault reports it. */
  written: number
}

/** A server that was working charges for it even if we did not receive its answer. */
function whatItTook({ completion, error }: OneCall): ModelUsage | 'uncounted' | 'none' {
  if (completion) return completion.usage ?? 'uncounted'
  if (error instanceof ModelFault && error.usage) return error.usage
  return error instanceof ModelFault && !unansweredFaults.has(error.code) ? 'none' : 'uncounted'
}

async function callOnce(
  { model, signal, onWritten, onSent: tellSent }: CallDeps,
  place: Pick<SentCall, 'number' | 'step' | 'windowIndex' | 'attempt'>,
  request: ModelRequest,
  estimate: ModelUsage,
): Promise<OneCall> {
  const startedAt = performance.now()
  let sent: SentPrompt = {
    messages: request.messages,
    schema: JSON.stringify(request.schema.schema),
  }
  const latency = () => Math.round(performance.now() - startedAt)
  let written = 0
  try {
    signal.throwIfAborted()
    const expected = estimate.outputTokens * CHARACTERS_OF_TOKEN
    let thought = 0
    const report = (): void =>
      onWritten?.(Math.max(written + thought * THOUGHT_SHARE, expected * SENT_SHARE), expected)
    let isTold = false
    const onSent = (prompt: SentPrompt): void => {
      sent = prompt
      if (!isTold) tellSent?.({ ...place, model: model.model, promptHash: hashOf(prompt) })
      isTold = true
      report()
    }
    const onDelta = (text: string): void => {
      written += text.length
      report()
    }
    const onThought = (chars: number): void => {
      thought = chars
      report()
    }
    const completion = await model.complete(request, { signal, onSent, onDelta, onThought })
    return { sent, latencyMs: latency(), completion, written }
  } catch (error) {
    const wrote = error instanceof ModelFault ? error.wroteChars : 0
    return { sent, latencyMs: latency(), error, written: Math.max(written, wrote) }
  }
}

const hashOf = (sent: SentPrompt): string =>
  createHash('sha256').update(JSON.stringify(sent)).digest('hex')

/** The estimated usage of a call that broke off before the server reported its count. */
function usageOf({ completion, error, written }: OneCall, estimate: ModelUsage): ModelUsage | null {
  if (completion) return completion.usage
  if (error instanceof ModelFault && error.usage) return error.usage
  if (written === 0) return null
  return { ...estimate, outputTokens: Math.ceil(written / CHARACTERS_OF_TOKEN) }
}

function recordOf(model: LanguageModel, call: OneCall, estimate: ModelUsage) {
  const { sent, latencyMs, completion, error } = call
  const usage = usageOf(call, estimate)
  const name = completion?.model ?? model.model
  return {
    model: name,
    promptHash: hashOf(sent),
    usage,
    costMicroUsd: usage ? model.costMicroUsd(name, usage) : null,
    latencyMs: completion?.latencyMs ?? latencyMs,
    finishReason: completion?.finishReason ?? null,
    outcome: completion ? ('ok' as const) : ('error' as const),
    errorCode: completion ? null : error instanceof ModelFault ? error.code : 'aborted',
    serverMessage: error instanceof ModelFault ? error.serverMessage : null,
    body: {
      ...sent,
      answer: completion ? (completion.refusal ?? completion.text) : partialOf(error),
    },
  }
}

const partialOf = (error: unknown): string | null =>
  error instanceof ModelFault ? error.partial : null

/** Waits, or throws the signal's reason as soon as it aborts. */
export const waitFor: Wait = (ms, signal) =>
  new Promise((done, fail) => {
    if (signal.aborted) {
      fail(signal.reason as Error)
      return
    }
    const abort = (): void => {
      clearTimeout(timer)
      fail(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      done()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
