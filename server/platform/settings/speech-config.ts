import type { ReadAddress, ReadText } from './environment.ts'

/** Who turns recordings into words; null where nobody does, and recordings wait. */
export type SpeechConfig = SpeechVendor & {
  /** What a recording is listened to in: the language of its meeting, several at once, or what is heard. */
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
      /** Null: what grows with the recording. */
      timeoutMinutes: number | null
    }

const mediaWays = ['url', 'stream'] as const
/** Whether Deepgram fetches recordings itself or gets their bytes through the worker. */
export type SpeechMedia = (typeof mediaWays)[number]

/** Unless told otherwise, the way that an embedded storage leaves: it is out of a provider's reach. */
export function readSpeechMedia(text: ReadText, faults: string[]): SpeechMedia {
  const usual = text('S3_ENDPOINT') === null ? 'stream' : 'url'
  const value = text('SPEECH_MEDIA') ?? usual
  const known = mediaWays.find((way) => way === value)
  if (!known) faults.push(`SPEECH_MEDIA must be one of ${mediaWays.join(', ')}`)
  return known ?? usual
}

/** The named provider with what it needs; a key alone switches nothing on. */
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

const mostMinutes = 24 * 60

function readMinutes(name: string, text: ReadText, faults: string[]): number | null {
  const value = text(name)
  if (value === null) return null
  const minutes = Number(value)
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes) return minutes
  faults.push(`${name} must be a whole number from 1 to ${mostMinutes}`)
  return null
}
