import type { ReadAddress, ReadText } from './environment.ts'

/** What fills the sections of a result. */
export type LlmConfig =
  | { provider: 'extractive' }
  | {
      provider: 'openai'
      apiKey: string | null
      /** Up to and with `/v1`; null is OpenAI itself. */
      baseUrl: string | null
      model: string | null
      contextTokens: number | null
    }

/** With a key, or when asked for by name, a language model; otherwise the built-in provider. */
export function readLlm(text: ReadText, address: ReadAddress, faults: string[]): LlmConfig {
  const apiKey = text('OPENAI_API_KEY')
  const baseUrl = address('OPENAI_BASE_URL', ['http', 'https'])
  const contextTokens = readContext(text('OPENAI_CONTEXT_TOKENS'), faults)
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
  }
}

function readContext(value: string | null, faults: string[]): number | null {
  if (value === null) return null
  const tokens = Number(value)
  if (Number.isInteger(tokens) && tokens >= 4_000) return tokens
  faults.push('OPENAI_CONTEXT_TOKENS must be a whole number from 4000')
  return null
}
