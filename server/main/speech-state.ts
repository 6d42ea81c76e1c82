import type { HealthCheck } from '../http/health.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'

type State = Awaited<ReturnType<HealthCheck>>

export const withoutSpeech =
  'no speech provider; recordings wait. Set SPEECH_PROVIDER and its key, and start AAM again'

/** The provider's name and how it receives recordings. */
export const describeSpeech = ({ name, takes }: SpeechProvider): string =>
  `${name}, ${deliveryLabels[takes]}`

const deliveryLabels = {
  url: 'recordings by signed address',
  stream: 'recordings through the worker',
}

/** Checks whether the provider answers and accepts the key. Otherwise degraded: everything else works without it. */
export async function checkSpeech(speech: SpeechProvider | null): Promise<State> {
  if (!speech) return withoutSpeech
  try {
    await speech.check(new AbortController().signal)
    return { up: describeSpeech(speech) }
  } catch (error) {
    const { code } = error as { code?: unknown }
    return `${speech.name} ${typeof code === 'string' ? code : 'cannot be asked'}`
  }
}
