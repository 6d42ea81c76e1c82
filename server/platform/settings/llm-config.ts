import type { ReadAddress, ReadText } from './environment.ts'

/** The provider that fills the sections of a result. */
export type LlmConfig =
  | { provider: 'extractive' }
  | {
      provider: 'openai'
      apiKey: string | null
      /** Up to and including `/v1`; null means OpenAI itself. */
      baseUrl: string | null
      model: string | null
      contextTokens: number | null
      /** Absent when none is set; the defaults then depend on where the server runs. */
      patience?: ModelPatience
    }

/** Timeouts of calls in milliseconds, and how many run at once. */
export interface ModelPatience {
  firstTokenMs?: number
  idleMs?: number
  callMs?: number
  concurrency?: number
}

/** A language model if a key or the provider's name is set; otherwise the built-in provider. */
export function readLlm(text: ReadText, address: ReadAddress, faults: string[]): LlmConfig {
  const apiKey = text('OPENAI_API_KEY')
  const baseUrl = address('OPENAI_BASE_URL', ['http', 'https'])
  const contextTokens = readContext(text('OPENAI_CONTEXT_TOKENS'), faults)
  const patience = readPatience(text, faults)
  const provider = text('LLM_PROVIDER') ?? (apiKey ? 'openai' : 'extractive')
  if (provider === 'extractive') return { provider }
  if (provider !== 'openai') {
    faults.push('LLM_PROVIDER must be openai or extractive')
    return { provider: 'extractive' }
  }
  if (!apiKey && !text('OPENAI_BASE_URL')) {
    faults.push(
      'OPENAI_API_KEY is needed with LLM_PROVIDER=openai; only a server of your own, named by OPENAI_BASE_URL, may do without',
    )
  }
  return {
    provider,
    apiKey,
    baseUrl: baseUrl?.replace(/\/+$/, '') ?? null,
    model: text('OPENAI_MODEL'),
    contextTokens,
    ...(Object.keys(patience).length > 0 ? { patience } : {}),
  }
}

function readPatience(text: ReadText, faults: string[]): ModelPatience {
  const whole = (name: string, most: number): number | undefined => {
    const value = text(name)
    if (value === null) return undefined
    const number = Number(value)
    if (Number.isInteger(number) && number >= 1 && number <= most) return number
    faults.push(`${name} must be a whole number from 1 to ${most}`)
    return undefined
  }
  const milliseconds = (name: string): number | undefined => {
    const seconds = whole(name, 86_400)
    return seconds === undefined ? undefined : seconds * 1_000
  }
  const read = {
    firstTokenMs: milliseconds('OPENAI_FIRST_TOKEN_SECONDS'),
    idleMs: milliseconds('OPENAI_IDLE_SECONDS'),
    callMs: milliseconds('OPENAI_CALL_SECONDS'),
    concurrency: whole('OPENAI_CONCURRENCY', 64),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function readContext(value: string | null, faults: string[]): number | null {
  if (value === null) return null
  const tokens = Number(value)
  if (Number.isInteger(tokens) && tokens >= 4_000) return tokens
  faults.push('OPENAI_CONTEXT_TOKENS must be a whole number from 4000')
  return null
}
