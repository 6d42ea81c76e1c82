import type { ReadAddress, ReadText } from './environment.ts'

/** The speech provider; without one (null), recordings wait. */
export type SpeechConfig = SpeechVendor & {
  /** Language of the speech: the meeting's language, several mixed, or detected by the provider. */
  language: 'meeting' | 'multi' | 'detect'
}

type SpeechVendor =
  | {
      provider: 'deepgram'
      apiKey: string
      baseUrl: string | null
      media: SpeechMedia
    }
  | {
      provider: 'whisper'
      baseUrl: string
      apiKey: string | null
      model: string
      /** Null: a timeout that grows with the length of the recording. */
      timeoutMinutes: number | null
    }

const mediaModes = ['url', 'stream'] as const
/** Whether Deepgram fetches a recording by URL or the worker streams it. */
export type SpeechMedia = (typeof mediaModes)[number]

/** Defaults to `stream` with the embedded storage, which a provider cannot reach. */
export function readSpeechMedia(text: ReadText, faults: string[]): SpeechMedia {
  const defaultMode = text('S3_ENDPOINT') === null ? 'stream' : 'url'
  const value = text('SPEECH_MEDIA') ?? defaultMode
  const known = mediaModes.find((way) => way === value)
  if (!known) faults.push(`SPEECH_MEDIA must be one of ${mediaModes.join(', ')}`)
  return known ?? defaultMode
}

/** Reads the provider and its settings; a key alone does not enable a provider. */
export function readSpeech(
  text: ReadText,
  address: ReadAddress,
  faults: string[],
  media: SpeechMedia,
): SpeechConfig | null {
  const oneOf = <Name extends string>(name: string, names: readonly Name[], otherwise: Name) => {
    const value = text(name) ?? otherwise
    const known = names.find((candidate) => candidate === value)
    if (!known) faults.push(`${name} must be one of ${names.join(', ')}`)
    return known ?? otherwise
  }
  const need = (name: string, provider: string): string => {
    const value = text(name)
    if (value === null) faults.push(`${name} is needed with SPEECH_PROVIDER=${provider}`)
    return value ?? ''
  }
  const deepgramUrl = address('DEEPGRAM_BASE_URL', ['http', 'https'])
  const whisperUrl = address('WHISPER_BASE_URL', ['http', 'https'])
  const language = oneOf('SPEECH_LANGUAGE', ['meeting', 'multi', 'detect'], 'meeting')
  const provider = text('SPEECH_PROVIDER')
  switch (provider) {
    case null:
      return null
    case 'deepgram': {
      const apiKey = need('DEEPGRAM_API_KEY', provider)
      return { provider, apiKey, baseUrl: deepgramUrl, media, language }
    }
    case 'whisper': {
      if (text('WHISPER_BASE_URL') === null) need('WHISPER_BASE_URL', provider)
      return {
        provider,
        baseUrl: whisperUrl ?? '',
        apiKey: text('WHISPER_API_KEY'),
        model: text('WHISPER_MODEL') ?? 'whisper-1',
        timeoutMinutes: readMinutes('WHISPER_TIMEOUT_MINUTES', text, faults),
        language,
      }
    }
    default:
      faults.push('SPEECH_PROVIDER must be deepgram or whisper, or unset for none')
      return null
  }
}

const maxMinutes = 24 * 60

function readMinutes(name: string, text: ReadText, faults: string[]): number | null {
  const value = text(name)
  if (value === null) return null
  const minutes = Number(value)
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= maxMinutes) return minutes
  faults.push(`${name} must be a whole number from 1 to ${maxMinutes}`)
  return null
}
