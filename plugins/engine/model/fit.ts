/** Token counts of a prompt by our own tokenizer: its messages, and the transcript among them. */
export interface PromptSizes {
  messages: number
  transcript: number
}

/** What a run learns about its server's context. */
export interface Fit {
  /** How many parts a prompt must be split into, if `fixed` tokens are the same in each; 1 when it fits. */
  partsOf(tokens: number, fixed: number): number
  /** A prompt was refused for its length. */
  refused(tokens: number, limitTokens: number | null): void
  /** A prompt was answered. */
  took(tokens: number): void
  /** Whether the server's count shows that it read only part of the prompt. */
  isShortened(counted: number, sizes: PromptSizes): boolean
}

const MOST_PARTS = 32
/** Room for the answer, as a fraction of a limit that covers both. */
const ANSWER_SHARE = 0.25
const LEAST_FREE_TOKENS = 200
/** Other tokenizers count less than ours, but none is known to need under half. */
const LEAST_SHARE = 0.5
/** For the transcript alone, when the cached beginning of a prompt was not counted. */
const LEAST_TRANSCRIPT_SHARE = 0.7
/** Compared with the same server's count of another prompt. */
const LEAST_USUAL_SHARE = 0.75
/** Manually configured contexts are multiples of this. */
const CONTEXT_STEP = 1_024
const LEAST_ROUND_SHARE = 0.9
const LEAST_PROMPT_TOKENS = 600

/**
 * Observes how much of its prompts a server reads. Some servers refuse prompts that are too long; some truncate them
 * silently, which only their token count reveals. `onContext` is called with a limit once a smaller prompt was
 * answered.
 */
export function watchFit(onContext: (tokens: number) => void = () => undefined): Fit {
  let limit: number | null = null
  let refusedAt = Infinity
  let isNew = false
  let usual = 0
  let before: { counted: number; messages: number } | null = null
  let countsOtherwise = false
  return {
    partsOf(tokens, fixed) {
      const named = limit === null ? 1 : partsWithin(limit, tokens, fixed)
      return Math.min(MOST_PARTS, Math.max(named, tokens >= refusedAt ? 2 : 1))
    },
    refused(tokens, limitTokens) {
      refusedAt = Math.min(refusedAt, tokens)
      if (limitTokens !== null && limitTokens < (limit ?? Infinity)) {
        limit = limitTokens
        isNew = true
      }
    },
    took(tokens) {
      if (tokens >= refusedAt) refusedAt = Infinity
      if (isNew && limit !== null) onContext(limit)
      isNew = false
    },
    isShortened(counted, { messages, transcript }) {
      if (
        countsOtherwise ||
        messages < LEAST_PROMPT_TOKENS ||
        counted < (messages - transcript) / 4
      )
        return false
      const share = counted / messages
      const isFarBelow = share < LEAST_SHARE && counted < transcript * LEAST_TRANSCRIPT_SHARE
      const isRound = counted % CONTEXT_STEP === 0 && share < LEAST_ROUND_SHARE
      const isBelowUsual = counted < usual * LEAST_USUAL_SHARE * transcript
      if (!isFarBelow && !isRound && !isBelowUsual) {
        usual = Math.max(usual, share)
        before = null
        return false
      }
      // A server that counts half as much for half the prompt uses another tokenizer and reads all of it.
      if (before && messages < before.messages * 0.8) {
        const change = counted / before.counted / (messages / before.messages)
        if (change > 0.85 && change < 1.15) {
          countsOtherwise = true
          return false
        }
      }
      before = { counted, messages }
      limit = Math.min(limit ?? Infinity, counted)
      isNew = true
      return true
    },
  }
}

function partsWithin(limit: number, tokens: number, fixed: number): number {
  const free = limit * (1 - ANSWER_SHARE) - fixed
  if (tokens <= limit * (1 - ANSWER_SHARE)) return 1
  if (free < LEAST_FREE_TOKENS) return 2
  return Math.ceil((tokens - fixed) / free)
}
