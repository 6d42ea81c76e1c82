import type { HealthCheck } from '../http/health.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'

type State = Awaited<ReturnType<HealthCheck>>

export const withoutSpeech =
  'no speech provider; recordings wait. Set SPEECH_PROVIDER and its key, and start AAM again'

/** Which provider it is, and how it gets recordings. */
export const wayOfSpeech = ({ name, takes }: SpeechProvider): string => `${name}, ${ways[takes]}`

const ways = { url: 'recordings by signed address', stream: 'recordings through the worker' }

/** Asks the provider whether it answers and takes the key. Degraded where it does not: everything else works on. */
export async function askSpeech(speech: SpeechProvider | null): Promise<State> {
  if (!speech) return withoutSpeech
  try {
    await speech.check(new AbortController().signal)
    return { up: wayOfSpeech(speech) }
  } catch (error) {
    const { code } = error as { code?: unknown }
    return `${speech.name} ${typeof code === 'string' ? code : 'cannot be asked'}`
  }
}
