import type { SpeechRequest } from '../../modules/transcription/ports.ts'
import { isLocale } from '../../../plugins/vocabulary.ts'

/** What a model takes otherwise than Whisper. */
export interface Fit {
  /** Other than `verbose_json`, the only one with times of words. */
  format?: string
  hasNoPrompt?: boolean
  hasNoLanguage?: boolean
  isChunked?: boolean
}

/** The prompt that primes Whisper ends after 224 tokens. */
const mostPromptChars = 600

/** The fields of a request beside the file. */
export function fieldsOf(
  model: string,
  { language, keyTerms }: Pick<SpeechRequest, 'language' | 'keyTerms'>,
  fit: Fit,
): [string, string][] {
  const prompt = keyTerms
    .join(', ')
    .slice(0, mostPromptChars)
    .replaceAll(/[\r\n]+/g, ' ')
  // It knows one language or finds it out; several at once it does not.
  const isOne = isLocale(language)
  const fields: [string, string, boolean][] = [
    ['model', model, true],
    ['response_format', fit.format ?? 'verbose_json', true],
    ['timestamp_granularities[]', 'segment', !fit.format],
    ['timestamp_granularities[]', 'word', !fit.format],
    ['language', language, isOne && !fit.hasNoLanguage],
    ['prompt', prompt, prompt !== '' && !fit.hasNoPrompt],
    ['chunking_strategy', 'auto', fit.isChunked === true],
  ]
  return fields.flatMap(([name, value, isSent]): [string, string][] =>
    isSent ? [[name, value]] : [],
  )
}

/** Formats with more than the bare words come first. */
const formats = ['diarized_json', 'json']

/**
 * What to ask for in place of a field that a refusal names; null where it names none, or one that was changed already.
 * Newer models of OpenAI take no `verbose_json`, those that tell speakers apart no prompt
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription).
 */
export function fitTo(status: number, said: string, fit: Fit): Fit | null {
  if (status !== 400 && status !== 422) return null
  if (/response_format|verbose_json|timestamp_granularit/i.test(said) && !fit.format) {
    return { ...fit, format: formats.find((format) => said.includes(`'${format}'`)) ?? 'json' }
  }
  if (/chunking_strategy/i.test(said) && !fit.isChunked) return { ...fit, isChunked: true }
  if (/\bprompt\b/i.test(said) && !fit.hasNoPrompt) return { ...fit, hasNoPrompt: true }
  const isOfLanguage = /\blanguage\b/i.test(said) && /support|unknown|invalid|allowed/i.test(said)
  return isOfLanguage && !fit.hasNoLanguage ? { ...fit, hasNoLanguage: true } : null
}
