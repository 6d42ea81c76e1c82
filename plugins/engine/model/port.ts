/** One message of a prompt. */
export interface ModelMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** The shape that an answer must have: JSON Schema in the strict form that providers take. */
export interface AnswerSchema {
  name: string
  schema: Record<string, unknown>
}

export interface ModelRequest {
  messages: ModelMessage[]
  schema: AnswerSchema
}

export interface ModelUsage {
  /** All tokens of the prompt, cached ones included. */
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
}

export interface Completion {
  text: string
  /** `stop`, `length` (the answer was cut), `content_filter`, or what else the server says. */
  finishReason: string
  refusal: string | null
  /** Null where the server does not count. */
  usage: ModelUsage | null
  /** The model as the server names it. */
  model: string
  latencyMs: number
}

/** The prompt as it really left the house. */
export interface SentPrompt {
  messages: ModelMessage[]
  /** JSON text of the schema, when it was sent beside the messages. */
  schema: string | null
}

export interface CompleteOptions {
  signal: AbortSignal
  /** The answer while it grows. */
  onDelta?: (text: string) => void
  /** How many characters of thoughts have come before it. */
  onThought?: (chars: number) => void
  /** Called before each request; a later call replaces what an earlier one said. */
  onSent?: (prompt: SentPrompt) => void
}

/** The port behind which a language model answers. An adapter makes exactly one call for each `complete` that succeeds. */
export interface LanguageModel {
  /** Shown in the interface and stored with the run, e.g. `openai:gpt-5-mini`. */
  name: string
  /** The model that is asked for. */
  model: string
  contextTokens: number
  /** How many times more tokens than o200k counts the server may count: 1 where its tokenizer is known. */
  tokenFactor: number
  /** Calls at once for one run. */
  concurrency: number
  /** Told that a prompt of more tokens did not fit, once a smaller one was answered. */
  onContext?(tokens: number): void
  /** Price of a call in millionths of a US dollar; null where the model's price is not known. */
  costMicroUsd(model: string, usage: ModelUsage): number | null
  /** Learns what its server says of the model, before the windows are cut; at no cost. */
  prepare?(signal: AbortSignal): Promise<void>
  /** Throws ModelFault, or the signal's reason when it aborts. */
  complete(request: ModelRequest, options: CompleteOptions): Promise<Completion>
  /** Whether its server gives signs of life: what a call that starts now fails with, and when that changes. */
  silence?: {
    refusal(): ModelFault | undefined
    onChange(listener: (isSilent: boolean) => void): () => void
  }
  /** Asks the server, at no cost, whether it answers and takes the key. Throws ModelFault. */
  check?(signal: AbortSignal): Promise<void>
  close?(): void
}

export const modelFaults = [
  'model_bad_credentials',
  'model_no_access',
  'model_unknown',
  'model_address_refused',
  'model_no_quota',
  'model_rate_limited',
  'model_request_refused',
  'model_prompt_refused',
  'model_context_exceeded',
  'model_unavailable',
  'model_timeout',
  'model_cut',
  'model_garbage',
  'model_answer_cut',
  'model_answer_empty',
  'model_answer_invalid',
  'model_answer_too_dear',
  'model_over_budget',
  'model_schema_too_large',
] as const
export type ModelFaultCode = (typeof modelFaults)[number]

/**
 * What went wrong with a language model; the code is the key of its wording. The message holds codes only, and
 * `serverMessage` the server's own words, cleaned of keys and of what was sent: for admins and the log.
 */
export class ModelFault extends Error {
  override readonly name = 'ModelFault'
  constructor(
    readonly code: ModelFaultCode,
    /** Whether the same call may succeed later. */
    readonly retryable: boolean,
    message: string,
    /** How long the provider asked to wait. */
    readonly retryAfterMs: number | null = null,
    readonly serverMessage: string | null = null,
    private readonly more: FaultFacts = {},
  ) {
    super(message)
  }

  /** Tokens that a prompt may have, where the server named a limit. */
  get limitTokens(): number | null {
    return this.more.limitTokens ?? null
  }

  /** What the server is known to have counted, or must have, for a call that failed. */
  get usage(): ModelUsage | null {
    return this.more.usage ?? null
  }

  /** The beginning of an answer that broke off. */
  get partial(): string | null {
    return this.more.partial ?? null
  }

  /** Characters that the server had written by then, thoughts included. */
  get wroteChars(): number {
    return this.more.wroteChars ?? 0
  }

  /** The same fault, with more that is known of it. */
  with(more: FaultFacts): ModelFault {
    const { code, retryable, message, retryAfterMs, serverMessage } = this
    const facts = { ...this.more, ...more }
    return new ModelFault(code, retryable, message, retryAfterMs, serverMessage, facts)
  }
}

export interface FaultFacts {
  limitTokens?: number | null
  usage?: ModelUsage | null
  partial?: string | null
  wroteChars?: number
}

export type InteractionOutcome = 'ok' | 'invalid' | 'refused' | 'cut' | 'error'

/** A call to a language model that has been sent. */
export interface SentCall {
  /** Count of the run's calls, from 1. */
  number: number
  step: string
  /** Window of the transcript, from 0. */
  windowIndex: number
  /** Call for this step and window, from 1. */
  attempt: number
  model: string
  /** SHA-256 (hex) of the prompt as sent. */
  promptHash: string
}

/** One call to a language model, as it is recorded once it is over. */
export interface Interaction extends SentCall {
  /** No further call was made for this step and window. */
  isFinal: boolean
  usage: ModelUsage | null
  costMicroUsd: number | null
  latencyMs: number
  finishReason: string | null
  outcome: InteractionOutcome
  errorCode: string | null
  /** What the server said of an error, cleaned; see ModelFault. */
  serverMessage: string | null
  body: SentPrompt & { answer: string | null }
}
