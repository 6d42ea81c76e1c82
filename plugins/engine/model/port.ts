/** One message of a prompt. */
export interface ModelMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** The shape that an answer must have: JSON Schema in the strict form that providers accept. */
export interface AnswerSchema {
  name: string
  schema: Record<string, unknown>
}

export interface ModelRequest {
  messages: ModelMessage[]
  schema: AnswerSchema
}

export interface ModelUsage {
  /** All tokens of the prompt, including cached ones. */
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
}

export interface Completion {
  text: string
  /** `stop`, `length` (truncated), `content_filter`, or another reason of the server. */
  finishReason: string
  refusal: string | null
  /** Null if the server does not report usage. */
  usage: ModelUsage | null
  /** The model name that the server reports. */
  model: string
  latencyMs: number
}

/** The prompt as it was sent. */
export interface SentPrompt {
  messages: ModelMessage[]
  /** JSON text of the schema, if it was sent beside the messages. */
  schema: string | null
}

export interface CompleteOptions {
  signal: AbortSignal
  /** Called with the answer as it grows. */
  onDelta?: (text: string) => void
  /** Called with the number of reasoning characters received so far. */
  onThought?: (chars: number) => void
  /** Called before each request; a later call replaces the previous one. */
  onSent?: (prompt: SentPrompt) => void
}

/** The port for language models. An adapter makes exactly one call for each `complete` that succeeds. */
export interface LanguageModel {
  /** Shown in the interface and stored with the run, e.g. `openai:gpt-5-mini`. */
  name: string
  /** The requested model. */
  model: string
  contextTokens: number
  /** The largest ratio of the server's token count to o200k's; 1 if its tokenizer is known. */
  tokenFactor: number
  /** Parallel calls of one run. */
  concurrency: number
  /** Called when a prompt of more tokens did not fit, once a smaller one was answered. */
  onContext?(tokens: number): void
  /** Price of a call in millionths of a US dollar; null if the model's price is unknown. */
  costMicroUsd(model: string, usage: ModelUsage): number | null
  /** Reads what the server lists about the model, before the windows are cut; free of charge. */
  prepare?(signal: AbortSignal): Promise<void>
  /** Throws ModelFault, or the signal's reason when it aborts. */
  complete(request: ModelRequest, options: CompleteOptions): Promise<Completion>
  /** Whether its server shows signs of life: the error with which a call that starts now fails, and changes of that. */
  silence?: {
    refusal(): ModelFault | undefined
    onChange(listener: (isSilent: boolean) => void): () => void
  }
  /** Checks, free of charge, that the server answers and accepts the key. Throws ModelFault. */
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
 * What went wrong with a language model; the code is the key of the translated message. The error message contains
 * codes only, and `serverMessage` the server's text without keys and without what was sent: for admins and the log.
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

  /** Tokens that a prompt may have, if the server named a limit. */
  get limitTokens(): number | null {
    return this.more.limitTokens ?? null
  }

  /** The usage that the server reported, or must have counted, for a call that failed. */
  get usage(): ModelUsage | null {
    return this.more.usage ?? null
  }

  /** The beginning of a truncated answer. */
  get partial(): string | null {
    return this.more.partial ?? null
  }

  /** Characters received by then, including reasoning. */
  get wroteChars(): number {
    return this.more.wroteChars ?? 0
  }

  /** The same fault with more facts. */
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
  /** Number of the call within the run, from 1. */
  number: number
  step: string
  /** Window of the transcript, from 0. */
  windowIndex: number
  /** Number of the call for this step and window, from 1. */
  attempt: number
  model: string
  /** SHA-256 (hex) of the prompt as sent. */
  promptHash: string
}

/** A completed call to a language model, as it is recorded. */
export interface Interaction extends SentCall {
  /** No further call was made for this step and window. */
  isFinal: boolean
  usage: ModelUsage | null
  costMicroUsd: number | null
  latencyMs: number
  finishReason: string | null
  outcome: InteractionOutcome
  errorCode: string | null
  /** The server's error message, cleaned; see ModelFault. */
  serverMessage: string | null
  body: SentPrompt & { answer: string | null }
}
