import type { HealthCheck } from '../http/health.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'

type State = Awaited<ReturnType<HealthCheck>>

const none =
  'no speech provider; recordings wait. Set SPEECH_PROVIDER and its key, and start AAM again'

/** What is configured; asks nobody, so that a provider's bad day is not ours. */
export const describeSpeech = (speech: SpeechProvider | null): State =>
  speech ? { up: `${speech.name}, ${ways[speech.takes]}` } : none

const ways = { url: 'recordings by signed address', stream: 'recordings through the worker' }

/** Asks the provider whether it answers and takes the key. Degraded where it does not: everything else works on. */
export async function askSpeech(speech: SpeechProvider | null): Promise<State> {
  if (!speech) return none
  try {
    await speech.check(new AbortController().signal)
    return describeSpeech(speech)
  } catch (error) {
    const { code } = error as { code?: unknown }
    return `${speech.name} ${typeof code === 'string' ? code : 'cannot be asked'}`
  }
}
