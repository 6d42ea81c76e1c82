import type { SpeechProvider } from '../../modules/transcription/ports.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { SpeechConfig } from '../../platform/settings/speech-config.ts'

/** The speech provider that the configuration names; null where it names none. Connects to nothing yet. */
export async function openSpeech(
  config: SpeechConfig | null,
  log?: PeerLog,
): Promise<SpeechProvider | null> {
  const options = log ? { log } : {}
  // Loaded where it is used: the vendor's SDK is large, and most processes and installations do without.
  if (config?.provider === 'deepgram') {
    return (await import('../deepgram/index.ts')).deepgramSpeech({ ...config, ...options })
  }
  if (config?.provider === 'whisper') {
    return (await import('../whisper/index.ts')).whisperSpeech({ ...config, ...options })
  }
  return null
}
