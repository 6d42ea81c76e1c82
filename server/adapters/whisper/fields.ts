import type { SpeechRequest } from '../../modules/transcription/ports.ts'
import { isLocale } from '../../../plugins/vocabulary.ts'

/** How a model's parameters differ from Whisper's. */
export interface Fit {
  /** Other than `verbose_json`, the only format with word times. */
  format?: string
  hasNoPrompt?: boolean
  hasNoLanguage?: boolean
  isChunked?: boolean
}

/** Whisper reads the first 224 tokens of the prompt. */
const maxPromptChars = 600

/** The form fields besides the file. */
export function fieldsOf(
  model: string,
  { language, keyTerms }: Pick<SpeechRequest, 'language' | 'keyTerms'>,
  fit: Fit,
): [string, string][] {
  const prompt = keyTerms
    .join(', ')
    .slice(0, maxPromptChars)
    .replaceAll(/[\r\n]+/g, ' ')
  // Whisper takes one language or detects it; it does not take several.
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

/** Formats with more than the plain text come first. */
const formats = ['diarized_json', 'json']

/**
 * Returns a replacement for the field that a refusal names; null when it names none, or one that was replaced before.
 * OpenAI's newer models accept no `verbose_json`, those that distinguish speakers no prompt
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
