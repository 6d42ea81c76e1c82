import { meetingPrefix } from '../../../platform/object-keys.ts'
import type { TranscribeDeps } from '../deps.ts'
import {
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
  type SpeechResult,
} from '../ports.ts'

/**
 * Where the answer to a question is kept: the same recording, asked of the same provider in the same language. Who asks
 * again finds it there, whatever became of the attempt that paid for it.
 */
export function answerKey(
  tenantId: string,
  source: { meetingId: string; mediaId: string },
  provider: SpeechProvider,
  { language }: Pick<SpeechRequest, 'language'>,
): string {
  const question = new Bun.CryptoHasher('sha256').update(`${provider.name}\n${language}`)
  const name = question.digest('hex').slice(0, 16)
  return `${meetingPrefix(tenantId, source.meetingId)}speech/${source.mediaId}/${name}.json`
}

/**
 * Reads an answer that an earlier attempt paid for. Null where there is none, or where what is there was no answer after
 * all: nothing was said in it, or it came from something between us and the provider. Throws `answer_unreadable`.
 */
export async function readKept(
  { files }: Pick<TranscribeDeps, 'files'>,
  provider: SpeechProvider,
  key: string,
): Promise<SpeechResult | null> {
  const kept = await files.get(key).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (kept === null) return null
  try {
    return provider.read(new TextDecoder().decode(kept))
  } catch (error) {
    const isNone = error instanceof SpeechError && error.code !== 'answer_unreadable'
    if (isNone) return null
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'StorageError' &&
  (error as { code?: unknown }).code === 'not_found'
