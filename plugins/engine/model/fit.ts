/** Tokens of a prompt by our own count: of its messages, and of the transcript among them. */
export interface PromptSizes {
  messages: number
  transcript: number
}

/** What one run learns of how much its model's server reads at once. */
export interface Fit {
  /** Over how many parts a prompt must be asked, of which `fixed` tokens are the same in each; 1 where it fits. */
  partsOf(tokens: number, fixed: number): number
  /** A prompt was refused for its length. */
  refused(tokens: number, limitTokens: number | null): void
  /** A prompt was answered. */
  took(tokens: number): void
  /** Whether what a server counted shows that it read only a part of the prompt. */
  isShortened(counted: number, sizes: PromptSizes): boolean
}

const MOST_PARTS = 32
/** Room for the answer, as a share of a limit that is for both. */
const ANSWER_SHARE = 0.25
const LEAST_FREE_TOKENS = 200
/** Other tokenizers count up to so much less than ours: none is known that needs half of it. */
const LEAST_SHARE = 0.5
/** The transcript alone, where the parts that every prompt shares were taken from a cache and not counted. */
const LEAST_TRANSCRIPT_SHARE = 0.7
/** Against what the same server counted for another prompt. */
const LEAST_USUAL_SHARE = 0.75
/** Contexts that are set by hand are multiples of this. */
const CONTEXT_STEP = 1_024
const LEAST_ROUND_SHARE = 0.9
const LEAST_PROMPT_TOKENS = 600

/**
 * Watches how much of its prompts a server reads. Some refuse what is too long; some cut it without a word, and only
 * their count of the prompt tells. `onContext` hears of a limit once something smaller was answered.
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
      // What counts half for half the prompt counts in another way, and reads all of it.
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
