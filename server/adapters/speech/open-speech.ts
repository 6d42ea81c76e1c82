import type { SpeechProvider } from '../../modules/transcription/ports.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { SpeechConfig } from '../../platform/settings/speech-config.ts'

/** Opens the configured speech provider; null when none is configured. Does not connect yet. */
export async function openSpeech(
  config: SpeechConfig | null,
  log?: PeerLog,
): Promise<SpeechProvider | null> {
  const options = log ? { log } : {}
  // Imported on demand: the vendor's SDK is large, and most processes do not need it.
  if (config?.provider === 'deepgram') {
    return (await import('../deepgram/index.ts')).deepgramSpeech({ ...config, ...options })
  }
  if (config?.provider === 'whisper') {
    return (await import('../whisper/index.ts')).whisperSpeech({ ...config, ...options })
  }
  return null
}
